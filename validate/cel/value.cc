#include "validate/cel/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/go_number.h"
#include "core/unicode.h"
#include "render/time/duration.h"
#include "render/time/go_time.h"
#include "validate/cel/library.h"
#include "validate/cel/memory.h"

namespace drydock::validate::cel {
namespace {

using schemas::JsonValue;
using Kind = Value::Kind;

Value number_from_json(std::string_view written, bool wants_double) {
  bool is_integral = written.find_first_of(".eE") == written.npos;
  if (is_integral && !wants_double) {
    GoParsed<int64_t> parsed = parse_go_int(written);
    if (parsed.ok()) return Value::of_int(parsed.value);
  }
  double real = parse_go_float(written).value;
  // A number without a fraction is one, however it is written.
  bool fits = std::floor(real) == real && std::fabs(real) < 9e18;
  return !wants_double && fits && !is_integral ? Value::of_int(static_cast<int64_t>(real))
                                               : Value::of_double(real);
}

Value time_from_json(std::string_view text, bool is_date, Memory& memory) {
  constexpr std::string_view kLayouts[] = {"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700",
                                           "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05"};
  constexpr std::string_view kDate = "2006-01-02";
  static const render::Location utc;
  std::span<const std::string_view> layouts = kLayouts;
  if (is_date) layouts = {&kDate, 1};
  for (std::string_view layout : layouts) {
    try {
      render::GoTime time = render::parse_time(layout, text, &utc, memory.arena());
      return Value::of_timestamp(time.seconds, time.nanos);
    } catch (const Error& error) {
      if (error.diagnostic().rule != "time") throw;
    }
  }
  return memory.error(is_date ? fmt::format("Invalid date formatted string {}", text)
                              : fmt::format("Invalid date-time formatted string {}", text));
}

Value duration_from_json(std::string_view text, Memory& memory) {
  try {
    return Value::of_duration(render::parse_duration(text));
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
    return memory.error(fmt::format("Invalid duration {}", text));
  }
}

Value text_from_json(std::string_view text, const DeclaredType* declared, Memory& memory) {
  if (!declared) return Value::of_string(text);
  switch (declared->type->kind) {
    case Type::Kind::Bytes: {
      BaseDecoded decoded = decode_base64(text);
      if (!decoded.ok()) return memory.error(fmt::format("Illegal base64 {}", text));
      return memory.bytes(decoded.bytes);
    }
    case Type::Kind::Duration:
      return duration_from_json(text, memory);
    case Type::Kind::Timestamp:
      return time_from_json(text, declared->max_elements == 12, memory);
    default:
      return Value::of_string(text);
  }
}

Value container_from_json(const JsonValue& json, const DeclaredType* declared, Kind kind) {
  Value value;
  value.kind = kind;
  value.from_json = true;
  value.size = json.size;
  value.json = &json;
  value.declared = declared;
  return value;
}

Value no_such_key() { return Value::of_text(Kind::Error, {}); }

bool has_order(const Value& list) {
  if (!list.from_json || !list.declared || !list.declared->schema) return true;
  const JsonValue* type = list.declared->schema->find("x-kubernetes-list-type");
  return !type || (type->text() != "set" && type->text() != "map");
}

bool equal_lists(const Value& a, const Value& b, Memory& memory) {
  if (a.size != b.size) return false;
  bool ordered = has_order(a) && has_order(b);
  for (uint32_t i = 0; i < a.size; ++i) {
    Value item = list_item(a, i, memory);
    bool found = false;
    for (uint32_t j = ordered ? i : 0; !found && j < (ordered ? i + 1 : b.size); ++j) {
      found = equal_values(item, list_item(b, j, memory), memory);
    }
    if (!found) return false;
  }
  return true;
}

bool equal_maps(const Value& a, const Value& b, Memory& memory) {
  if (a.size != b.size) return false;
  for (uint32_t i = 0; i < a.size; ++i) {
    Value other = map_find(b, map_key(a, i, memory), memory);
    if (other.is_error() || !equal_values(map_value(a, i, memory), other, memory)) return false;
  }
  return true;
}

bool equal_objects(const Value& a, const Value& b, Memory& memory) {
  if (a.declared != b.declared && a.json != b.json) {
    return schemas::json_equal(*a.json, *b.json);
  }
  for (const DeclaredField& field : a.declared->fields) {
    Value left = object_field(a, field.name, memory);
    Value right = object_field(b, field.name, memory);
    if (left.is_error() != right.is_error()) return false;
    if (!left.is_error() && !equal_values(left, right, memory)) return false;
  }
  return true;
}

template <class T>
int order(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

int compare_int_uint(int64_t a, uint64_t b) {
  return a < 0 ? -1 : order(static_cast<uint64_t>(a), b);
}

int compare_int_double(int64_t a, double b) {
  if (std::isnan(b)) return kNotComparable;
  if (b < -9223372036854775808.0) return 1;
  if (b > 9223372036854775808.0) return -1;
  return order(static_cast<double>(a), b);  // with the loss that CEL has, too
}

int compare_uint_double(uint64_t a, double b) {
  if (std::isnan(b)) return kNotComparable;
  if (b < 0) return 1;
  if (b > 18446744073709551616.0) return -1;
  return order(static_cast<double>(a), b);
}

int flipped(int comparison) { return comparison == kNotComparable ? comparison : -comparison; }

int compare_numbers(const Value& a, const Value& b) {
  if (a.kind > b.kind) return flipped(compare_numbers(b, a));
  if (a.is(Kind::Int)) {
    if (b.is(Kind::Int)) return order(a.integer, b.integer);
    return b.is(Kind::Uint) ? compare_int_uint(a.integer, b.natural)
                            : compare_int_double(a.integer, b.real);
  }
  if (a.is(Kind::Uint)) {
    return b.is(Kind::Uint) ? order(a.natural, b.natural) : compare_uint_double(a.natural, b.real);
  }
  if (std::isnan(a.real) || std::isnan(b.real)) return kNotComparable;
  return order(a.real, b.real);
}

}  // namespace

Value value_from_json(const JsonValue& json, const DeclaredType* declared, Memory& memory) {
  switch (json.type) {
    case schemas::JsonType::Null:
      return Value();
    case schemas::JsonType::Boolean:
      return Value::of_bool(json.boolean);
    case schemas::JsonType::Number:
      return number_from_json(json.text(), declared && declared->type->is(Type::Kind::Double));
    case schemas::JsonType::String:
      return text_from_json(json.text(), declared, memory);
    case schemas::JsonType::Array:
      return container_from_json(json, declared, Kind::List);
    case schemas::JsonType::Object:
      break;
  }
  bool is_object = declared && declared->type->is(Type::Kind::Object);
  return container_from_json(json, declared, is_object ? Kind::Object : Kind::Map);
}

Value list_item(const Value& list, size_t i, Memory& memory) {
  if (!list.from_json) return list.items[i];
  return value_from_json(list.json->items()[i], list.declared ? list.declared->element : nullptr,
                         memory);
}

Value map_find(const Value& map, const Value& key, Memory& memory) {
  if (map.from_json) {
    if (!key.is(Kind::String)) return no_such_key();
    const JsonValue* found = map.json->find(key.text());
    if (!found) return no_such_key();
    return value_from_json(*found, map.declared ? map.declared->element : nullptr, memory);
  }
  auto [begin, end] = map.map->index.equal_range(hash_key(key));
  for (auto at = begin; at != end; ++at) {
    if (at->second >= map.size) continue;
    const MapEntry& entry = map.map->entries[at->second];
    if (equal_values(entry.key, key, memory)) return entry.value;
  }
  return no_such_key();
}

bool map_has(const Value& map, const Value& key, Memory& memory) {
  if (map.from_json) return key.is(Kind::String) && map.json->find(key.text());
  Value found = map_find(map, key, memory);
  return !found.is_error() || !found.text().empty();
}

Value map_key(const Value& map, size_t i, Memory&) {
  if (!map.from_json) return map.map->entries[i].key;
  return Value::of_string(map.json->members()[i].name);
}

Value map_value(const Value& map, size_t i, Memory& memory) {
  if (!map.from_json) return map.map->entries[i].value;
  return value_from_json(map.json->members()[i].value,
                         map.declared ? map.declared->element : nullptr, memory);
}

Value object_field(const Value& object, std::string_view name, Memory& memory) {
  const DeclaredField* field = object.declared->find(name);
  const JsonValue* found = field ? object.json->find(field->property) : nullptr;
  // A null is as good as nothing here.
  bool is_set = found && !found->is_null();
  return is_set ? value_from_json(*found, field->type, memory) : no_such_key();
}

bool equal_values(const Value& a, const Value& b, Memory& memory) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::Null:
      return true;
    case Kind::Bool:
      return a.boolean == b.boolean;
    case Kind::String:
    case Kind::Bytes:
      return a.text() == b.text();
    case Kind::Duration:
      return a.integer == b.integer;
    case Kind::Timestamp:
      return a.integer == b.integer && a.size == b.size;
    case Kind::List:
      return equal_lists(a, b, memory);
    case Kind::Map:
      return equal_maps(a, b, memory);
    case Kind::Object:
      return equal_objects(a, b, memory);
    case Kind::Type:
      return runtime_type_name(*a.type) == runtime_type_name(*b.type);
    case Kind::Optional:
      if (!a.items || !b.items) return a.items == b.items;
      return equal_values(*a.items, *b.items, memory);
    case Kind::Opaque:
      return equal_opaque(a, b);
    default:
      return false;
  }
}

