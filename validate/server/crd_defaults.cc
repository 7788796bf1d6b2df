#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/regex.h"
#include "core/yaml/compare.h"
#include "core/yaml/resolve.h"
#include "validate/server/crd_schema.h"

/// Defaults of a schema, judged by the schema that they belong to.
namespace drydock::validate::server {
namespace {

enum class JsonType : uint8_t { Null, Bool, Integer, Number, String, Array, Object };

JsonType type_of(const Node* node) {
  if (!node) return JsonType::Null;
  if (node->is_mapping()) return JsonType::Object;
  if (node->is_sequence()) return JsonType::Array;
  ResolvedScalar value = resolve_scalar(*node, YamlDialect::Sigs);
  switch (value.type) {
    case ScalarType::Null:
      return JsonType::Null;
    case ScalarType::Bool:
      return JsonType::Bool;
    case ScalarType::Int:
      return JsonType::Integer;
    case ScalarType::Float:
      return value.number == std::floor(value.number) ? JsonType::Integer : JsonType::Number;
    default:
      return JsonType::String;
  }
}

std::string_view type_name(JsonType type) {
  constexpr std::string_view kNames[] = {"null",   "boolean", "integer", "number",
                                         "string", "array",   "object"};
  return kNames[static_cast<size_t>(type)];
}

double number_of(const Node& node) {
  ResolvedScalar value = resolve_scalar(node, YamlDialect::Sigs);
  if (value.type == ScalarType::Float) return value.number;
  return value.is_unsigned ? static_cast<double>(value.unsigned_integer)
                           : static_cast<double>(value.integer);
}

bool fits_type(std::string_view wanted, JsonType type) {
  return wanted == type_name(type) || (wanted == "number" && type == JsonType::Integer);
}

void check_number(const Field& value, const Field& schema) {
  double number = number_of(*value.node());
  Field least = schema["minimum"];
  Field most = schema["maximum"];
  bool over_least = schema["exclusiveMinimum"].flag();
  bool under_most = schema["exclusiveMaximum"].flag();
  if (least &&
      (number < number_of(*least.node()) || (over_least && number == number_of(*least.node())))) {
    value.invalid(
        fmt::format("should be greater than {}{}", over_least ? "" : "or equal to ", least.text()));
  }
  if (most &&
      (number > number_of(*most.node()) || (under_most && number == number_of(*most.node())))) {
    value.invalid(
        fmt::format("should be less than {}{}", under_most ? "" : "or equal to ", most.text()));
  }
  Field factor = schema["multipleOf"];
  if (factor && number_of(*factor.node()) > 0) {
    double quotient = number / number_of(*factor.node());
    if (quotient != std::floor(quotient)) {
      value.invalid(fmt::format("should be a multiple of {}", factor.text()));
    }
  }
}

bool matches(std::string_view pattern, std::string_view text) {
  try {
    return Regex(pattern).matches(text);
  } catch (const Error&) {
    return true;  // the pattern itself is reported where it stands
  }
}

int64_t rune_count(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

void check_text(const Field& value, const Field& schema) {
  int64_t length = rune_count(value.text());
  Field most = schema["maxLength"];
  Field least = schema["minLength"];
  if (most && length > most.number()) value.too_long(most.number());
  if (least && length < least.number()) {
    value.invalid(fmt::format("should be at least {} chars long", least.number()));
  }
  Field pattern = schema["pattern"];
  if (!pattern.text().empty() && !matches(pattern.text(), value.text())) {
    value.invalid(fmt::format("should match '{}'", pattern.text()));
  }
}

void check_enum(const Field& value, const Field& schema) {
  Field allowed = schema["enum"];
  if (allowed.empty()) return;
  for (Field entry : allowed.each()) {
    if (entry && same_data(*entry.node(), *value.node())) return;
  }
  value.not_supported(value.text(), {});
}

void check_value(const Field& value, const Field& schema);

void check_array(const Field& value, const Field& schema) {
  Field most = schema["maxItems"];
  Field least = schema["minItems"];
  size_t size = value.size();
  if (most && static_cast<int64_t>(size) > most.number()) {
    value.too_many(size, static_cast<size_t>(most.number()));
  }
  if (least && static_cast<int64_t>(size) < least.number()) {
    value.invalid(fmt::format("should have at least {} items", least.number()));
  }
  if (!schema["items"]) return;
  for (Field item : value.each()) check_value(item, schema["items"]);
}

void check_object(const Field& value, const Field& schema) {
  Field most = schema["maxProperties"];
  Field least = schema["minProperties"];
  size_t size = value.size();
  if (most && static_cast<int64_t>(size) > most.number()) {
    value.too_many(size, static_cast<size_t>(most.number()));
  }
  if (least && static_cast<int64_t>(size) < least.number()) {
    value.invalid(fmt::format("should have at least {} properties", least.number()));
  }
  for (Field name : schema["required"].each()) {
    if (!value.node()->find(name.text())) value[name.text()].required();
  }
  for (Entry entry : value.entries()) {
    Field property = schema["properties"].key(entry.key);
    if (!property) property = additional_schema(schema);
    if (property) check_value(value[entry.key], property);
  }
}

void check_value(const Field& value, const Field& schema) {
  JsonType type = type_of(value.node());
  std::string_view wanted = schema["type"].text();
  if (!value) {
    if (!wanted.empty() && !schema["nullable"].flag()) {
      value.type_invalid("\"null\"", fmt::format(" in body must be of type {}: \"null\"", wanted));
    }
    return;
  }
  if (!wanted.empty() && !fits_type(wanted, type)) {
    value.type_invalid(fmt::format("\"{}\"", type_name(type)),
                       fmt::format(" in body must be of type {}: \"{}\"", wanted, type_name(type)));
  }
  check_enum(value, schema);
  if (type == JsonType::Integer || type == JsonType::Number) check_number(value, schema);
  if (type == JsonType::String) check_text(value, schema);
  if (type == JsonType::Array) check_array(value, schema);
  if (type == JsonType::Object) check_object(value, schema);
}

/// Whether the server would drop a field of the value.
bool would_be_pruned(const Field& value, const Field& schema, bool is_object) {
  if (!value || !schema || value.node()->is_scalar()) return false;
  is_object = is_object || schema["x-kubernetes-embedded-resource"].flag();
  for (Field item : value.each()) {
    if (would_be_pruned(item, schema["items"], false)) return true;
  }
  for (Entry entry : value.entries()) {
    if (is_object && is_meta_property(entry.key)) continue;
    Field property = schema["properties"].key(entry.key);
    Field more = schema["additionalProperties"];
    if (property) {
      if (would_be_pruned(entry.value, property, false)) return true;
    } else if (more) {
      if (more.node()->is_scalar() && !more.flag(true)) return true;
      if (would_be_pruned(entry.value, additional_schema(schema), false)) return true;
    } else if (!schema["x-kubernetes-preserve-unknown-fields"].flag()) {
      return true;
    }
  }
  return false;
}

void check_defaults(const Field& schema, bool is_root, bool in_metadata) {
  if (!schema || !schema.node()->is_mapping()) return;
  bool embedded = schema["x-kubernetes-embedded-resource"].flag();
  if (embedded) in_metadata = false;
  Field value = schema["default"];
  if (value && !in_metadata) {
    if (would_be_pruned(value, schema, embedded)) value.invalid("must not have unknown fields");
    check_value(value, schema);
  }
  check_defaults(schema["items"], false, in_metadata);
  for (Entry property : schema["properties"].entries()) {
    bool meta = (is_root || embedded) && is_meta_property(property.key);
    check_defaults(property.value, false, in_metadata || meta);
  }
}

}  // namespace

void check_schema_defaults(const Field& schema) { check_defaults(schema, true, false); }

}  // namespace drydock::validate::server
