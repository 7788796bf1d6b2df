#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/error.h"
#include "core/value.h"
#include "render/builtins/context.h"

/// What a family of template functions is made of.
///
/// A family is one file of small functions, `Value name(const CallArgs& args)`, and a constexpr
/// table of them at its end, which a function `xyz_builtins()` returns; registry.cc joins the
/// families. A row says what Go's signature of the function is:
///
///     {"trunc",   takes(Int, String),      String, trunc,   "LENGTH TEXT: the first LENGTH
///     bytes"},
///     {"default", takes_many(Any, Any),    Any,    dflt,    "…: the last parameter repeats"},
///
/// Before a function runs, the evaluator has checked the number of arguments and their types, with
/// the original's error texts, and has converted what Go converts; so `args.text(1)` of a `String`
/// parameter cannot fail. An `Any` argument is any Value, nil included. A `Reflect` parameter is
/// for Go's own functions that tell a nil interface from no value (`Value::boxed`).
///
/// To fail, a function calls `args.fail("text of Go's error")`, or throws Error with any rule that
/// does not end in "-limit"; the evaluator adds where, and `error calling NAME: `. Texts of Go
/// panics
/// ("runtime error: integer divide by zero") are given in the same way. Rules ending in "-limit"
/// end the render with a finding of their own.
///
/// Results: mind the Go type. `of_int(n)` is an int64, `of_int(n, GoType::Int)` an int; a []string
/// is `of_list(items, GoType::Strings)`. Text that was built goes through `args.string()`, which
/// copies it into the arena. A function whose work is not bounded by the size of its arguments
/// calls `args.context().spend(steps)` and, for large results, `check_size(bytes)` before building
/// them.
///
/// Printing (`%v` and the like) is in render/template/go_format.h; Go's names of types are
/// `go_type_name` and `go_kind_name` of core/value.h.
namespace drydock::render {

/// The Go types that parameters and results of functions have.
enum class Type : uint8_t {
  Any,  // interface {}
  Reflect,
  Bool,
  String,
  Int,
  Int64,
  Uint32,
  Float64,
  List,  // []interface {}
  Map,   // map[string]interface {}
  Strings,
  Ints,
  Lists,
  StringMap,
  Bytes,
  Time,         // time.Time
  Duration,     // time.Duration
  Semver,       // *semver.Version
  Certificate,  // sprig.certificate
  Zone,         // *time.Location
  Writer,       // io.Writer, which templates only have nil for
  Values,       // this and what follows: Helm's named types, only of results
  VersionSet,
  Files,
  Uint64,
  Month,    // time.Month
  Weekday,  // time.Weekday
};

/// "interface {}", "string", "map[string]interface {}"…
std::string_view type_name(Type type);

/// The types of a function's parameters.
struct Params {
  static constexpr size_t kMax = 6;
  std::array<Type, kMax> types{};
  uint8_t count = 0;
  bool variadic = false;  // the last one may be given any number of times

  constexpr Type operator[](size_t i) const {
    return types[i < count ? i : static_cast<size_t>(count - 1)];
  }
};

template <class... Types>
constexpr Params takes(Types... types) {
  static_assert(sizeof...(types) <= Params::kMax);
  return {{types...}, sizeof...(types), false};
}
/// The last of the types is the one that repeats.
template <class... Types>
constexpr Params takes_many(Types... types) {
  static_assert(sizeof...(types) >= 1 && sizeof...(types) <= Params::kMax);
  return {{types...}, sizeof...(types), true};
}

class CallArgs;

/// A template function, or a method of an object. The row of a table that is also the reference.
struct Builtin {
  std::string_view name;
  Params params;
  Type result;
  Value (*call)(const CallArgs&);
  std::string_view help;  // parameter names in capitals, a colon, what it gives
  int since = 3;          // the first Helm that has it
};

/// The arguments of one call, checked against the function's parameters.
class CallArgs {
 public:
  CallArgs(Context& context, const Builtin& function, std::span<const Value> values)
      : context_(context), function_(function), values_(values) {}

  size_t size() const { return values_.size(); }
  Value operator[](size_t i) const { return values_[i]; }
  std::span<const Value> all() const { return values_; }
  /// From number `i` on: the repeated ones of a variadic function.
  std::span<const Value> rest(size_t i) const { return values_.subspan(i); }

  // Arguments of typed parameters.
  std::string_view text(size_t i) const { return values_[i].as_string(); }
  bool flag(size_t i) const { return values_[i].as_bool(); }
  int64_t integer(size_t i) const { return values_[i].as_int(); }
  double number(size_t i) const { return values_[i].as_float(); }
  ValueMap& map(size_t i) const { return values_[i].as_map(); }
  std::span<const Value> list(size_t i) const { return values_[i].as_list(); }

  const Builtin& function() const { return function_; }
  Context& context() const { return context_; }
  Arena& arena() const { return context_.arena(); }

  /// A string value with a copy of the text.
  Value string(std::string_view text) const {
    return Value::of_string(context_.arena().copy(text));
  }
  /// A new empty map.
  ValueMap* new_map() const { return arena().make<ValueMap>(arena()); }
  /// A list with a copy of the items.
  Value new_list(std::span<const Value> items, GoType type = GoType::Default) const {
    return Value::of_list(copy_values(items), type);
  }
  std::span<const Value> copy_values(std::span<const Value> items) const;

  /// What a Go function does that returns an error, or that panics.
  [[noreturn]] void fail(std::string message) const;
  /// What Go's templates say of a method that they cannot call at all.
  [[noreturn]] void fail_call(std::string message) const;

 private:
  Context& context_;
  const Builtin& function_;
  std::span<const Value> values_;
};

/// The items of a list, of []uint8, or of a named list type; nothing for any other value. Items of
/// []uint8 are made here.
std::optional<std::span<const Value>> list_items(Value value, Arena& arena);

/// Go's signature: "func(int, string) string".
std::string signature(const Builtin& function);

}  // namespace drydock::render
