#include "core/yaml/merge.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/yaml/resolve.h"

namespace drydock {
namespace {

/// The pairs of a mapping that is being put together, with their places by key.
class PairList {
 public:
  void append(const NodeEntry& pair) {
    if (pair.key->is_scalar()) places_.try_emplace(pair.key->text(), pairs_.size());
    pairs_.push_back(pair);
  }

  /// Adds a pair, or replaces the value that the key has.
  void set(const NodeEntry& pair) {
    auto found = pair.key->is_scalar() ? places_.find(pair.key->text()) : places_.end();
    if (found == places_.end()) return append(pair);
    pairs_[found->second] = pair;
  }

  std::span<const NodeEntry> pairs() const { return pairs_; }
  bool has(const Node& key) const { return key.is_scalar() && places_.contains(key.text()); }

  void store(Arena& arena, Node& mapping) const {
    mapping.size = mapping.capacity = static_cast<uint32_t>(pairs_.size());
    mapping.entries = arena.array<NodeEntry>(pairs_.size());
    std::copy(pairs_.begin(), pairs_.end(), mapping.entries);
  }

 private:
  std::vector<NodeEntry> pairs_;
  std::map<std::string_view, size_t> places_;
};

[[noreturn]] void refuse(std::string_view go_words, const Node& key) {
  fail("yaml-value", std::string(go_words), key.where());
}

/// The mappings that a merge key names, those that win last.
std::vector<const Node*> sources(const NodeEntry& merge, YamlDialect dialect) {
  std::string_view problem = merge_problem(*merge.key, *merge.value, dialect);
  if (!problem.empty()) refuse(problem, *merge.key);
  if (merge.value->is_mapping()) return {merge.value};
  std::span<Node* const> items = merge.value->elements();
  return {items.rbegin(), items.rend()};
}

NodeEntry shared_pair(const NodeEntry& pair) {
  pair.key->shared = true;
  pair.value->shared = true;
  return pair;
}

void merge_where_it_stands(Arena& arena, Node& mapping) {
  PairList result;
  for (const NodeEntry& pair : mapping.pairs()) {
    if (!is_merge_key(*pair.key, YamlDialect::Sigs)) {
      result.set(pair);
      continue;
    }
    for (const Node* source : sources(pair, YamlDialect::Sigs)) {
      for (const NodeEntry& merged : source->pairs()) result.set(shared_pair(merged));
    }
  }
  result.store(arena, mapping);
}

/// kustomize looks for a merge key by its tag, but then takes away the first key that is called
/// "<<", even one in quotes.
void merge_behind(Arena& arena, Node& mapping) {
  PairList result;
  const NodeEntry* merge = nullptr;
  bool cleared = false;
  for (const NodeEntry& pair : mapping.pairs()) {
    bool merges = is_merge_key(*pair.key, YamlDialect::Kustomize);
    if (merges && merge) refuse("duplicate merge key", *pair.key);
    if (merges) merge = &pair;
    if (!cleared && pair.key->text() == "<<") {
      cleared = true;
    } else {
      result.append(pair);
    }
  }
  PairList merged;
  if (merge) {
    for (const Node* source : sources(*merge, YamlDialect::Kustomize)) {
      for (const NodeEntry& pair : source->pairs()) {
        if (!result.has(*pair.key)) merged.set(shared_pair(pair));
      }
    }
  }
  for (const NodeEntry& pair : merged.pairs()) result.append(pair);
  result.store(arena, mapping);
}

void merge_mapping(Arena& arena, Node& mapping, YamlDialect dialect) {
  bool named = std::ranges::any_of(mapping.pairs(),
                                   [](const NodeEntry& pair) { return pair.key->text() == "<<"; });
  if (!named) return;
  if (dialect == YamlDialect::Sigs) {
    merge_where_it_stands(arena, mapping);
  } else {
    merge_behind(arena, mapping);
  }
}

}  // namespace

bool is_alias_value(const Node& key, const Node& value) {
  // An anchor stands before the aliases that name it.
  return value.shared &&
         (value.line < key.line || (value.line == key.line && value.column < key.column));
}

std::string_view merge_problem(const Node& key, const Node& value, YamlDialect dialect) {
  constexpr std::string_view kWantsMappings =
      "map merge requires map or sequence of maps as the value";
  bool kustomize = dialect == YamlDialect::Kustomize;
  if (value.is_mapping()) return {};
  if (is_alias_value(key, value)) {
    return kustomize ? "invalid map merge: received alias for a non-map value" : kWantsMappings;
  }
  if (!value.is_sequence()) return kWantsMappings;
  for (const Node* item : value.elements()) {
    if (item->is_mapping()) continue;
    if (kustomize && item->is_sequence()) return "invalid map merge: received a nested sequence";
    return kWantsMappings;
  }
  return {};
}

void apply_merges(Arena& arena, Node* root, YamlDialect dialect) {
  if (!root) return;
  // Children first, in the order of the text: what is merged has its own merges done by then.
  struct Visit {
    Node* node;
    uint32_t next;
  };
  std::vector<Visit> stack{{root, 0}};
  while (!stack.empty()) {
    Visit& top = stack.back();
    Node* node = top.node;
    uint32_t next = top.next++;
    uint32_t children = node->is_scalar() ? 0 : node->is_mapping() ? node->size * 2 : node->size;
    if (next < children) {
      Node* child = node->is_sequence() ? node->items[next]
                    : next % 2 == 0     ? node->entries[next / 2].key
                                        : node->entries[next / 2].value;
      if (!child->is_scalar()) stack.push_back({child, 0});
      continue;
    }
    if (node->is_mapping()) merge_mapping(arena, *node, dialect);
    stack.pop_back();
  }
}

}  // namespace drydock
