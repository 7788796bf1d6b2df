#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "validate/cel/memory.h"
#include "validate/cel/value.h"

namespace drydock::validate::cel {

/// One call of a function: its arguments, the target first. None of them is an error.
struct Call {
  Memory& memory;
  std::span<const Value> arguments;
  const Regex* regex = nullptr;  // compiled before, where the pattern is a literal

  const Value& operator[](size_t i) const { return arguments[i]; }
  size_t size() const { return arguments.size(); }
  std::string_view text(size_t i) const { return arguments[i].text(); }
  int64_t integer(size_t i) const { return arguments[i].integer; }
  Value error(std::string_view text) const { return memory.error(text); }
};

/// How the cost of a call is counted, where the name of the function does not say it.
enum class CostRule : uint8_t {
  One,
  Traverse,  // of the text that is the first argument
  Compare,   // of two values: the smaller one
  Concat,    // of texts
  AddList,
  InList,
  Affix,  // the text that is looked for
  Contains,
  Matches,
  TextToBytes,
  BytesToText,
  Quote,
  Logic,
  Choose,
  IndexList,
  IndexMap,
  NewList,  // slice, reverse and the like: the size of the result
  Flatten,
  SelfCompare,  // sort, distinct: the square of the size
  Sets,         // the product of the sizes
  SetsTwice,
};

/// One signature of a function. `parameters` and `result` are in the letters of type.h; a dot
/// follows the target of a member. "s.s" takes a text on a text.
struct Overload {
  std::string_view function;
  std::string_view parameters;
  std::string_view result;
  Value (*call)(const Call& call);
  CostRule cost = CostRule::One;

  bool is_member() const { return parameters.find('.') != std::string_view::npos; }
};

// The families.
std::span<const Overload> operator_overloads();
std::span<const Overload> conversion_overloads();
std::span<const Overload> time_overloads();
std::span<const Overload> string_overloads();
std::span<const Overload> list_overloads();
std::span<const Overload> optional_overloads();
std::span<const Overload> network_overloads();
std::span<const Overload> kubernetes_overloads();

/// All overloads of a function; empty when there is no such function.
std::span<const Overload* const> find_overloads(std::string_view function);
/// Whether an argument can be what a signature says at a place.
bool fits_letters(const Value& value, std::string_view letters);
/// Whether all arguments fit.
bool fits(const Overload& overload, std::span<const Value> arguments);

/// A key in messages.
std::string key_text(const Value& key);
/// An element or an entry, or the error that there is none.
Value index_value(const Value& container, const Value& key, Memory& memory);
/// "90s", "2024-01-01T00:00:00Z".
std::string duration_text(const Value& duration);
std::string timestamp_text(const Value& time);

/// Of values of Kubernetes' libraries.
bool equal_opaque(const Value& a, const Value& b);
bool equal_kubernetes(const Value& a, const Value& b);
/// How long the expression of a named format is, for costs.
uint64_t format_pattern_size(const Value& format);

/// What is in an opaque value; the type must be right.
template <class T>
const T& opaque_data(const Value& value) {
  return *static_cast<const T*>(value.opaque->data);
}

}  // namespace drydock::validate::cel
