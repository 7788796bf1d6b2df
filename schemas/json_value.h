#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock::schemas {

enum class JsonType : uint8_t { Null, Boolean, Number, String, Array, Object };

/// "null", "boolean", "number", "string", "array" or "object".
std::string_view json_type_name(JsonType type);

struct JsonMember;

/// JSON as a schema sees it, whether it was read as JSON or YAML: numbers keep their digits,
/// members are in byte order of their names, and of equal names the last one counts. Immutable;
/// lives in an Arena, and points into what it was made from.
struct JsonValue {
  JsonType type = JsonType::Null;
  bool boolean = false;
  uint32_t size = 0;  // bytes of text, or number of children
  union {
    const char* text_data = nullptr;
    const JsonValue* item_data;
    const JsonMember* member_data;
  };
  const Node* node = nullptr;  // what it was read from; null when that was no YAML

  bool is_null() const { return type == JsonType::Null; }
  bool is_boolean() const { return type == JsonType::Boolean; }
  bool is_number() const { return type == JsonType::Number; }
  bool is_string() const { return type == JsonType::String; }
  bool is_array() const { return type == JsonType::Array; }
  bool is_object() const { return type == JsonType::Object; }

  /// The content of a string, or a number as it is written; empty for other types.
  std::string_view text() const {
    return is_string() || is_number() ? std::string_view(text_data, size) : std::string_view();
  }
  /// Empty for what is no array.
  std::span<const JsonValue> items() const {
    return is_array() ? std::span(item_data, size) : std::span<const JsonValue>();
  }
  /// Empty for what is no object.
  inline std::span<const JsonMember> members() const;
  /// The value of a member, or null when there is none or this is no object.
  const JsonValue* find(std::string_view name) const;
  /// Where a member is among `members`; its size when there is none.
  size_t index_of(std::string_view name) const;

  SourcePos where() const { return node ? node->where() : SourcePos(); }
};

struct JsonMember {
  std::string_view name;
  JsonValue value;
  const Node* key_node = nullptr;
};

inline std::span<const JsonMember> JsonValue::members() const {
  return is_object() ? std::span(member_data, size) : std::span<const JsonMember>();
}

/// What is nested deeper than this is refused.
constexpr int kMaxJsonDepth = 1000;

/// A YAML tree as the JSON that Go's YAML libraries turn it into: merge keys are applied, keys are
/// texts. Parts shared by aliases stay shared. Throws Error with rule `yaml-limit` when it is
/// nested too deeply.
JsonValue json_from_node(const Node& node, YamlDialect dialect, Arena& arena);

/// A value as encoding/json writes it; numbers read with JsonNumbers::Literal keep their digits.
/// Throws Error with rule `json-syntax` when it is nested too deeply.
JsonValue json_from_value(const Value& value, Arena& arena);

/// Equality as JSON Schema has it: numbers by value, objects without order.
bool json_equal(const JsonValue& a, const JsonValue& b);
/// Equal for equal values.
uint64_t json_hash(const JsonValue& value);
/// A value in compact JSON for messages, cut after about `limit` bytes.
std::string json_excerpt(const JsonValue& value, size_t limit = 60);

}  // namespace drydock::schemas
