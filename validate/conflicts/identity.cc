#include "validate/conflicts/identity.h"

#include "core/glob.h"
#include "core/yaml/compare.h"

namespace drydock::validate {
namespace {

bool is_namespace(const Gvk& gvk) { return gvk.group.empty() && gvk.kind == "Namespace"; }

std::string_view rule_for(const Gvk& gvk, Scope scope) {
  if (is_namespace(gvk)) return "duplicate-namespace";
  if (gvk.group == "apiextensions.k8s.io" && gvk.kind == "CustomResourceDefinition") {
    return "duplicate-crd";
  }
  if (gvk.group == "apiregistration.k8s.io" && gvk.kind == "APIService") {
    return "duplicate-apiservice";
  }
  return scope == Scope::Cluster ? "duplicate-cluster-object" : "duplicate-object";
}

bool all_equal(const Fleet& fleet, Contest contest) {
  const Node& first = *resource_of(fleet, contest.front()).root;
  return std::all_of(contest.begin() + 1, contest.end(), [&](const Claim& claim) {
    return same_data(first, *resource_of(fleet, claim).root);
  });
}

bool glob_match(std::string_view pattern, std::string_view text) {
  return Glob(pattern, GlobKind::Name).matches(text);
}

/// "ConfigMap" fits the kind in any group, "Certificate.cert-manager.io" in one.
bool kind_fits(std::string_view pattern, const Gvk& gvk) {
  std::string_view group = current_group(gvk.group, gvk.kind);
  return glob_match(pattern, gvk.kind) ||
         (!group.empty() && glob_match(pattern, fmt::format("{}.{}", gvk.kind, group)));
}

bool pattern_fits(std::string_view pattern, std::string_view text) {
  return pattern.empty() || glob_match(pattern, text);
}

bool entry_allows(const SharedObject& entry, const Fleet& fleet, Contest contest,
                  const std::vector<std::string>& names) {
  const Resource& resource = resource_of(fleet, contest.front());
  const Project& project = *project_of(fleet, contest.front()).project;
  if (!kind_fits(entry.kind, resource.gvk) || !pattern_fits(entry.name, resource.name) ||
      !pattern_fits(entry.namespace_name, fleet.namespace_of(resource, project))) {
    return false;
  }
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(entry.projects.begin(), entry.projects.end(),
                       [&](const std::string& pattern) { return glob_match(pattern, name); });
  });
}

/// Two projects may read one object; both may write it only if they are declared to share it.
bool is_shared(const Fleet& fleet, Contest contest) {
  const Settings& settings = fleet.settings();
  const Resource& resource = resource_of(fleet, contest.front());
  if (is_namespace(resource.gvk) &&
      std::find(settings.shared_namespaces.begin(), settings.shared_namespaces.end(),
                resource.name) != settings.shared_namespaces.end()) {
    return true;
  }
  if (settings.shared.empty()) return false;
  std::vector<std::string> names = project_names(fleet, contest);
  return std::any_of(settings.shared.begin(), settings.shared.end(),
                     [&](const SharedObject& e) { return entry_allows(e, fleet, contest, names); });
}

std::string describe(const Fleet& fleet, Contest contest, bool equal) {
  size_t projects = project_names(fleet, contest).size();
  std::string message =
      fmt::format("{} projects define {}", projects, resource_id_of(fleet, contest.front()));
  message += equal ? ", with the same content: it is one object, and removing it from one removes "
                     "it for all"
                   : ", with different content: each apply overwrites the other's";
  return message;
}

}  // namespace

void collect_identity(const Fleet& fleet, const Project& project, const Resource& resource,
                      uint32_t index, ClaimSink& sink) {
  const Node* metadata = resource.root->find("metadata");
  const Node* name = metadata ? metadata->find("name") : nullptr;
  sink.add(index, name ? name : resource.root,
           {current_group(resource.gvk.group, resource.gvk.kind), resource.gvk.kind,
            fleet.namespace_of(resource, project), resource.name});
}

std::vector<Finding> judge_identity(const Fleet& fleet, std::span<const Contest> contests) {
  std::vector<Finding> findings;
  for (Contest contest : contests) {
    if (is_shared(fleet, contest)) continue;
    const Gvk& gvk = resource_of(fleet, contest.front()).gvk;
    std::string_view rule = rule_for(gvk, fleet.scope_of(gvk));
    bool equal = all_equal(fleet, contest);
    Finding finding = contest_finding(fleet, contest, rule, resource_id_of(fleet, contest.front()),
                                      describe(fleet, contest, equal));
    // Equal content flips nothing, and for a namespace it is often meant.
    if (rule == "duplicate-namespace" && equal) finding.diagnostic.severity = Severity::Warning;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace drydock::validate
