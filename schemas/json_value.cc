#include "schemas/json_value.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

#include "core/error.h"
#include "core/go_number.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/resolve.h"
#include "schemas/decimal.h"

namespace drydock::schemas {

std::string_view json_type_name(JsonType type) {
  constexpr std::string_view kNames[] = {"null", "boolean", "number", "string", "array", "object"};
  return kNames[static_cast<size_t>(type)];
}

size_t JsonValue::index_of(std::string_view name) const {
  std::span<const JsonMember> all = members();
  auto at = std::lower_bound(all.begin(), all.end(), name,
                             [](const JsonMember& m, std::string_view n) { return m.name < n; });
  return at != all.end() && at->name == name ? static_cast<size_t>(at - all.begin()) : all.size();
}

const JsonValue* JsonValue::find(std::string_view name) const {
  size_t i = index_of(name);
  return i < members().size() ? &members()[i].value : nullptr;
}

namespace {

JsonValue text_value(JsonType type, std::string_view text) {
  JsonValue value;
  value.type = type;
  value.size = static_cast<uint32_t>(text.size());
  value.text_data = text.data();
  return value;
}

JsonValue boolean_value(bool boolean) {
  JsonValue value;
  value.type = JsonType::Boolean;
  value.boolean = boolean;
  return value;
}

JsonValue array_value(std::span<const JsonValue> items) {
  JsonValue value;
  value.type = JsonType::Array;
  value.size = static_cast<uint32_t>(items.size());
  value.item_data = items.data();
  return value;
}

/// Sorts the members; of equal names the one that came last stays.
JsonValue object_value(std::span<JsonMember> members) {
  std::stable_sort(members.begin(), members.end(),
                   [](const JsonMember& a, const JsonMember& b) { return a.name < b.name; });
  size_t kept = 0;
  for (size_t i = 0; i < members.size(); ++i) {
    if (i + 1 < members.size() && members[i + 1].name == members[i].name) continue;
    members[kept++] = members[i];
  }
  JsonValue value;
  value.type = JsonType::Object;
  value.size = static_cast<uint32_t>(kept);
  value.member_data = members.data();
  return value;
}

JsonValue integer_value(const ResolvedScalar& scalar, Arena& arena) {
  std::string digits =
      scalar.is_unsigned ? format_go_uint(scalar.unsigned_integer) : format_go_int(scalar.integer);
  return text_value(JsonType::Number, arena.copy(digits));
}

JsonValue float_value(double number, std::string_view written, Arena& arena) {
  // JSON has no such numbers; whoever turns the document into JSON reports them.
  if (!std::isfinite(number)) return text_value(JsonType::String, written);
  std::string digits;
  append_json_float(digits, number);
  return text_value(JsonType::Number, arena.copy(digits));
}

class NodeConverter {
 public:
  NodeConverter(YamlDialect dialect, Arena& arena) : dialect_(dialect), arena_(arena) {}

  JsonValue convert(const Node& node, int depth) {
    if (depth > kMaxJsonDepth) fail("yaml-limit", "nested too deeply", node.where());
    if (node.shared) {
      auto known = shared_.find(&node);
      if (known != shared_.end()) return known->second;
    }
    JsonValue value = node.is_mapping()    ? mapping(node, depth)
                      : node.is_sequence() ? sequence(node, depth)
                                           : scalar(node);
    value.node = &node;
    if (node.shared) shared_.emplace(&node, value);
    return value;
  }

 private:
  JsonValue scalar(const Node& node) {
    ResolvedScalar resolved = resolve_scalar(node, dialect_);
    switch (resolved.type) {
      case ScalarType::Null:
        return JsonValue();
      case ScalarType::Bool:
        return boolean_value(resolved.boolean);
      case ScalarType::Int:
        return integer_value(resolved, arena_);
      case ScalarType::Float:
        return float_value(resolved.number, node.text(), arena_);
      default:
        return text_value(JsonType::String, node.text());
    }
  }

