#include "render/builtins/go_compare.h"

#include "render/template/complex.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

enum class Basic { None, Bool, Complex, Int, Float, String, Uint };

/// The plain value of a named number.
Value plain(Value value) {
  if (!value.is_object()) return value;
  Value underlying = value.as_object().underlying();
  return underlying.is_nil() ? value : underlying;
}

Basic basic_kind(Value value) {
  switch (value.kind()) {
    case Value::Kind::Bool:
      return Basic::Bool;
    case Value::Kind::Int:
      return Basic::Int;
    case Value::Kind::Uint:
      return Basic::Uint;
    case Value::Kind::Float:
      return Basic::Float;
    case Value::Kind::String:
      return Basic::String;
    case Value::Kind::Object:
      return complex_value(value) ? Basic::Complex : Basic::None;
    default:
      return Basic::None;
  }
}

std::string incompatible(Value a, Value b) {
  return fmt::format("incompatible types for comparison: {} and {}", go_type_name(a),
                     go_type_name(b));
}

bool is_any_nil(Value value) { return value.is_nil() || value.is_nil_list() || value.is_nil_map(); }

bool is_comparable(Value value) {
  return !value.is_list() && !value.is_bytes() && !value.is_map() &&
         (!value.is_object() || value.as_object().comparable());
}

/// What is neither number nor text: nil, containers, structs and pointers.
bool others_equal(Value a, Value b, std::string& problem) {
  bool same_kind = go_kind_name(a) == go_kind_name(b);
  if (!same_kind && !a.is_nil() && !b.is_nil()) {
    problem = fmt::format("non-comparable types {}: {}, {}: {}", go_sprintf("%s", {&a, 1}),
                          go_type_name(a), go_type_name(b), value_text(b));
    return false;
  }
  if (is_any_nil(a) || is_any_nil(b)) return is_any_nil(a) == is_any_nil(b);
  if (!is_comparable(b)) {
    problem = fmt::format("non-comparable type {}: {}", go_sprintf("%s", {&b, 1}), go_type_name(b));
    return false;
  }
  if (!a.is_object() || !b.is_object()) return false;
  return go_type_name(a) == go_type_name(b) && a.as_object().equals(b.as_object());
}

}  // namespace

bool go_equal(Value a, Value b, std::string& problem) {
  Value x = plain(a);
  Value y = plain(b);
  Basic kind = basic_kind(x);
  if (kind != basic_kind(y)) {
    // Integers compare whatever their sign.
    if (x.is_int() && y.is_uint()) {
      return x.as_int() >= 0 && static_cast<uint64_t>(x.as_int()) == y.as_uint();
    }
    if (x.is_uint() && y.is_int()) {
      return y.as_int() >= 0 && static_cast<uint64_t>(y.as_int()) == x.as_uint();
    }
    if (!a.is_nil() && !b.is_nil()) problem = incompatible(a, b);
    return false;
  }
  switch (kind) {
    case Basic::Bool:
      return x.as_bool() == y.as_bool();
    case Basic::Complex:
      return complex_value(x) == complex_value(y);
    case Basic::Int:
      return x.as_int() == y.as_int();
    case Basic::Float:
      return x.as_float() == y.as_float();
    case Basic::String:
      return x.as_string() == y.as_string();
    case Basic::Uint:
      return x.as_uint() == y.as_uint();
    case Basic::None:
      return others_equal(x, y, problem);
  }
  return false;
}

bool go_less(Value a, Value b, std::string& problem) {
  Value x = plain(a);
  Value y = plain(b);
  Basic kind = basic_kind(x);
  if (kind == Basic::None || basic_kind(y) == Basic::None) {
    problem = "invalid type for comparison";
    return false;
  }
  if (kind != basic_kind(y)) {
    if (x.is_int() && y.is_uint()) {
      return x.as_int() < 0 || static_cast<uint64_t>(x.as_int()) < y.as_uint();
    }
    if (x.is_uint() && y.is_int()) {
      return y.as_int() >= 0 && x.as_uint() < static_cast<uint64_t>(y.as_int());
    }
    problem = incompatible(a, b);
    return false;
  }
  switch (kind) {
    case Basic::Int:
      return x.as_int() < y.as_int();
    case Basic::Float:
      return x.as_float() < y.as_float();
    case Basic::String:
      return x.as_string() < y.as_string();
    case Basic::Uint:
      return x.as_uint() < y.as_uint();
    default:
      problem = "invalid type for comparison";
      return false;
  }
}

}  // namespace drydock::render
