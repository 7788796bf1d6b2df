#include "validate/cel/memory.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

}  // namespace

Value Memory::optional(const Value& inner) {
  Value value;
  value.kind = Kind::Optional;
  value.items = arena_.make<Value>(inner);
  return value;
}

Value Memory::no_optional() {
  Value value;
  value.kind = Kind::Optional;
  value.items = nullptr;
  return value;
}

Value Memory::list(std::span<const Value> items) {
  Value* kept = arena_.array<Value>(items.size());
  std::ranges::copy(items, kept);
  Value value;
  value.kind = Kind::List;
  value.size = static_cast<uint32_t>(items.size());
  value.items = kept;
  value.buffer = nullptr;
  return value;
}

Value Memory::strings(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) items.push_back(string(text));
  return list(items);
}

Value Memory::append(const Value& list, const Value& element) {
  ListBuffer* buffer = list.from_json ? nullptr : list.buffer;
  if (!buffer || buffer->used != list.size || buffer->used == buffer->capacity) {
    ListBuffer* larger = arena_.make<ListBuffer>();
    larger->capacity = std::max<uint32_t>(8, list.size * 2);
    larger->items = arena_.array<Value>(larger->capacity);
    for (uint32_t i = 0; i < list.size; ++i) larger->items[i] = list_item(list, i, *this);
    larger->used = list.size;
    buffer = larger;
  }
  buffer->items[buffer->used++] = element;
  Value value;
  value.kind = Kind::List;
  value.size = buffer->used;
  value.items = buffer->items;
  value.buffer = buffer;
  return value;
}

Value Memory::map() {
  Value value;
  value.kind = Kind::Map;
  value.map = &maps_.emplace_back();
  return value;
}

Value Memory::insert(const Value& map, const Value& key, const Value& value) {
  Value result = map;
  if (map.from_json || map.map->entries.size() != map.size) {
    result = this->map();
    for (uint32_t i = 0; i < map.size; ++i) {
      result = insert(result, map_key(map, i, *this), map_value(map, i, *this));
    }
  }
  // Only this class makes maps, and in its own store.
  auto* data = const_cast<MapData*>(result.map);
  arena_.allocate(sizeof(MapEntry), alignof(MapEntry));  // counted, as the limit is the arena's
  data->index.emplace(hash_key(key), static_cast<uint32_t>(data->entries.size()));
  data->entries.push_back({key, value});
  result.size = static_cast<uint32_t>(data->entries.size());
  return result;
}

uint64_t hash_key(const Value& key) {
  switch (key.kind) {
    case Kind::String:
    case Kind::Bytes:
      return std::hash<std::string_view>()(key.text());
    case Kind::Uint:
      return std::hash<double>()(static_cast<double>(key.natural));
    case Kind::Int:
      return std::hash<double>()(static_cast<double>(key.integer));
    case Kind::Double:
      return std::hash<double>()(key.real);
    case Kind::Bool:
      return key.boolean ? 7 : 3;
    default:
      return 0;
  }
}

}  // namespace drydock::validate::cel
