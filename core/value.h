#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/arena.h"

namespace drydock {

namespace render {
struct Builtin;
}

class ValueMap;
class ValueObject;

/// Bytes that are fetched when they are first asked for, from any thread. Fetching may throw Error.
class LateBytes {
 public:
  virtual std::string_view get() const = 0;

 protected:
  ~LateBytes() = default;
};

/// What Go calls the dynamic type of a value, as far as printing and type errors show it.
enum class GoType : uint8_t {
  Default,  // int64, uint64, float64, []interface {}, map[string]interface {}, or of one type only
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
  Strings,           // []string
  Ints,              // []int
  Lists,             // [][]interface {}
  Maps,              // []map[string]interface {}
  VersionSet,        // chartutil.VersionSet, a named []string with method Has
  CommonVersionSet,  // common.VersionSet, the same in Helm 4
  ChartutilValues,   // chartutil.Values, a named map[string]interface {}
  CommonValues,      // common.Values, the same in Helm 4
  StringMap,         // map[string]string
  Files,             // engine.files, a named map[string][]uint8
};

/// The way from a value back to the file it was read from; see core/value_origins.h.
struct ValueOrigin {
  const char* text = nullptr;  // of a text: where its bytes are
  uint32_t size = 0;
  uint32_t number = 0;  // of others; 0 for none
};

/// A value as Go's templates see it: int64 and float64 differ, maps are mutable references, lists
/// are views of shared items that never change. 16 bytes, trivially copyable; everything it refers
/// to lives in an Arena that outlives it.
///
/// A list or a map may be nil of its type (Go's `[]interface {}(nil)`): it is of kind List or Map,
/// empty, and `is_nil_list` or `is_nil_map`. That is not the value nil, `is_nil`.
class Value {
 public:
  enum class Kind : uint8_t { Nil, Bool, Int, Uint, Float, String, Bytes, List, Map, Object };

