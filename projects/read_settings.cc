#include "projects/read_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/rules.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "projects/field_reader.h"

namespace drydock::projects {
namespace {

Diagnostic problem_at(SourcePos where, std::string message) {
  Diagnostic diagnostic;
  diagnostic.rule = "settings";
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  return diagnostic;
}

/// The one document of the file; null after a problem.
Node* only_document(const SourceFile& file, const std::vector<Node*>& roots,
                    std::vector<Diagnostic>& problems) {
  Node* found = nullptr;
  for (Node* root : roots) {
    if (!root) continue;
    if (found) problems.push_back(problem_at(root->where(), "only one document may stand here"));
    if (!found) found = root;
  }
  if (!found && problems.empty()) {
    problems.push_back(problem_at({&file}, "the file is empty; it needs `apiVersion: drydock/v1`"));
  }
  return found;
}

/// Replaces merge keys; false after a problem.
bool merge(Arena& arena, Node* root, std::vector<Diagnostic>& problems) {
  try {
    apply_merges(arena, root, YamlDialect::Sigs);
    return true;
  } catch (const Error& error) {
    problems.push_back(problem_at(error.diagnostic().where, error.diagnostic().message));
    return false;
  }
}

/// Fills in what follows from other keys.
void complete(Project& project) {
  if (project.name.empty()) project.name = project.path.empty() ? "root" : project.path;
  for (std::string& path : project.excluded) path = join_path(project.path, path).value_or(path);
}

/// Notes every item whose name an earlier one has. `place` gives an item's position.
template <class T, class Place>
void check_unique_names(const std::vector<T>& items, std::string_view what, Place place,
                        std::vector<Diagnostic>& problems) {
  std::unordered_map<std::string_view, const T*> seen;
  for (const T& item : items) {
    if (item.name.empty()) continue;
    auto [first, fresh] = seen.emplace(item.name, &item);
    if (fresh) continue;
    Diagnostic twice =
        problem_at(item.*place, fmt::format("two {} have the name `{}`", what, item.name));
    twice.notes.push_back(problem_at(first->second->*place, "the other one is here"));
    twice.notes.back().severity = Severity::Info;
    problems.push_back(std::move(twice));
  }
}

void check_values_files(const std::vector<Project>& projects, std::vector<Diagnostic>& problems) {
  for (const Project& project : projects) {
    for (const std::string& file : project.helm.values) {
      if (join_path(project.path, file)) continue;
      problems.push_back(problem_at(
          project.defined_at,
          fmt::format("the values file `{}` must not lead out of the folder of drydock.yaml",
                      file)));
    }
  }
}

/// Ids that are not in the registry may be those of policies: these are known once they are loaded.
void check_rules(const Settings& settings, const std::vector<const Node*>& rules,
                 std::vector<Diagnostic>& problems) {
  if (!settings.policy_paths.empty() || !settings.policy_packs.empty()) return;
  std::vector<std::string_view> ids;
  for (const Rule& rule : all_rules()) ids.push_back(rule.id);
  for (const Node* rule : rules) {
    if (find_rule(rule->text())) continue;
    problems.push_back(problem_at(
        rule->where(),
        fmt::format("there is no rule `{}`{}", rule->text(), did_you_mean(rule->text(), ids))));
  }
}

}  // namespace

ReadSettings read_settings(const SourceFile& file, Arena& arena) {
  ReadSettings result;
  YamlDocuments documents = read_yaml(file, arena);
  result.problems = std::move(documents.problems);
  // A key that is given twice is an oversight somewhere else, and no way to write settings.
  for (Diagnostic& problem : result.problems) problem.severity = Severity::Error;
  Node* root = only_document(file, documents.roots, result.problems);
  if (!root || !merge(arena, root, result.problems)) return result;
  FieldReader reader;
  reader.read_object(settings_shape(), *root, &result.settings);
  std::move(reader.problems.begin(), reader.problems.end(), std::back_inserter(result.problems));
  for (Project& project : result.settings.projects) complete(project);
  check_unique_names(result.settings.projects, "projects", &Project::defined_at, result.problems);
  check_unique_names(result.settings.clusters, "clusters", &ClusterSettings::where,
                     result.problems);
  check_values_files(result.settings.projects, result.problems);
  check_rules(result.settings, reader.rules, result.problems);
  std::stable_sort(
      result.problems.begin(), result.problems.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
      });
  return result;
}

}  // namespace drydock::projects
