#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "validate/cel/type.h"
#include "validate/cel/value.h"

namespace drydock {
class Regex;
}

namespace drydock::validate::cel {

struct Overload;
struct Fold;

/// A part of an expression, with macros written out. Lives in an Arena. The checker fills in what
/// it finds out.
struct Expr {
  enum class Kind : uint8_t { Literal, Name, Select, Call, List, Map, Message, Fold };

  Kind kind = Kind::Literal;
  bool is_member = false;      // a call on its first argument
  bool is_test = false;        // a selection that only asks whether the field is there: has()
  bool is_constant = false;    // a list or map of literals, found by the checker
  uint32_t offset = 0;         // in the text
  std::string_view name = {};  // of a name, field, function or message
  Value literal = {};
  /// Operand of a selection; arguments, the target first; elements; keys and values in turns;
  /// values of a message's fields.
  std::span<Expr*> parts = {};
  std::span<const bool> optional = {};            // for elements and entries: `?` stands before
  std::span<const std::string_view> fields = {};  // of a message
  Fold* fold = nullptr;

  // From the checker.
  const Type* type = nullptr;
  std::span<const Overload* const> overloads = {};  // that may be meant
  int slot = -1;                 // of a name: a variable of a macro; -1: one from outside
  Value folded = {};             // of what is constant
  const Regex* regex = nullptr;  // of a call with a pattern that is a literal
};

/// A loop over a list or a map: what macros become.
struct Fold {
  std::string_view first;   // element, key or index
  std::string_view second;  // value, with two variables; empty otherwise
  std::string_view accumulator;
  Expr* range = nullptr;
  Expr* start = nullptr;
  Expr* condition = nullptr;
  Expr* step = nullptr;
  Expr* result = nullptr;
  int slot = -1;  // of the accumulator; those of the variables follow
  /// A name for a value: the loop never runs.
  bool is_binding = false;
};

/// What macros call the value that they build; nobody can write it.
constexpr std::string_view kAccumulator = "@result";

// Names of operators, as the server prints them.
constexpr std::string_view kAnd = "_&&_";
constexpr std::string_view kOr = "_||_";
constexpr std::string_view kNot = "!_";
constexpr std::string_view kConditional = "_?_:_";
constexpr std::string_view kNotStrictlyFalse = "@not_strictly_false";
constexpr std::string_view kIndex = "_[_]";
constexpr std::string_view kOptIndex = "_[?_]";
constexpr std::string_view kOptSelect = "_?._";
constexpr std::string_view kMapInsert = "cel.@mapInsert";

}  // namespace drydock::validate::cel
