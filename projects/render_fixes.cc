#include "projects/render_fixes.h"

#include "core/yaml/edit.h"
#include "core/yaml/read.h"

namespace drydock::projects {
namespace {

/// The pair whose key stands at a place; null when there is none.
const NodeEntry* entry_at(const Node& node, const SourcePos& place, int depth = 0) {
  constexpr int kDeepest = 200;
  if (depth > kDeepest || node.shared) return nullptr;
  for (const NodeEntry& entry : node.pairs()) {
    bool here = static_cast<int>(entry.key->line) == place.line &&
                static_cast<int>(entry.key->column) == place.column;
    if (here) return &entry;
    if (const NodeEntry* found = entry_at(*entry.value, place, depth + 1)) return found;
  }
  for (const Node* item : node.elements()) {
    if (const NodeEntry* found = entry_at(*item, place, depth + 1)) return found;
  }
  return nullptr;
}

const NodeEntry* entry_at(const YamlDocuments& documents, const SourcePos& place) {
  for (const Node* root : documents.roots) {
    if (const NodeEntry* found = root ? entry_at(*root, place) : nullptr) return found;
  }
  return nullptr;
}

/// The last of several values counts, where they are taken at all. Where the file is refused nobody
/// knows which one was meant, unless they are the same.
Fix fix_of_repetition(const Diagnostic& problem) {
  if (problem.notes.empty()) return {};
  Arena arena;
  YamlDocuments documents = read_yaml(*problem.where.file, arena);
  const NodeEntry* first = entry_at(documents, problem.notes.front().where);
  const NodeEntry* last = entry_at(documents, problem.where);
  if (!first || !last || !first->key->is_scalar()) return {};
  bool same = same_meaning(first->value, last->value, YamlDialect::Sigs);
  if (problem.severity == Severity::Error && !same) return {};
  FixStep step{FixStep::Kind::RemoveRepeated, first->key->where(), std::string(first->key->text())};
  return {fmt::format("remove the first `{}`, which {}", first->key->text(),
                      same ? "says the same" : "does not count"),
          {},
          {std::move(step)}};
}

/// What takes over, and the steps that make it of the value. Nothing for fields whose successor
/// asks for more than the field itself.
Fix fix_of_field(const Diagnostic& problem) {
  Arena arena;
  YamlDocuments documents = read_yaml(*problem.where.file, arena, {YamlDialect::Kustomize});
  const NodeEntry* entry = entry_at(documents, problem.where);
  if (!entry || documents.roots.empty()) return {};
  const Node& root = *documents.roots.front();
  std::string old(entry->key->text());
  Fix fix;
  std::string better;
  if (old == "bases") {
    better = "resources";
  } else if (old == "imageTags") {
    better = "images";
  } else if (old == "patchesJson6902") {
    // The other field goes first: both become one.
    if (!root.find("patchesStrategicMerge")) better = "patches";
  } else if (old == "patchesStrategicMerge") {
    better = "patches";
    for (const Node* item : entry->value->elements()) {
      if (!item->is_scalar()) return {};
      // A text on one line may be a patch as well: a mapping.
      std::string_view text = item->text();
      bool is_path = text.find('\n') == text.npos && text.find(": ") == text.npos;
      FixStep step{FixStep::Kind::Wrap, item->where()};
      step.text = is_path ? "{path: null}" : "{patch: null}";
      fix.steps.push_back(std::move(step));
    }
  } else if (old == "commonLabels") {
    better = "labels";
    FixStep step{FixStep::Kind::Wrap, entry->value->where()};
    step.text = "[{includeSelectors: true, pairs: null}]";
    fix.steps.push_back(std::move(step));
  }
  if (better.empty() || root.find(better)) return {};
  FixStep rename{FixStep::Kind::RenameKey, entry->key->where(), old};
  rename.text = better;
  fix.steps.push_back(std::move(rename));
  fix.text = fmt::format("write `{}` as `{}`", old, better);
  return fix;
}

const Node* scalar_at(const Node& node, const SourcePos& place, int depth = 0) {
  constexpr int kDeepest = 200;
  if (depth > kDeepest || node.shared) return nullptr;
  bool here = node.is_scalar() && static_cast<int>(node.line) == place.line &&
              static_cast<int>(node.column) == place.column;
  if (here) return &node;
  for (const NodeEntry& entry : node.pairs()) {
    if (const Node* found = scalar_at(*entry.value, place, depth + 1)) return found;
  }
  for (const Node* item : node.elements()) {
    if (const Node* found = scalar_at(*item, place, depth + 1)) return found;
  }
  return nullptr;
}

/// The advice has the whole list of paths. A list that an ApplicationSet fills in is not the one
/// in the file, and nobody knows what its other Applications need.
Fix fix_of_generate_paths(const Diagnostic& problem) {
  size_t begin = problem.help.find('`'), end = problem.help.rfind('`');
  if (begin == std::string::npos || end <= begin) return {};
  std::string wanted = problem.help.substr(begin + 1, end - begin - 1);
  Arena arena;
  YamlDocuments documents = read_yaml(*problem.where.file, arena);
  for (const Node* root : documents.roots) {
    const Node* written = root ? scalar_at(*root, problem.where) : nullptr;
    if (!written || !wanted.starts_with(written->text())) continue;
    FixStep step{FixStep::Kind::SetValue, problem.where, std::string(written->text())};
    step.text = wanted;
    step.is_string = true;
    return {"add the folders that are missing", {}, {std::move(step)}};
  }
  return {};
}

}  // namespace

Fix fix_of_problem(const Diagnostic& problem) {
  if (!problem.where.file || problem.where.line == 0) return {};
  if (problem.rule == "yaml-duplicate-key") return fix_of_repetition(problem);
  if (problem.rule == "kustomization-deprecated") return fix_of_field(problem);
  if (problem.rule == "argocd-generate-paths") return fix_of_generate_paths(problem);
  return {};
}

}  // namespace drydock::projects
