#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "schemas/json_value.h"
#include "validate/cel/declared_type.h"
#include "validate/cel/type.h"

namespace drydock::validate::cel {

class Memory;
struct MapData;
struct ListBuffer;
struct Opaque;

/// What an expression evaluates to. 24 bytes, trivially copyable; everything it refers to lives in
/// the Memory of the evaluation, or in the JSON that it was made from.
struct Value {
  enum class Kind : uint8_t {
    Error,
    Unknown,  // depends on what only a cluster knows
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,   // nanoseconds, in `integer`
    Timestamp,  // seconds since 1970 in `integer`, nanoseconds in `size`
    List,
    Map,
    Object,  // with declared fields
    Type,
    Optional,
    Opaque,
  };

  Kind kind = Kind::Null;
  bool from_json = false;  // of lists and maps; objects always are
  uint32_t size = 0;       // of texts in bytes; elements or entries
  union {
    bool boolean;
    int64_t integer = 0;
    uint64_t natural;
    double real;
    const char* text_data;
    const Value* items;  // also what is in an optional; null: nothing is
    const MapData* map;
    const schemas::JsonValue* json;
    const Type* type;
    const Opaque* opaque;
  };
  union {
    const DeclaredType* declared = nullptr;  // of what is from JSON; null: no schema
    ListBuffer* buffer;                      // of a list that was made: where it can grow
  };

  bool is(Kind other) const { return kind == other; }
  bool is_error() const { return kind == Kind::Error; }
  /// Neither an error nor unknown.
  bool is_known() const { return kind > Kind::Unknown; }
  bool is_true() const { return kind == Kind::Bool && boolean; }
  bool is_false() const { return kind == Kind::Bool && !boolean; }
  bool is_number() const { return kind >= Kind::Int && kind <= Kind::Double; }
  /// Of a string, bytes or an error.
  std::string_view text() const { return {text_data, size}; }

  static Value of_bool(bool b) {
    Value value;
    value.kind = Kind::Bool;
    value.boolean = b;
    return value;
  }
  static Value of_int(int64_t i) {
    Value value;
    value.kind = Kind::Int;
    value.integer = i;
    return value;
  }
  static Value of_uint(uint64_t u) {
    Value value;
    value.kind = Kind::Uint;
    value.natural = u;
    return value;
  }
  static Value of_double(double d) {
    Value value;
    value.kind = Kind::Double;
    value.real = d;
    return value;
  }
  /// The bytes are not copied.
  static Value of_text(Kind kind, std::string_view text) {
    Value value;
    value.kind = kind;
    value.size = static_cast<uint32_t>(text.size());
    value.text_data = text.data();
    return value;
  }
  static Value of_string(std::string_view text) { return of_text(Kind::String, text); }
  static Value of_duration(int64_t nanos) {
    Value value = of_int(nanos);
    value.kind = Kind::Duration;
    return value;
  }
  static Value of_timestamp(int64_t seconds, int32_t nanos) {
    Value value = of_int(seconds);
    value.kind = Kind::Timestamp;
    value.size = static_cast<uint32_t>(nanos);
    return value;
  }
  static Value of_type(const Type* type) {
    Value value;
    value.kind = Kind::Type;
    value.type = type;
    return value;
  }
  static Value unknown() {
    Value value;
    value.kind = Kind::Unknown;
    return value;
  }
};

/// A value of one of Kubernetes' libraries. Which members count depends on the type.
struct Opaque {
  const Type* type = nullptr;
  const void* data = nullptr;  // owned by the Memory
};

struct MapEntry {
  Value key;
  Value value;
};

/// What a JSON value is to expressions: with a schema as it says (numbers, times, bytes), without
/// one as it is written. Texts that are no times where the schema wants some give errors.
Value value_from_json(const schemas::JsonValue& json, const DeclaredType* declared, Memory& memory);

// Lists and maps, whatever they are made of.

Value list_item(const Value& list, size_t i, Memory& memory);
/// Kind Error with an empty text when there is no such key.
Value map_find(const Value& map, const Value& key, Memory& memory);
bool map_has(const Value& map, const Value& key, Memory& memory);
Value map_key(const Value& map, size_t i, Memory& memory);
/// The value under the i-th key.
Value map_value(const Value& map, size_t i, Memory& memory);
/// A field of an object by its escaped name; kind Error with an empty text when it is not there.
Value object_field(const Value& object, std::string_view name, Memory& memory);

/// Equality of CEL: numbers by value whatever their type, no error for values of different types.
bool equal_values(const Value& a, const Value& b, Memory& memory);
/// -1, 0 or 1; other numbers when they cannot be compared.
int compare_values(const Value& a, const Value& b);
constexpr int kNotComparable = 2;

/// The type that `type()` gives.
const Type* type_of_value(const Value& value);
/// How many elements, entries, characters or bytes; 1 for what has no size.
uint64_t size_of_value(const Value& value);

}  // namespace drydock::validate::cel
