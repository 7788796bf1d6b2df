#include "schemas/defaulting.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace drydock::schemas {
namespace {

bool is_true(const JsonValue* value) { return value && value->is_boolean() && value->boolean; }

class Defaulter {
 public:
  explicit Defaulter(Arena& arena) : arena_(arena) {}

  JsonValue apply(const JsonValue& value, const JsonValue& schema, int depth) {
    if (depth > kMaxJsonDepth || !schema.is_object()) return value;
    if (value.is_object()) return object(value, schema, depth);
    const JsonValue* items = schema.find("items");
    return value.is_array() && items ? list(value, *items, depth) : value;
  }

 private:
  JsonValue list(const JsonValue& value, const JsonValue& items, int depth) {
    if (value.size == 0) return value;
    JsonValue* changed = arena_.array<JsonValue>(value.size);
    for (size_t i = 0; i < value.size; ++i) {
      changed[i] = apply(value.items()[i], items, depth + 1);
    }
    JsonValue out = value;
    out.item_data = changed;
    return out;
  }

  /// The member as it is then; nothing when the server removes it.
  std::optional<JsonMember> member(const JsonMember& given, const JsonValue* schema, int depth) {
    if (!schema) return given;
    JsonMember out = given;
    if (given.value.is_null() && !is_true(schema->find("nullable"))) {
      const JsonValue* otherwise = schema->find("default");
      if (!otherwise) return given;
      out.value = filled_in(*otherwise);
    }
    out.value = apply(out.value, *schema, depth + 1);
    return out;
  }

  static JsonValue filled_in(const JsonValue& otherwise) {
    JsonValue value = otherwise;
    value.node = nullptr;
    return value;
  }

  JsonValue object(const JsonValue& value, const JsonValue& schema, int depth) {
    const JsonValue* properties = schema.find("properties");
    const JsonValue* others = schema.find("additionalProperties");
    if (others && !others->is_object()) others = nullptr;
    std::vector<JsonMember> members;
    for (const JsonMember& given : value.members()) {
      const JsonValue* property = properties ? properties->find(given.name) : nullptr;
      auto kept = member(given, property ? property : others, depth);
      if (kept) members.push_back(*kept);
    }
    if (properties) add_missing(members, value, *properties, depth);
    JsonMember* sorted = arena_.array<JsonMember>(members.size());
    std::ranges::copy(members, sorted);
    JsonValue out = value;
    out.size = static_cast<uint32_t>(members.size());
    out.member_data = sorted;
    return out;
  }

  void add_missing(std::vector<JsonMember>& members, const JsonValue& value,
                   const JsonValue& properties, int depth) {
    size_t before = members.size();
    for (const JsonMember& property : properties.members()) {
      const JsonValue* otherwise = property.value.find("default");
      if (!otherwise || value.find(property.name)) continue;
      JsonValue made = apply(filled_in(*otherwise), property.value, depth + 1);
      members.push_back({property.name, made, nullptr});
    }
    if (members.size() > before) std::ranges::sort(members, {}, &JsonMember::name);
  }

  Arena& arena_;
};

}  // namespace

JsonValue with_defaults(const JsonValue& value, const JsonValue& schema, Arena& arena) {
  return Defaulter(arena).apply(value, schema, 0);
}

}  // namespace drydock::schemas