int compare_values(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.kind != b.kind) return kNotComparable;
  switch (a.kind) {
    case Kind::Bool:
      return order<int>(a.boolean, b.boolean);
    case Kind::String:
    case Kind::Bytes: {
      int comparison = a.text().compare(b.text());
      return comparison < 0 ? -1 : comparison > 0 ? 1 : 0;
    }
    case Kind::Duration:
      return order(a.integer, b.integer);
    case Kind::Timestamp:
      return a.integer != b.integer ? order(a.integer, b.integer) : order(a.size, b.size);
    default:
      return kNotComparable;
  }
}

const Type* type_of_value(const Value& value) {
  using TypeKind = Type::Kind;
  switch (value.kind) {
    case Kind::Null:
    case Kind::Bool:
    case Kind::Int:
    case Kind::Uint:
    case Kind::Double:
    case Kind::String:
    case Kind::Bytes:
    case Kind::Duration:
    case Kind::Timestamp: {
      auto distance = static_cast<int>(value.kind) - static_cast<int>(Kind::Null);
      return simple_type(static_cast<TypeKind>(static_cast<int>(TypeKind::Null) + distance));
    }
    case Kind::List:
      return find_named_type("list");
    case Kind::Map:
      return find_named_type("map");
    case Kind::Type:
      return find_named_type("type");
    case Kind::Optional:
      return find_named_type("optional_type");
    case Kind::Object:
      return value.declared->type;
    case Kind::Opaque:
      return value.opaque->type;
    default:
      return simple_type(TypeKind::Dyn);
  }
}

uint64_t size_of_value(const Value& value) {
  switch (value.kind) {
    case Kind::String:
      return count_runes(value.text());
    case Kind::Bytes:
    case Kind::List:
    case Kind::Map:
    case Kind::Object:
      return value.size;
    case Kind::Optional:
      return value.items ? size_of_value(*value.items) : 1;
    default:
      return 1;
  }
}

}  // namespace drydock::validate::cel
