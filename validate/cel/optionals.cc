#include "validate/cel/expr.h"
#include "validate/cel/library.h"

/// Values that may be absent.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

Value of(const Call& call) { return call.memory.optional(call[0]); }
Value none(const Call& call) { return call.memory.no_optional(); }

bool is_zero(const Value& value) {
  switch (value.kind) {
    case Kind::Null:
      return true;
    case Kind::Bool:
      return !value.boolean;
    case Kind::Int:
    case Kind::Uint:
    case Kind::Duration:
      return value.integer == 0;
    case Kind::Double:
      return value.real == 0;
    case Kind::String:
    case Kind::Bytes:
    case Kind::List:
    case Kind::Map:
    case Kind::Object:
      return value.size == 0;
    case Kind::Optional:
      return !value.items || is_zero(*value.items);
    default:
      return false;
  }
}

Value of_non_zero(const Call& call) {
  return is_zero(call[0]) ? call.memory.no_optional() : call.memory.optional(call[0]);
}
Value value(const Call& call) {
  return call[0].items ? *call[0].items : call.error("optional.none() dereference");
}
Value has_value(const Call& call) { return Value::of_bool(call[0].items != nullptr); }

Value unwrap(const Call& call) {
  Value result = call.memory.list({});
  for (uint32_t i = 0; i < call[0].size; ++i) {
    Value item = list_item(call[0], i, call.memory);
    if (!item.is(Kind::Optional)) return call.memory.no_overload();
    if (item.items) result = call.memory.append(result, *item.items);
  }
  return result;
}

// Called when an optional has no value; the evaluator looks at the second argument only then.
Value other(const Call& call) { return call[0].items ? call[0] : call[1]; }
Value or_value(const Call& call) { return call[0].items ? *call[0].items : call[1]; }

Value insert_entry(const Call& call) {
  if (map_has(call[0], call[1], call.memory)) {
    return call.error("insert failed: key " + key_text(call[1]) + " already exists");
  }
  return call.memory.insert(call[0], call[1], call[2]);
}

Value insert_map(const Call& call) {
  Value result = call[0];
  for (uint32_t i = 0; i < call[1].size; ++i) {
    Value key = map_key(call[1], i, call.memory);
    if (map_has(result, key, call.memory)) {
      return call.error("insert failed: key " + key_text(key) + " already exists");
    }
    result = call.memory.insert(result, key, map_value(call[1], i, call.memory));
  }
  return result;
}

// clang-format off
constexpr Overload kRows[] = {
    {"optional.of", "A", "OA", of},
    {"optional.ofNonZeroValue", "A", "OA", of_non_zero},
    {"optional.none", "", "OA", none},
    {"optional.unwrap", "LOA", "LA", unwrap},
    {"unwrapOpt", "LOA.", "LA", unwrap},
    {"value", "OA.", "A", value},
    {"hasValue", "OA.", "b", has_value},
    {"or", "OA.OA", "OA", other},
    {"orValue", "OA.A", "A", or_value},
    {kMapInsert, "MABAB", "MAB", insert_entry},
    {kMapInsert, "MABMAB", "MAB", insert_map},
};
// clang-format on

}  // namespace

std::span<const Overload> optional_overloads() { return kRows; }

}  // namespace drydock::validate::cel
