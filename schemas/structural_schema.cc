#include "schemas/structural_schema.h"

#include <algorithm>
#include <array>
#include <vector>

namespace drydock::schemas {
namespace {

/// Keywords of values that are taken as they are.
constexpr std::string_view kPlain[] = {
    "format",        "enum",       "pattern",     "minimum",          "maximum",
    "minLength",     "maxLength",  "minItems",    "maxItems",         "minProperties",
    "maxProperties", "multipleOf", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum"};

bool is_true(const JsonValue* value) { return value && value->is_boolean() && value->boolean; }

JsonValue text(std::string_view content) {
  JsonValue value;
  value.type = JsonType::String;
  value.size = static_cast<uint32_t>(content.size());
  value.text_data = content.data();
  return value;
}

class Translator {
 public:
  explicit Translator(Arena& arena) : arena_(arena) {}

  JsonValue translate(const JsonValue& schema, bool may_be_null);

 private:
  using Members = std::vector<JsonMember>;

  void add_type(Members& members, const JsonValue& schema, bool may_be_null);
  void add_enum(Members& members, const JsonValue& allowed, bool may_be_null);
  void add_required(Members& members, const JsonValue& schema);
  void add_schemas(Members& members, const JsonValue& schema);
  JsonValue translate_properties(const JsonValue& properties);
  JsonValue translate_list(const JsonValue& list);
  JsonValue array(const std::vector<JsonValue>& items, const Node* node);
  JsonValue object(Members& members, const Node* node);

  Arena& arena_;
};

JsonValue Translator::array(const std::vector<JsonValue>& items, const Node* node) {
  JsonValue* copy = arena_.array<JsonValue>(items.size());
  std::copy(items.begin(), items.end(), copy);
  JsonValue value;
  value.type = JsonType::Array;
  value.size = static_cast<uint32_t>(items.size());
  value.item_data = copy;
  value.node = node;
  return value;
}

JsonValue Translator::object(Members& members, const Node* node) {
  std::ranges::sort(members, {}, &JsonMember::name);
  JsonMember* copy = arena_.array<JsonMember>(members.size());
  std::copy(members.begin(), members.end(), copy);
  JsonValue value;
  value.type = JsonType::Object;
  value.size = static_cast<uint32_t>(members.size());
  value.member_data = copy;
  value.node = node;
  return value;
}

void Translator::add_type(Members& members, const JsonValue& schema, bool may_be_null) {
  std::vector<JsonValue> types;
  const JsonValue* type = schema.find("type");
  if (is_true(schema.find("x-kubernetes-int-or-string"))) {
    types = {text("integer"), text("string")};
  } else if (type && type->is_string() && !type->text().empty()) {
    types = {*type};
  } else {
    return;
  }
  if (may_be_null) types.push_back(text("null"));
  members.push_back({"type", array(types, type ? type->node : schema.node)});
}

void Translator::add_enum(Members& members, const JsonValue& allowed, bool may_be_null) {
  if (!may_be_null || !allowed.is_array()) return members.push_back({"enum", allowed});
  std::vector<JsonValue> values(allowed.items().begin(), allowed.items().end());
  values.emplace_back();
  members.push_back({"enum", array(values, allowed.node)});
}

void Translator::add_required(Members& members, const JsonValue& schema) {
  const JsonValue* required = schema.find("required");
  if (!required) return;
  const JsonValue* properties = schema.find("properties");
  std::vector<JsonValue> names;
  for (const JsonValue& name : required->items()) {
    const JsonValue* property = properties ? properties->find(name.text()) : nullptr;
    if (!property || !property->find("default")) names.push_back(name);
  }
  if (!names.empty()) members.push_back({"required", array(names, required->node)});
}

JsonValue Translator::translate_properties(const JsonValue& properties) {
  Members members;
  for (const JsonMember& member : properties.members()) {
    // The server takes null for "please default" where null has no place.
    bool defaulted = member.value.find("default") != nullptr;
    members.push_back({member.name, translate(member.value, defaulted), member.key_node});
  }
  return object(members, properties.node);
}

JsonValue Translator::translate_list(const JsonValue& list) {
  std::vector<JsonValue> schemas;
  for (const JsonValue& one : list.items()) schemas.push_back(translate(one, false));
  return array(schemas, list.node);
}

void Translator::add_schemas(Members& members, const JsonValue& schema) {
  if (const JsonValue* properties = schema.find("properties");
      properties && properties->is_object())
    members.push_back({"properties", translate_properties(*properties)});
  for (std::string_view keyword : {"items", "additionalProperties", "not"}) {
    const JsonValue* one = schema.find(keyword);
    if (one && one->is_object()) members.push_back({keyword, translate(*one, false)});
  }
  for (std::string_view keyword : {"allOf", "anyOf", "oneOf"}) {
    const JsonValue* list = schema.find(keyword);
    if (list && !list->items().empty()) members.push_back({keyword, translate_list(*list)});
  }
}

JsonValue Translator::translate(const JsonValue& schema, bool may_be_null) {
  if (!schema.is_object()) return schema;
  may_be_null = may_be_null || is_true(schema.find("nullable"));
  Members members;
  add_type(members, schema, may_be_null);
  for (std::string_view keyword : kPlain) {
    const JsonValue* value = schema.find(keyword);
    if (!value) continue;
    if (keyword == "enum") {
      add_enum(members, *value, may_be_null);
    } else {
      members.push_back({keyword, *value});
    }
  }
  add_required(members, schema);
  add_schemas(members, schema);
  return object(members, schema.node);
}

}  // namespace

JsonValue json_schema_of_structural(const JsonValue& schema, Arena& arena) {
  return Translator(arena).translate(schema, false);
}

}  // namespace drydock::schemas
