#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/yaml/node.h"

namespace drydock {

/// Finds keys that stand twice in a mapping, in about linear time, whatever the keys are. Keeps its
/// memory from one mapping to the next.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(YamlDialect dialect) : dialect_(dialect) {}

  /// Pairs of indices (earlier, later) of keys that are the same text, each later one with the
  /// first that it repeats, in the order of the later ones. Valid until the next call.
  std::span<const std::pair<uint32_t, uint32_t>> find(std::span<const NodeEntry> entries);

 private:
  bool counts(const Node& key) const;
  bool same(const Node& a, const Node& b) const;
  void find_by_comparison(std::span<const NodeEntry> entries);
  bool find_by_hash(std::span<const NodeEntry> entries);
  void find_by_sorting(std::span<const NodeEntry> entries);

  YamlDialect dialect_;
  std::vector<std::pair<uint32_t, uint32_t>> found_;
  std::vector<uint32_t> slots_;  // index + 1 into the entries; 0 is free
};

}  // namespace drydock
