#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/arena.h"
#include "core/regex.h"
#include "validate/cel/value.h"

namespace drydock::validate::cel {

/// The entries of a map that an expression made. Several values may share it: each sees as many
/// entries as its size says.
struct MapData {
  std::vector<MapEntry> entries;
  std::unordered_multimap<uint64_t, uint32_t> index;  // by the hash of the key
};

/// Room for a list to grow in. Several lists may share it: who sees the last element may append.
struct ListBuffer {
  Value* items = nullptr;
  uint32_t used = 0;
  uint32_t capacity = 0;
};

/// Owns what an evaluation makes. Over its limit it throws Error with rule `memory-limit`.
class Memory {
 public:
  static constexpr size_t kLimit = size_t{64} << 20;
  explicit Memory(size_t limit = kLimit) : arena_(limit) {}

  Arena& arena() { return arena_; }
  RegexCache& regexes() { return regexes_; }

  /// Kind Error.
  Value error(std::string_view text) {
    return Value::of_text(Value::Kind::Error, arena_.copy(text));
  }
  Value no_overload() { return error("no such overload"); }
  Value string(std::string_view text) { return Value::of_string(arena_.copy(text)); }
  Value bytes(std::string_view text) {
    return Value::of_text(Value::Kind::Bytes, arena_.copy(text));
  }
  Value optional(const Value& inner);
  Value no_optional();

  Value list(std::span<const Value> items);
  Value strings(const std::vector<std::string>& texts);
  /// The list with one more element.
  Value append(const Value& list, const Value& element);

  Value map();
  /// The map with one more entry; the key must be new.
  Value insert(const Value& map, const Value& key, const Value& value);

  template <class T>
  const T* keep(T object) {
    auto holder = std::make_shared<T>(std::move(object));
    const T* kept = holder.get();
    kept_.push_back(std::move(holder));
    return kept;
  }
  template <class T>
  Value opaque(const Type* type, T object) {
    Value value;
    value.kind = Value::Kind::Opaque;
    value.opaque = arena_.make<Opaque>(type, keep(std::move(object)));
    return value;
  }

 private:
  Arena arena_;
  std::deque<MapData> maps_;
  std::vector<std::shared_ptr<const void>> kept_;
  RegexCache regexes_;
};

/// Equal for keys that are equal.
uint64_t hash_key(const Value& key);

}  // namespace drydock::validate::cel
