#include "core/yaml/duplicate_keys.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <tuple>

#include "core/yaml/resolve.h"

namespace drydock {
namespace {

/// Up to here comparing all pairs is faster than hashing.
constexpr size_t kFewEntries = 8;

}  // namespace

/// Merge keys are another matter: v2 merges as often as "<<" stands there, and kustomize has words
/// of its own. And v2 takes no collections for keys, so nothing needs to be said about those; v3
/// takes any two mappings for the same key.
bool DuplicateKeys::counts(const Node& key) const {
  if (is_merge_key(key, dialect_)) return false;
  return key.is_scalar() || dialect_ == YamlDialect::Kustomize;
}

bool DuplicateKeys::same(const Node& a, const Node& b) const {
  return a.kind == b.kind && a.text() == b.text();
}

std::span<const std::pair<uint32_t, uint32_t>> DuplicateKeys::find(
    std::span<const NodeEntry> entries) {
  found_.clear();
  if (entries.size() <= kFewEntries) {
    find_by_comparison(entries);
  } else if (!find_by_hash(entries)) {
    find_by_sorting(entries);
  }
  return found_;
}

void DuplicateKeys::find_by_comparison(std::span<const NodeEntry> entries) {
  for (uint32_t later = 1; later < entries.size(); ++later) {
    const Node& key = *entries[later].key;
    for (uint32_t earlier = 0; earlier < later; ++earlier) {
      if (!same(*entries[earlier].key, key)) continue;
      if (counts(key)) found_.emplace_back(earlier, later);
      break;
    }
  }
}

/// False when too many keys collide, as they only do in files that are made for that.
bool DuplicateKeys::find_by_hash(std::span<const NodeEntry> entries) {
  slots_.assign(std::bit_ceil(entries.size() * 2), 0);
  size_t mask = slots_.size() - 1;
  size_t collisions_left = entries.size() * 4;
  for (uint32_t later = 0; later < entries.size(); ++later) {
    const Node& key = *entries[later].key;
    size_t slot = std::hash<std::string_view>()(key.text()) & mask;
    while (slots_[slot] != 0 && !same(*entries[slots_[slot] - 1].key, key)) {
      if (collisions_left-- == 0) return false;
      slot = (slot + 1) & mask;
    }
    if (slots_[slot] == 0) {
      slots_[slot] = later + 1;
    } else if (counts(key)) {
      found_.emplace_back(slots_[slot] - 1, later);
    }
  }
  return true;
}

void DuplicateKeys::find_by_sorting(std::span<const NodeEntry> entries) {
  auto identity = [&](uint32_t i) {
    return std::tuple(entries[i].key->kind, entries[i].key->text(), i);
  };
  slots_.resize(entries.size());
  std::iota(slots_.begin(), slots_.end(), 0);
  std::ranges::sort(slots_, {}, identity);
  found_.clear();
  for (size_t i = 0, first = 0; i < slots_.size(); ++i) {
    const Node& key = *entries[slots_[i]].key;
    if (!same(*entries[slots_[first]].key, key)) first = i;
    if (first != i && counts(key)) found_.emplace_back(slots_[first], slots_[i]);
  }
  std::ranges::sort(found_, {}, &std::pair<uint32_t, uint32_t>::second);
}

}  // namespace drydock
