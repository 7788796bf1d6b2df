#include "overlays/repeated_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/error.h"

namespace drydock::overlays {
namespace {

RepeatedKeys take_out_of(Node& mapping) {
  RepeatedKeys found{mapping.where(), {}, {}};
  std::unordered_map<std::string_view, const Node*> seen;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < mapping.size; ++i) {
    const NodeEntry& entry = mapping.entries[i];
    auto first = seen.end();
    bool is_new = true;
    if (entry.key->is_scalar())
      std::tie(first, is_new) = seen.try_emplace(entry.key->text(), entry.key);
    if (is_new) {
      mapping.entries[kept++] = entry;
      continue;
    }
    if (found.later.empty()) {
      found.problem.rule = "yaml-duplicate-key";
      found.problem.message = fmt::format("key \"{}\" is defined twice", entry.key->text());
      found.problem.where = entry.key->where();
      Diagnostic& note = found.problem.notes.emplace_back();
      note.severity = Severity::Info;
      note.message = "first defined here";
      note.where = first->second->where();
    }
    found.later.push_back(entry);
  }
  mapping.size = kept;
  return found;
}

bool is_copy_of(const Node& node, const SourcePos& mapping) {
  return node.is_mapping() && node.file == mapping.file &&
         static_cast<int>(node.line) == mapping.line &&
         static_cast<int>(node.column) == mapping.column;
}

/// Puts mappings of annotations together.
class JoinedAnnotations {
 public:
  JoinedAnnotations(Node& into, Arena& arena) : into_(into), arena_(arena) {}

  void excuse(const Node& key) { places_.emplace(key.line, key.column); }

  /// The last of each key, behind those that are there.
  void add(const Node& from) {
    uint32_t before = into_.size;
    for (const NodeEntry& entry : from.pairs()) {
      excuse(*entry.key);
      if (!entry.key->is_scalar()) continue;
      auto [at, is_new] = index_.try_emplace(entry.key->text(), into_.size);
      if (is_new) {
        append(arena_, into_, entry.key, entry.value);
      } else if (at->second >= before) {
        into_.entries[at->second].value = entry.value;
      }
    }
  }

  /// Takes out what was said about keys that were joined.
  void clear(std::vector<Diagnostic>& problems) const {
    std::erase_if(problems, [&](const Diagnostic& problem) {
      return problem.rule == "yaml-duplicate-key" &&
             places_.count({static_cast<uint32_t>(problem.where.line),
                            static_cast<uint32_t>(problem.where.column)}) > 0;
    });
  }

 private:
  Node& into_;
  Arena& arena_;
  std::unordered_map<std::string_view, uint32_t> index_;
  std::set<std::pair<uint32_t, uint32_t>> places_;  // of keys
};

}  // namespace

void join_repeated_annotations(Node& object, std::vector<Diagnostic>& problems, Arena& arena) {
  Node* metadata = object.is_mapping() ? object.find("metadata") : nullptr;
  if (!metadata || !metadata->is_mapping()) return;
  auto is_one = [](const NodeEntry& entry) {
    return entry.key->is_scalar() && entry.key->text() == "annotations";
  };
  auto is_other = [&](const NodeEntry& entry) {
    const Node& value = *entry.value;
    return is_one(entry) && !value.is_mapping() && !(value.is_scalar() && value.text().empty());
  };
  auto entries = metadata->pairs();
  if (std::any_of(entries.begin(), entries.end(), is_other)) return;
  auto first = std::find_if(entries.begin(), entries.end(), is_one);
  if (first == entries.end()) return;
  Node* joined = make_mapping(arena);
  joined->file = first->value->file;
  joined->line = first->value->line;
  joined->column = first->value->column;
  JoinedAnnotations annotations(*joined, arena);
  bool has_one = false;
  uint32_t kept = 0;
  for (NodeEntry entry : entries) {
    if (is_one(entry)) {
      if (entry.value->is_mapping()) annotations.add(*entry.value);
      annotations.excuse(*entry.key);
      entry.value = joined;
      if (std::exchange(has_one, true)) continue;
    }
    metadata->entries[kept++] = entry;
  }
  metadata->size = kept;
  annotations.clear(problems);
}

void take_out_repeated_keys(Node& root, std::vector<RepeatedKeys>& repeated) {
  if (root.is_mapping()) {
    RepeatedKeys found = take_out_of(root);
    if (!found.later.empty()) repeated.push_back(std::move(found));
  }
  for (const NodeEntry& entry : root.pairs()) take_out_repeated_keys(*entry.value, repeated);
  for (Node* item : root.elements()) take_out_repeated_keys(*item, repeated);
}

void keep_last_of_repeated(const Node& map, const std::vector<RepeatedKeys>& repeated) {
  for (const RepeatedKeys& one : repeated) {
    if (!is_copy_of(map, one.mapping)) continue;
    for (const NodeEntry& later : one.later) {
      if (Node* value = map.find(later.key->text())) *value = *later.value;
    }
  }
}

void check_repeated_keys(const Node& root, const std::vector<RepeatedKeys>& repeated,
                         std::span<const Node* const> passed_over) {
  if (std::find(passed_over.begin(), passed_over.end(), &root) != passed_over.end()) return;
  for (const RepeatedKeys& one : repeated) {
    if (is_copy_of(root, one.mapping)) throw Error(one.problem);
  }
  for (const NodeEntry& entry : root.pairs()) {
    check_repeated_keys(*entry.value, repeated, passed_over);
  }
  for (const Node* item : root.elements()) check_repeated_keys(*item, repeated, passed_over);
}

}  // namespace drydock::overlays
