#include "validate/server/crd_schema.h"

#include <fmt/format.h>

#include <optional>

#include "validate/quantity.h"
#include "validate/server/crd_rules.h"

namespace drydock::validate::server {
namespace {

/// What the place of a schema means for it.
struct SchemaContext {
  bool is_root = false;
  bool in_metadata = false;
  std::string_view no_defaults;  // why defaults are forbidden; empty when they are not
  /// How many values the schema may have to judge in one object; nothing when there is no limit.
  std::optional<uint64_t> instances = 1;
  /// The list around it whose items have no identity over time; nothing when there is none.
  Field uncorrelated = {};
  CrdRules* rules = nullptr;
};

bool is_type(std::string_view type) {
  for (std::string_view known : {"array", "boolean", "integer", "number", "object", "string"}) {
    if (type == known) return true;
  }
  return false;
}

void check_keywords(const Field& schema, const SchemaContext& context) {
  Field type = schema["type"];
  if (!type.text().empty() && !is_type(type.text())) {
    type.not_supported(type.text(), {"array", "boolean", "integer", "number", "object", "string"});
  }
  if (schema["default"] && !context.no_defaults.empty()) {
    schema["default"].forbidden(fmt::format("must not be set {}", context.no_defaults));
  }
  if (!schema["id"].text().empty()) schema["id"].forbidden("id is not supported");
  if (schema["additionalItems"]) {
    schema["additionalItems"].forbidden("additionalItems is not supported");
  }
  for (std::string_view key : {"patternProperties", "definitions"}) {
    if (!schema[key].empty()) schema[key].forbidden(fmt::format("{} is not supported", key));
  }
  if (schema["dependencies"]) schema["dependencies"].forbidden("dependencies is not supported");
  if (schema["$ref"]) schema["$ref"].forbidden("$ref is not supported");
  if (type.is("null")) {
    type.forbidden("type cannot be set to null, use nullable as an alternative");
  }
  Field items = schema["items"];
  if (items && items.node()->is_sequence() && !items.empty()) {
    items.forbidden("items must be a schema object and not an array");
  }
  if (context.in_metadata && schema["x-kubernetes-embedded-resource"].flag()) {
    schema["x-kubernetes-embedded-resource"].forbidden("must not be used inside of resource meta");
  }
  if (schema["uniqueItems"].flag()) {
    schema["uniqueItems"].forbidden(
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
  }
}

void check_type_for(const Field& schema, std::string_view wanted, std::string_view key) {
  Field type = schema["type"];
  if (type.is(wanted)) return;
  std::string detail = fmt::format("must be {} if {} is specified", wanted, key);
  if (type.text().empty()) {
    type.required(detail);
  } else {
    type.invalid(detail);
  }
}

Field single_items(const Field& schema) {
  Field items = schema["items"];
  return items && items.node()->is_mapping() ? items : Field();
}

void check_set_items(const Field& schema) {
  constexpr std::string_view kAtomic =
      "must be atomic as item of a list with x-kubernetes-list-type=set";
  Field items = single_items(schema);
  if (!items) return;
  if (items["type"].is("array")) {
    Field list = items["x-kubernetes-list-type"];
    if (list && !list.is("atomic")) list.invalid(kAtomic);
  } else if (items["type"].is("object")) {
    Field map = items["x-kubernetes-map-type"];
    if (!map.is("atomic")) map.invalid(kAtomic);
  }
}

void check_map_key(const Field& schema, const Field& items, std::string_view key) {
  Field keys = schema["x-kubernetes-list-map-keys"];
  Field property = items["properties"].key(key);
  if (!property) {
    return keys.invalid("entries must all be names of item properties");
  }
  if (property["type"].is("array") || property["type"].is("object")) {
    property["type"].invalid(
        "must be a scalar type if parent array's x-kubernetes-list-type is map");
  }
}

void check_map_list(const Field& schema) {
  Field keys = schema["x-kubernetes-list-map-keys"];
  if (keys.empty()) keys.required("must not be empty if x-kubernetes-list-type is map");
  Field whole = schema["items"];
  if (!whole) return whole.required("must have a schema if x-kubernetes-list-type is map");
  Field items = single_items(schema);
  if (!items) {
    return whole.invalid("must only have a single schema if x-kubernetes-list-type is map");
  }
  if (!items["type"].is("object")) {
    return items["type"].invalid_text(
        items["type"].text(), "must be object if parent array's x-kubernetes-list-type is map");
  }
  Seen seen;
  for (Field key : keys.each()) {
    check_map_key(schema, items, key.text());
    if (!seen.add(key.text())) keys.invalid("must not contain duplicate entries");
  }
}

/// Elements of sets and maps are told apart, so neither they nor their keys may be null.
void check_list_elements(const Field& schema) {
  std::string_view kind = schema["x-kubernetes-list-type"].text();
  Field items = single_items(schema);
  if (!items || (kind != "set" && kind != "map")) return;
  if (items["nullable"].flag()) {
    items["nullable"].forbidden(
        fmt::format("cannot be nullable when x-kubernetes-list-type is {}", kind));
  }
  if (kind != "map") return;
  for (Field key : schema["x-kubernetes-list-map-keys"].each()) {
    Field property = items["properties"].key(key.text());
    if (!property) continue;
    bool required = false;
    for (Field name : items["required"].each()) required = required || name.is(key.text());
    if (!required && !property["default"]) {
      property["default"].required(
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a "
          "required property");
    }
    if (property["nullable"].flag()) {
      property["nullable"].forbidden(
          "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
    }
  }
}

void check_list_and_map_types(const Field& schema) {
  Field map = schema["x-kubernetes-map-type"];
  if (map) {
    check_type_for(schema, "object", "x-kubernetes-map-type");
    map.one_of({"atomic", "granular"});
  }
  Field list = schema["x-kubernetes-list-type"];
  if (list) {
    check_type_for(schema, "array", "x-kubernetes-list-type");
    if (schema["type"].is("array") && list.is("set")) check_set_items(schema);
    list.one_of({"atomic", "set", "map"});
  }
  if (!schema["x-kubernetes-list-map-keys"].empty() && !list.is("map")) {
    constexpr std::string_view kMap = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (list) {
      list.invalid(kMap);
    } else {
      list.required(kMap);
    }
  }
  if (list.is("map")) check_map_list(schema);
  check_list_elements(schema);
}

void check_schema(const Field& schema, const SchemaContext& context);

void check_properties(const Field& schema, const SchemaContext& context) {
  bool is_object_root = context.is_root || schema["x-kubernetes-embedded-resource"].flag();
  for (Entry property : schema["properties"].entries()) {
    SchemaContext inner = context;
    inner.is_root = false;
    std::string reason;
    if (is_object_root && is_meta_property(property.key)) {
      inner.in_metadata = true;
      if (context.is_root) {
        reason = fmt::format("in top-level {}", property.key);
        inner.no_defaults = reason;
      }
    }
    check_schema(property.value, inner);
  }
}

/// How many elements a list or a map can have, by its own limit; one for all else.
std::optional<uint64_t> stated_elements(const Field& schema) {
  bool is_list = schema["type"].is("array");
  if (!is_list && !schema["additionalProperties"]) return 1;
  Field limit = schema[is_list ? "maxItems" : "maxProperties"];
  if (!limit) return std::nullopt;
  return static_cast<uint64_t>(std::max<int64_t>(limit.number(), 0));
}

std::optional<uint64_t> repeated(std::optional<uint64_t> instances, const Field& schema) {
  std::optional<uint64_t> elements = stated_elements(schema);
  if (!instances || !elements) return std::nullopt;
  uint64_t product = 0;
  return __builtin_mul_overflow(*instances, *elements, &product) ? UINT64_MAX : product;
}

void check_children(const Field& schema, const SchemaContext& context) {
  SchemaContext inner = context;
  inner.is_root = false;
  Field more = schema["additionalProperties"];
  if (more) {
    bool closed = more.node()->is_mapping() || !more.flag(true);
    if (!schema["properties"].empty() && closed) {
      more.forbidden("additionalProperties and properties are mutual exclusive");
    }
    SchemaContext values = inner;
    values.instances = repeated(context.instances, schema);
    if (values.in_metadata) {
      values.no_defaults = "inside additionalProperties applying to object metadata";
    }
    check_schema(additional_schema(schema), values);
  }
  check_properties(schema, context);
  check_schema(schema["not"], inner);
  for (std::string_view key : {"allOf", "oneOf", "anyOf"}) {
    // The server reads the rules of these parts with the schema around them.
    SchemaContext nested = inner;
    nested.rules = nullptr;
    for (Field part : schema[key].each()) check_schema(part, nested);
  }
  for (Entry definition : schema["definitions"].entries()) check_schema(definition.value, inner);
  Field items = schema["items"];
  inner.instances = repeated(context.instances, schema);
  if (!schema["x-kubernetes-list-type"].is("map") && !inner.uncorrelated) {
    inner.uncorrelated = schema;
  }
  if (items && items.node()->is_mapping()) check_schema(items, inner);
  for (Field part : items.each()) check_schema(part, inner);
}

void check_schema(const Field& schema, const SchemaContext& context) {
  if (!schema || !schema.node()->is_mapping()) return;
  // Problems of expressions further down do not keep the server from looking at those up here.
  auto of_schemas = [&] {
    return schema.report().problems().size() - (context.rules ? context.rules->reported() : 0);
  };
  size_t before = of_schemas();
  check_keywords(schema, context);
  check_children(schema, context);
  Field preserve = schema["x-kubernetes-preserve-unknown-fields"];
  if (preserve && !preserve.flag()) preserve.invalid("must be true or undefined");
  check_list_and_map_types(schema);
  for (Field rule : schema["x-kubernetes-validations"].each()) check_rule_fields(schema, rule);
  if (of_schemas() != before || !context.rules) return;
  bool is_root = context.is_root || schema["x-kubernetes-embedded-resource"].flag();
  context.rules->check(schema, {is_root, context.instances, context.uncorrelated});
}

}  // namespace

bool is_meta_property(std::string_view name) {
  return name == "metadata" || name == "kind" || name == "apiVersion";
}

Field additional_schema(const Field& schema) {
  Field more = schema["additionalProperties"];
  return more && more.node()->is_mapping() ? more : Field();
}

void check_openapi_schema(const Field& schema) {
  CrdRules rules(schema);
  check_schema(schema, {.is_root = true, .rules = &rules});
  rules.check_total();
}

bool can_be_structural(const Field& schema) {
  if (!schema || !schema.node()->is_mapping()) return true;
  if (!schema["id"].text().empty() || !schema["$schema"].text().empty() ||
      !schema["$ref"].text().empty() || !schema["patternProperties"].empty() ||
      !schema["dependencies"].empty() || !schema["definitions"].empty() ||
      schema["additionalItems"]) {
    return false;
  }
  Field items = schema["items"];
  if (items && items.node()->is_sequence() && !items.empty()) return false;
  if (!can_be_structural(items) || !can_be_structural(schema["not"]) ||
      !can_be_structural(additional_schema(schema))) {
    return false;
  }
  for (std::string_view key : {"allOf", "oneOf", "anyOf"}) {
    for (Field part : schema[key].each()) {
      if (!can_be_structural(part)) return false;
    }
  }
  for (Entry property : schema["properties"].entries()) {
    if (!can_be_structural(property.value)) return false;
  }
  return true;
}

}  // namespace drydock::validate::server