  Value() = default;
  static Value of_bool(bool b) {
    Value v(Kind::Bool);
    v.int_ = b;
    return v;
  }
  /// An int64, unless `t` says Int (Go's int) or a smaller kind.
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
  static Value of_string(std::string_view s) { return Value(Kind::String, s); }
  /// A []uint8. The bytes are not copied.
  static Value of_bytes(std::string_view s) { return Value(Kind::Bytes, s); }
  /// The same of bytes that may never be needed.
  static Value of_late_bytes(const LateBytes* bytes) {
    Value v(Kind::Bytes);
    v.spare_ = kLate;
    v.late_ = bytes;
    return v;
  }
  /// `spare` is Go's capacity beyond the length: that many more items can be read behind the end.
  static Value of_list(std::span<const Value> items, GoType t = GoType::Default, size_t spare = 0) {
    Value v(Kind::List, t);
    v.size_ = static_cast<uint32_t>(items.size());
    v.spare_ = static_cast<uint16_t>(spare < kMaxSpare ? spare : kMaxSpare);
    v.items_ = items.data() ? items.data() : &kNoItems;
    return v;
  }
  static Value nil_list(GoType t = GoType::Default) {
    Value v(Kind::List, t);
    v.items_ = nullptr;
    return v;
  }
  static Value of_map(ValueMap* map, GoType t = GoType::Default) {
    Value v(Kind::Map, t);
    v.map_ = map;
    return v;
  }
  static Value of_object(const ValueObject* object) {
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
  bool is_bytes() const { return kind_ == Kind::Bytes; }
  bool is_list() const { return kind_ == Kind::List; }
  bool is_map() const { return kind_ == Kind::Map; }
  bool is_object() const { return kind_ == Kind::Object; }
  bool is_nil_list() const { return kind_ == Kind::List && items_ == nullptr; }
  bool is_nil_map() const;

  // Each may be called only for its own kind.
  bool as_bool() const { return int_ != 0; }
  int64_t as_int() const { return int_; }
  uint64_t as_uint() const { return uint_; }
  double as_float() const { return float_; }
  std::string_view as_string() const { return {text_, size_}; }
  std::string_view as_bytes() const {
    return spare_ == kLate ? late_->get() : std::string_view(text_, size_);
  }
  std::span<const Value> as_list() const { return {items_, size_}; }
  ValueMap& as_map() const { return *map_; }
  const ValueObject& as_object() const { return *object_; }

  /// The items of a list with those between its length and its capacity.
  std::span<const Value> list_to_capacity() const { return {items_, size_t{size_} + spare_}; }

  /// The same data under another Go type, as an assignment to an unnamed type gives it.
  Value with_type(GoType t) const {
    Value v = *this;
    v.go_type_ = t;
    return v;
  }

  /// Go's reflection tells the nil interface from no value at all, and an interface that holds a
  /// string from a string, in a few error texts. Only the evaluator sets and reads this.
  bool boxed() const { return boxed_; }
  Value with_boxed(bool boxed) const {
    Value v = *this;
    v.boxed_ = boxed;
    return v;
  }

  /// The value marked with a number for ValueOrigins; texts and lists have no room for one.
  Value with_origin(uint32_t number) const {
    Value v = *this;
    if (!has_size()) v.size_ = number;
    return v;
  }
  ValueOrigin origin() const {
    if (!has_size()) return {nullptr, 0, size_};
    bool has_text = kind_ == Kind::String || (kind_ == Kind::Bytes && spare_ != kLate);
    return has_text ? ValueOrigin{text_, size_, 0} : ValueOrigin();
  }

 private:
  static constexpr size_t kMaxSpare = 0x7fff;
  static constexpr uint16_t kLate = 1;  // `spare_` of bytes
  static const Value kNoItems;

  bool has_size() const {
    return kind_ == Kind::String || kind_ == Kind::Bytes || kind_ == Kind::List;
  }

  explicit Value(Kind kind, GoType type = GoType::Default) : kind_(kind), go_type_(type) {}
  Value(Kind kind, std::string_view s)
      : kind_(kind), size_(static_cast<uint32_t>(s.size())), text_(s.data()) {}

  Kind kind_ = Kind::Nil;
  GoType go_type_ = GoType::Default;
  uint16_t spare_ : 15 = 0;
  uint16_t boxed_ : 1 = 0;
  uint32_t size_ = 0;  // of texts and lists; else the number of the value's origin
  union {
    int64_t int_ = 0;
    uint64_t uint_;
    double float_;
    const char* text_;
    const LateBytes* late_;
    const Value* items_;
    ValueMap* map_;
    const ValueObject* object_;
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
  /// Go's nil map: it reads as empty, and `set` fails as Go does.
  static ValueMap nil(Arena& arena) {
    ValueMap map(arena);
    map.nil_ = true;
    return map;
  }

  size_t size() const { return size_; }
  bool is_nil() const { return nil_; }
  /// The value under `key`, or null. Valid until the map changes.
  const Value* find(std::string_view key) const {
    if (size_ > kSearchedInOrder) return find_among_many(key);
    for (Entry* entry = entries_; entry != entries_ + size_; ++entry) {
      if (entry->key == key) return &entry->value;
    }
    return nullptr;
  }
  /// Adds or replaces. The key's text is not copied.
  void set(std::string_view key, Value value);
  bool erase(std::string_view key);
  /// All entries, in byte order of the keys. Valid until the map changes. A map that has grown past
  /// a few hundred entries out of order is put in order here, so call this once before several
  /// threads read it.
  std::span<const Entry> entries() const {
    if (sorted_ != size_) settle();
    return {entries_, size_};
  }
  Arena& arena() const { return *arena_; }

 private:
  // Up to here it is faster to look at all entries than to compare keys: most differ in length.
  static constexpr uint32_t kSearchedInOrder = 16;

  const Value* find_among_many(std::string_view key) const;
  Entry* find_entry(std::string_view key) const;
  Entry* make_room();
  void settle() const;

  Arena* arena_;
  Entry* entries_ = nullptr;  // [0, sorted_) is in order, and so is [sorted_, size_), the newcomers
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  mutable uint32_t sorted_ = 0;
  bool nil_ = false;
};

inline bool Value::is_nil_map() const { return kind_ == Kind::Map && map_->is_nil(); }

/// A value whose Go type is none of the plain ones: a time, a version, a chart's metadata. Lives in
/// an Arena, so what derives from it must be trivially destructible. Immutable.
class ValueObject {
 public:
  struct Field {
    std::string_view name;
    Value value;
    bool embedded = false;  // a struct whose fields count as those of the outer one
  };

  /// Go's name of the type: "time.Time", "*semver.Version".
  virtual std::string_view type_name() const = 0;
  /// Go's name of its kind: "struct", "ptr", "int64", "complex128", "func".
  virtual std::string_view kind_name() const = 0;
  /// Appends what the method String or Error gives; false if there is no such method, and nothing
  /// is appended.
  virtual bool text(std::string&) const { return false; }
  /// The same for an action that prints the value, where Go can take its address and so finds
  /// methods of the pointer.
  virtual bool action_text(std::string& out) const { return text(out); }
  /// Appends what the method GoString gives, which `%#v` prints; false as above.
  virtual bool go_syntax(std::string&) const { return false; }
  /// Appends the value as encoding/json has it; false where that fails.
  virtual bool json(std::string&) const { return false; }
  /// The fields of a struct, or of the struct pointed to, in order of declaration. One whose name
  /// begins with a small letter is not exported: it is printed but cannot be named.
  virtual std::span<const Field> fields() const { return {}; }
  /// The plain value of a type that is a named number, text, list or map; nil for others.
  virtual Value underlying() const { return Value(); }
  /// The method of that name, or null. It is called with the object as its argument number 0,
  /// which its `params` do not count.
  virtual const render::Builtin* method(std::string_view) const { return nullptr; }
  /// Whether Go can compare values of the type with `==`, and what that gives.
  virtual bool comparable() const { return true; }
  virtual bool equals(const ValueObject& other) const { return this == &other; }

 protected:
  ~ValueObject() = default;
};

/// Go's name of a value's type, as `%T` prints it: "map[string]interface {}", "int64", "<nil>".
std::string_view go_type_name(Value value);
/// Go's name of the type's kind, as reflect has it: "map", "slice", "int64", "ptr", "invalid".
std::string_view go_kind_name(Value value);

}  // namespace drydock
