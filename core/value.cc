#include "core/value.h"

#include <algorithm>

namespace drydock {

ValueMap::Entry* ValueMap::lower_bound(std::string_view key) const {
  // Most maps are built from sorted input, so the end is tried first.
  if (size_ > 0 && entries_[size_ - 1].key < key) return entries_ + size_;
  return std::lower_bound(entries_, entries_ + size_, key,
                          [](const Entry& e, std::string_view k) { return e.key < k; });
}

const Value* ValueMap::find(std::string_view key) const {
  Entry* at = lower_bound(key);
  return at != entries_ + size_ && at->key == key ? &at->value : nullptr;
}

void ValueMap::set(std::string_view key, Value value) {
  Entry* at = lower_bound(key);
  if (at != entries_ + size_ && at->key == key) {
    at->value = value;
    return;
  }
  size_t index = static_cast<size_t>(at - entries_);
  if (size_ == capacity_) {
    uint32_t capacity = std::max<uint32_t>(4, capacity_ * 2);
    Entry* grown = arena_->array<Entry>(capacity);
    std::copy(entries_, entries_ + size_, grown);
    entries_ = grown;
    capacity_ = capacity;
  }
  std::copy_backward(entries_ + index, entries_ + size_, entries_ + size_ + 1);
  entries_[index] = {key, value};
  ++size_;
}

bool ValueMap::erase(std::string_view key) {
  Entry* at = lower_bound(key);
  if (at == entries_ + size_ || at->key != key) return false;
  std::copy(at + 1, entries_ + size_, at);
  --size_;
  return true;
}

}  // namespace drydock
