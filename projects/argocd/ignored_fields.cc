#include "projects/argocd/ignored_fields.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/resource.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/go_glob.h"
#include "projects/argocd/value_paths.h"

namespace drydock::projects::argocd {

namespace {

const Node* item_at(const Node* list, size_t index) {
  return list && index < list->elements().size() ? list->elements()[index] : nullptr;
}

/// Texts of a list, and where each stands.
void take_texts(Value rule, const Node* node, std::string_view field,
                std::vector<std::string>& texts, std::vector<SourcePos>& places) {
  const Node* list = node ? node->find(field) : nullptr;
  for (Value one : list_of(rule, field)) {
    const Node* item = item_at(list, texts.size());
    texts.emplace_back(one.as_string());
    if (item) places.push_back(item->where());
  }
}

bool fits(const IgnoreRule& rule, const Gvk& gvk, std::string_view name,
          std::string_view namespace_name) {
  return GoGlob(rule.group).matches(gvk.group) && GoGlob(rule.kind).matches(gvk.kind) &&
         (rule.name.empty() || rule.name == name) &&
         (rule.namespace_name.empty() || rule.namespace_name == namespace_name);
}

std::vector<IgnoreRule> all_rules(Value application, const ServerSettings& server) {
  std::vector<IgnoreRule> rules = ignore_rules_of(application, nullptr);
  rules.insert(rules.end(), server.ignored.begin(), server.ignored.end());
  return rules;
}

/// Takes out rules of roles that are put together out of others: a controller of the cluster fills
/// them in.
void remove_aggregated_rules(Value& object) {
  bool is_aggregated = text_of(object, "kind") == "ClusterRole" &&
                       field_of(object, "aggregationRule").is_map() &&
                       text_of(object, "apiVersion").starts_with("rbac.authorization.k8s.io/");
  if (is_aggregated) object.as_map().erase("rules");
}

}  // namespace

std::vector<IgnoreRule> ignore_rules_of(Value application, const Node* definition) {
  std::vector<IgnoreRule> rules;
  const Node* spec = definition ? definition->find("spec") : nullptr;
  const Node* list = spec ? spec->find("ignoreDifferences") : nullptr;
  for (Value entry : list_of(field_of(application, "spec"), "ignoreDifferences")) {
    const Node* node = item_at(list, rules.size());
    IgnoreRule& rule = rules.emplace_back();
    rule.group = text_of(entry, "group");
    rule.kind = text_of(entry, "kind");
    rule.name = text_of(entry, "name");
    rule.namespace_name = text_of(entry, "namespace");
    take_texts(entry, node, "jsonPointers", rule.pointers, rule.pointer_places);
    take_texts(entry, node, "jqPathExpressions", rule.paths, rule.path_places);
    for (Value one : list_of(entry, "managedFieldsManagers")) {
      rule.managers.emplace_back(one.as_string());
    }
  }
  return rules;
}

std::vector<Diagnostic> faults_of(const IgnoreRule& rule, SourcePos where) {
  std::vector<Diagnostic> faults;
  auto tell = [&](Diagnostic problem, const std::vector<SourcePos>& places, size_t index) {
    problem.severity = Severity::Warning;
    problem.where = index < places.size() ? places[index] : where;
    faults.push_back(std::move(problem));
  };
  for (size_t i = 0; i < rule.pointers.size(); ++i) {
    if (rule.pointers[i].starts_with('/')) continue;
    Diagnostic problem;
    problem.rule = "argocd-ignored";
    problem.message =
        fmt::format("`{}` is no JSON pointer, which begins with a slash: nothing is ignored by it",
                    rule.pointers[i]);
    problem.help = fmt::format("Write `/{}`.", rule.pointers[i]);
    tell(std::move(problem), rule.pointer_places, i);
  }
  for (size_t i = 0; i < rule.paths.size(); ++i) {
    try {
      JqPaths paths(rule.paths[i]);
    } catch (const Error& error) {
      tell(error.diagnostic(), rule.path_places, i);
    }
  }
  return faults;
}

IgnoredFields::IgnoredFields(std::vector<IgnoreRule> rules) {
  for (IgnoreRule& rule : rules) {
    Compiled& compiled = rules_.emplace_back();
    for (const std::string& path : rule.paths) {
      try {
        compiled.paths.emplace_back(path);
      } catch (const Error&) {
        // `faults_of` tells.
      }
    }
    compiled.rule = std::move(rule);
  }
}

IgnoredFields::IgnoredFields(Value application, const ServerSettings& server)
    : IgnoredFields(all_rules(application, server)) {
  ignores_aggregated_roles_ = server.ignores_aggregated_roles;
}

void IgnoredFields::remove_from(Value& object, std::string_view namespace_name,
                                Arena& arena) const {
  Gvk gvk = make_gvk(text_of(object, "apiVersion"), text_of(object, "kind"));
  std::string_view name = text_of(field_of(object, "metadata"), "name");
  if (ignores_aggregated_roles_) remove_aggregated_rules(object);
  for (const Compiled& one : rules_) {
    if (!fits(one.rule, gvk, name, namespace_name)) continue;
    for (const std::string& pointer : one.rule.pointers) remove_pointer(object, pointer, arena);
    for (const JqPaths& paths : one.paths) paths.remove_from(object, arena);
  }
}

std::vector<std::string> IgnoredFields::managers_of(const Gvk& gvk, std::string_view name,
                                                    std::string_view namespace_name) const {
  std::vector<std::string> managers;
  for (const Compiled& one : rules_) {
    if (!fits(one.rule, gvk, name, namespace_name)) continue;
    managers.insert(managers.end(), one.rule.managers.begin(), one.rule.managers.end());
  }
  return managers;
}

}  // namespace drydock::projects::argocd