  JsonValue sequence(const Node& node, int depth) {
    std::span<JsonValue> items(arena_.array<JsonValue>(node.size), node.size);
    for (size_t i = 0; i < items.size(); ++i) items[i] = convert(*node.elements()[i], depth + 1);
    return array_value(items);
  }

  /// What a merge key brings comes first, so that the mapping's own members win.
  JsonValue mapping(const Node& node, int depth) {
    std::vector<JsonMember> members;
    for (const NodeEntry& pair : node.pairs())
      if (is_merge_key(*pair.key, dialect_)) add_merged(members, *pair.value, depth + 1);
    for (const NodeEntry& pair : node.pairs()) {
      if (is_merge_key(*pair.key, dialect_)) continue;
      members.push_back({key_text(*pair.key), convert(*pair.value, depth + 1), pair.key});
    }
    std::span<JsonMember> kept(arena_.array<JsonMember>(members.size()), members.size());
    std::copy(members.begin(), members.end(), kept.begin());
    return object_value(kept);
  }

  /// Of several merged mappings the first one wins.
  void add_merged(std::vector<JsonMember>& members, const Node& merged, int depth) {
    if (merged.is_sequence()) {
      for (auto it = merged.elements().rbegin(); it != merged.elements().rend(); ++it)
        add_members(members, convert(**it, depth));
    } else {
      add_members(members, convert(merged, depth));
    }
  }

  static void add_members(std::vector<JsonMember>& members, const JsonValue& from) {
    for (const JsonMember& member : from.members()) members.push_back(member);
  }

  std::string_view key_text(const Node& key) {
    if (!key.is_scalar()) return "";
    ResolvedScalar resolved = resolve_scalar(key, dialect_);
    switch (resolved.type) {
      case ScalarType::Bool:
        return resolved.boolean ? "true" : "false";
      case ScalarType::Int:
        return integer_value(resolved, arena_).text();
      default:
        return key.text();
    }
  }

