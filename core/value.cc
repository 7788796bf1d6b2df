#include "core/value.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/error.h"

namespace drydock {
namespace {

// Up to here a newcomer is moved to its place at once. Past it, newcomers are gathered and merged,
// so that building a map of n entries in any order costs n·√n moves and not n².
constexpr uint32_t kAlwaysSorted = 256;

using Entry = ValueMap::Entry;

/// The first eight bytes in an order in which they compare as the text does.
uint64_t beginning(std::string_view text) {
  uint64_t bytes = 0;
  if (text.size() >= 8) {
    std::memcpy(&bytes, text.data(), 8);
    if constexpr (std::endian::native == std::endian::little) return __builtin_bswap64(bytes);
    return bytes;
  }
  for (unsigned char c : text) bytes = bytes << 8 | c;
  return text.empty() ? 0 : bytes << (64 - 8 * text.size());
}

/// Where the key is, or would be. Most keys differ early.
Entry* find_place(Entry* begin, Entry* end, std::string_view key) {
  uint64_t wanted = beginning(key);
  return std::lower_bound(begin, end, key, [wanted](const Entry& entry, std::string_view whole) {
    uint64_t here = beginning(entry.key);
    return here != wanted ? here < wanted : entry.key < whole;
  });
}

constexpr auto in_order = [](const Entry& a, const Entry& b) { return a.key < b.key; };

bool too_many_newcomers(uint64_t newcomers, uint64_t size) {
  return newcomers * newcomers > size * 16;
}

}  // namespace

const Value Value::kNoItems = {};

ValueMap::Entry* ValueMap::find_entry(std::string_view key) const {
  Entry* sorted_end = entries_ + sorted_;
  Entry* at = find_place(entries_, sorted_end, key);
  if (at != sorted_end && at->key == key) return at;
  Entry* end = entries_ + size_;
  if (sorted_end == end) return nullptr;
  at = find_place(sorted_end, end, key);
  return at != end && at->key == key ? at : nullptr;
}

const Value* ValueMap::find_among_many(std::string_view key) const {
  Entry* entry = find_entry(key);
  return entry ? &entry->value : nullptr;
}

ValueMap::Entry* ValueMap::make_room() {
  if (size_ == capacity_) {
    uint32_t capacity = std::max<uint32_t>(4, capacity_ * 2);
    Entry* grown = arena_->array<Entry>(capacity);
    std::copy(entries_, entries_ + size_, grown);
    entries_ = grown;
    capacity_ = capacity;
  }
  return entries_ + size_;
}

void ValueMap::set(std::string_view key, Value value) {
  if (nil_) fail("template-function", "assignment to entry in nil map");
  value = value.with_boxed(false);
  // Most maps are built from sorted input, so the end is tried first.
  if (sorted_ == size_ && (size_ == 0 || entries_[size_ - 1].key < key)) {
    *make_room() = {key, value};
    sorted_ = ++size_;
    return;
  }
  if (Entry* entry = find_entry(key)) {
    entry->value = value;
    return;
  }
  Entry* end = make_room();
  bool gather = size_ >= kAlwaysSorted;
  Entry* at = find_place(entries_ + (gather ? sorted_ : 0), end, key);
  std::copy_backward(at, end, end + 1);
  *at = {key, value};
  ++size_;
  if (!gather) sorted_ = size_;
  if (too_many_newcomers(size_ - sorted_, size_)) settle();
}

void ValueMap::settle() const {
  std::inplace_merge(entries_, entries_ + sorted_, entries_ + size_, in_order);
  sorted_ = size_;
}

bool ValueMap::erase(std::string_view key) {
  if (sorted_ != size_) settle();
  Entry* at = find_entry(key);
  if (!at) return false;
  std::copy(at + 1, entries_ + size_, at);
  sorted_ = --size_;
  return true;
}

namespace {

std::string_view number_type_name(GoType type, std::string_view otherwise) {
  switch (type) {
    case GoType::Int:
      return "int";
    case GoType::Int8:
      return "int8";
    case GoType::Int16:
      return "int16";
    case GoType::Int32:
      return "int32";
    case GoType::Uint:
      return "uint";
    case GoType::Uint8:
      return "uint8";
    case GoType::Uint16:
      return "uint16";
    case GoType::Uint32:
      return "uint32";
    case GoType::Uint64:
      return "uint64";
    case GoType::Float32:
      return "float32";
    default:
      return otherwise;
  }
}

std::string_view container_type_name(GoType type, std::string_view otherwise) {
  switch (type) {
    case GoType::Strings:
      return "[]string";
    case GoType::Ints:
      return "[]int";
    case GoType::Lists:
      return "[][]interface {}";
    case GoType::Maps:
      return "[]map[string]interface {}";
    case GoType::VersionSet:
      return "chartutil.VersionSet";
    case GoType::CommonVersionSet:
      return "common.VersionSet";
    case GoType::ChartutilValues:
      return "chartutil.Values";
    case GoType::CommonValues:
      return "common.Values";
    case GoType::StringMap:
      return "map[string]string";
    case GoType::Files:
      return "engine.files";
    default:
      return otherwise;
  }
}

}  // namespace

std::string_view go_type_name(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return "<nil>";
    case Value::Kind::Bool:
      return "bool";
    case Value::Kind::Int:
      return number_type_name(value.go_type(), "int64");
    case Value::Kind::Uint:
      return number_type_name(value.go_type(), "uint64");
    case Value::Kind::Float:
      return number_type_name(value.go_type(), "float64");
    case Value::Kind::String:
      return "string";
    case Value::Kind::Bytes:
      return "[]uint8";
    case Value::Kind::List:
      return container_type_name(value.go_type(), "[]interface {}");
    case Value::Kind::Map:
      return container_type_name(value.go_type(), "map[string]interface {}");
    case Value::Kind::Object:
      return value.as_object().type_name();
  }
  return "";
}

std::string_view go_kind_name(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return "invalid";
    case Value::Kind::Bytes:
    case Value::Kind::List:
      return "slice";
    case Value::Kind::Map:
      return "map";
    case Value::Kind::Object:
      return value.as_object().kind_name();
    default:
      return go_type_name(value);
  }
}

}  // namespace drydock
