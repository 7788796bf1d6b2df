#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/arena.h"

namespace drydock {

class ValueMap;
class ValueObject;

/// What Go calls the dynamic type of a value, as far as printing and type errors show it.
enum class GoType : uint8_t {
  Default,  // bool, int64, float64, string, []interface {}, map[string]interface {}
  Int,
  Int8,
  Int16,
  Int32,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Float32,
  Strings,     // []string
  Ints,        // []int
  Bytes,       // []uint8
  HelmValues,  // Helm's named map type for values
  StringMap,   // map[string]string
};

/// A value as Go's templates see it: int64 and float64 differ, maps are mutable references, lists
/// are views of shared items. 16 bytes, trivially copyable; everything it refers to lives in an
/// Arena that outlives it.
class Value {
 public:
  enum class Kind : uint8_t { Nil, Bool, Int, Uint, Float, String, List, Map, Object };

  Value() = default;
  static Value of_bool(bool b) {
    Value v(Kind::Bool);
    v.int_ = b;
    return v;
  }
  static Value of_int(int64_t i, GoType t = GoType::Default) {
    Value v(Kind::Int, t);
    v.int_ = i;
    return v;
  }
  static Value of_uint(uint64_t u, GoType t = GoType::Uint64) {
    Value v(Kind::Uint, t);
    v.uint_ = u;
    return v;
  }
  static Value of_float(double d, GoType t = GoType::Default) {
    Value v(Kind::Float, t);
    v.float_ = d;
    return v;
  }
  /// The text is not copied.
  static Value of_string(std::string_view s) {
    Value v(Kind::String);
    v.size_ = static_cast<uint32_t>(s.size());
    v.text_ = s.data();
    return v;
  }
  static Value of_list(std::span<const Value> items, GoType t = GoType::Default) {
    Value v(Kind::List, t);
    v.size_ = static_cast<uint32_t>(items.size());
    v.items_ = items.data();
    return v;
  }
  static Value of_map(ValueMap* map, GoType t = GoType::Default) {
    Value v(Kind::Map, t);
    v.map_ = map;
    return v;
  }
  static Value of_object(ValueObject* object) {
    Value v(Kind::Object);
    v.object_ = object;
    return v;
  }

  Kind kind() const { return kind_; }
  GoType go_type() const { return go_type_; }
  bool is_nil() const { return kind_ == Kind::Nil; }
  bool is_bool() const { return kind_ == Kind::Bool; }
  bool is_int() const { return kind_ == Kind::Int; }
  bool is_uint() const { return kind_ == Kind::Uint; }
  bool is_float() const { return kind_ == Kind::Float; }
  bool is_string() const { return kind_ == Kind::String; }
  bool is_list() const { return kind_ == Kind::List; }
  bool is_map() const { return kind_ == Kind::Map; }
  bool is_object() const { return kind_ == Kind::Object; }

  // Each may be called only for its own kind.
  bool as_bool() const { return int_ != 0; }
  int64_t as_int() const { return int_; }
  uint64_t as_uint() const { return uint_; }
  double as_float() const { return float_; }
  std::string_view as_string() const { return {text_, size_}; }
  std::span<const Value> as_list() const { return {items_, size_}; }
  ValueMap& as_map() const { return *map_; }
  ValueObject& as_object() const { return *object_; }

 private:
  explicit Value(Kind kind, GoType type = GoType::Default) : kind_(kind), go_type_(type) {}

  Kind kind_ = Kind::Nil;
  GoType go_type_ = GoType::Default;
  uint32_t size_ = 0;
  union {
    int64_t int_ = 0;
    uint64_t uint_;
    double float_;
    const char* text_;
    const Value* items_;
    ValueMap* map_;
    ValueObject* object_;
  };
};

static_assert(sizeof(Value) == 16);

/// A mutable map with string keys. Iteration is in byte order of the keys, as Go's templates range
/// and its printing and JSON order them. Lives in an Arena.
class ValueMap {
 public:
  struct Entry {
    std::string_view key;
    Value value;
  };

  explicit ValueMap(Arena& arena) : arena_(&arena) {}

  size_t size() const { return size_; }
  /// The value under `key`, or null.
  const Value* find(std::string_view key) const;
  /// Adds or replaces. The key's text is not copied.
  void set(std::string_view key, Value value);
  bool erase(std::string_view key);
  /// All entries, in byte order of the keys. Valid until the map changes.
  std::span<const Entry> entries() const { return {entries_, size_}; }
  Arena& arena() const { return *arena_; }

 private:
  Entry* lower_bound(std::string_view key) const;

  Arena* arena_;
  Entry* entries_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
};

}  // namespace drydock
