#include "projects/argocd/ignored_fields.h"

#include "core/error.h"
#include "core/resource.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/go_glob.h"
#include "projects/argocd/value_paths.h"

namespace drydock::projects::argocd {

std::vector<IgnoreRule> ignore_rules_of(Value application) {
  std::vector<IgnoreRule> rules;
  for (Value entry : list_of(field_of(application, "spec"), "ignoreDifferences")) {
    IgnoreRule& rule = rules.emplace_back();
    rule.group = text_of(entry, "group");
    rule.kind = text_of(entry, "kind");
    rule.name = text_of(entry, "name");
    rule.namespace_name = text_of(entry, "namespace");
    for (Value one : list_of(entry, "jsonPointers")) rule.pointers.emplace_back(one.as_string());
    for (Value one : list_of(entry, "jqPathExpressions")) rule.paths.emplace_back(one.as_string());
  }
  return rules;
}

IgnoredFields::IgnoredFields(const std::vector<IgnoreRule>& rules, SourcePos where,
                             std::vector<Diagnostic>& problems) {
  for (const IgnoreRule& rule : rules) {
    Compiled& compiled = rules_.emplace_back();
    compiled.rule = rule;
    for (const std::string& path : rule.paths) {
      try {
        compiled.paths.emplace_back(path);
      } catch (const Error& error) {
        problems.push_back(error.diagnostic());
        problems.back().severity = Severity::Warning;
        problems.back().where = where;
      }
    }
  }
}

void IgnoredFields::remove_from(Value& object, std::string_view namespace_name,
                                Arena& arena) const {
  Gvk gvk = make_gvk(text_of(object, "apiVersion"), text_of(object, "kind"));
  std::string_view name = text_of(field_of(object, "metadata"), "name");
  for (const Compiled& one : rules_) {
    const IgnoreRule& rule = one.rule;
    bool fits = GoGlob(rule.group).matches(gvk.group) && GoGlob(rule.kind).matches(gvk.kind) &&
                (rule.name.empty() || rule.name == name) &&
                (rule.namespace_name.empty() || rule.namespace_name == namespace_name);
    if (!fits) continue;
    for (const std::string& pointer : rule.pointers) remove_pointer(object, pointer, arena);
    for (const JqPaths& paths : one.paths) paths.remove_from(object, arena);
  }
}

}  // namespace drydock::projects::argocd