  YamlDialect dialect_;
  Arena& arena_;
  std::unordered_map<const Node*, JsonValue> shared_;
};

JsonValue convert_value(const Value& value, Arena& arena, int depth);

JsonValue convert_list(const Value& value, Arena& arena, int depth) {
  if (value.is_nil_list()) return JsonValue();
  std::span<const Value> list = value.as_list();
  std::span<JsonValue> items(arena.array<JsonValue>(list.size()), list.size());
  for (size_t i = 0; i < items.size(); ++i) items[i] = convert_value(list[i], arena, depth + 1);
  return array_value(items);
}

JsonValue convert_map(const Value& value, Arena& arena, int depth) {
  if (value.is_nil_map()) return JsonValue();
  auto entries = value.as_map().entries();
  std::span<JsonMember> members(arena.array<JsonMember>(entries.size()), entries.size());
  for (size_t i = 0; i < members.size(); ++i)
    members[i] = {entries[i].key, convert_value(entries[i].value, arena, depth + 1), nullptr};
  return object_value(members);
}

JsonValue convert_object(const Value& value, Arena& arena) {
  if (auto literal = json_number_literal(value)) return text_value(JsonType::Number, *literal);
  std::string text;
  value.as_object().text(text);
  return text_value(JsonType::String, arena.copy(text));
}

JsonValue convert_value(const Value& value, Arena& arena, int depth) {
  if (depth > kMaxJsonDepth) fail("json-syntax", "nested too deeply");
  switch (value.kind()) {
    case Value::Kind::Nil:
      return JsonValue();
    case Value::Kind::Bool:
      return boolean_value(value.as_bool());
    case Value::Kind::Int:
      return text_value(JsonType::Number, arena.copy(format_go_int(value.as_int())));
    case Value::Kind::Uint:
      return text_value(JsonType::Number, arena.copy(format_go_uint(value.as_uint())));
    case Value::Kind::Float:
      return float_value(value.as_float(), "", arena);
    case Value::Kind::String:
      return text_value(JsonType::String, value.as_string());
    case Value::Kind::Bytes: {
      std::string quoted = to_json(value);
      return text_value(JsonType::String,
                        arena.copy(std::string_view(quoted).substr(1, quoted.size() - 2)));
    }
    case Value::Kind::List:
      return convert_list(value, arena, depth);
    case Value::Kind::Map:
      return convert_map(value, arena, depth);
    case Value::Kind::Object:
      return convert_object(value, arena);
  }
  return JsonValue();
}

void mix(uint64_t& hash, uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15 + (hash << 6) + (hash >> 2);
}

}  // namespace

JsonValue json_from_node(const Node& node, YamlDialect dialect, Arena& arena) {
  return NodeConverter(dialect, arena).convert(node, 0);
}

JsonValue json_from_value(const Value& value, Arena& arena) {
  return convert_value(value, arena, 0);
}

bool json_equal(const JsonValue& a, const JsonValue& b) {
  if (a.type != b.type) return false;
  switch (a.type) {
    case JsonType::Null:
      return true;
    case JsonType::Boolean:
      return a.boolean == b.boolean;
    case JsonType::Number:
      return compare_decimals(a.text(), b.text()) == 0;
    case JsonType::String:
      return a.text() == b.text();
    case JsonType::Array:
      return std::ranges::equal(a.items(), b.items(), json_equal);
    case JsonType::Object:
      return std::ranges::equal(a.members(), b.members(), [](const auto& x, const auto& y) {
        return x.name == y.name && json_equal(x.value, y.value);
      });
  }
  return false;
}

uint64_t json_hash(const JsonValue& value) {
  std::hash<std::string_view> hash_text;
  uint64_t hash = static_cast<uint64_t>(value.type) + 1;
  switch (value.type) {
    case JsonType::Null:
      break;
    case JsonType::Boolean:
      mix(hash, value.boolean);
      break;
    case JsonType::Number:
      mix(hash, hash_decimal(value.text()));
      break;
    case JsonType::String:
      mix(hash, hash_text(value.text()));
      break;
    case JsonType::Array:
      for (const JsonValue& item : value.items()) mix(hash, json_hash(item));
      break;
    case JsonType::Object:
      for (const JsonMember& member : value.members()) {
        mix(hash, hash_text(member.name));
        mix(hash, json_hash(member.value));
      }
      break;
  }
  return hash;
}

namespace {

void append_excerpt(std::string& out, const JsonValue& value, size_t limit) {
  if (out.size() > limit) return;
  std::string_view separator;
  switch (value.type) {
    case JsonType::Null:
      out += "null";
      break;
    case JsonType::Boolean:
      out += value.boolean ? "true" : "false";
      break;
    case JsonType::Number:
      out += value.text().substr(0, limit);
      break;
    case JsonType::String:
      append_json_string(out, value.text().substr(0, limit), false);
      break;
    case JsonType::Array:
      out += '[';
      for (const JsonValue& item : value.items()) {
        if (out.size() > limit) break;
        out += separator;
        append_excerpt(out, item, limit);
        separator = ",";
      }
      out += ']';
      break;
    case JsonType::Object:
      out += '{';
      for (const JsonMember& member : value.members()) {
        if (out.size() > limit) break;
        out += separator;
        append_json_string(out, member.name.substr(0, limit), false);
        out += ':';
        append_excerpt(out, member.value, limit);
        separator = ",";
      }
      out += '}';
      break;
  }
}

}  // namespace

std::string json_excerpt(const JsonValue& value, size_t limit) {
  std::string out;
  append_excerpt(out, value, limit);
  if (out.size() <= limit) return out;
  // Not in the middle of a UTF-8 sequence.
  while (limit > 0 && (out[limit] & 0xC0) == 0x80) --limit;
  return out.substr(0, limit) + "…";
}

}  // namespace drydock::schemas
