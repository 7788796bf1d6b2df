#include "overlays/repeated_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

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

}  // namespace

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
