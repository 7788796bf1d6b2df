#include "validate/reference_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/glob.h"
#include "core/suggest.h"
#include "schemas/kubernetes.h"
#include "validate/made_objects.h"
#include "validate/object_references.h"

namespace drydock::validate {
namespace {

/// What exists in one cluster: names by "Kind.group/namespace".
struct Known {
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> names;
  std::set<std::string, std::less<>> claim_templates;  // "namespace/TEMPLATE-SET-"
  bool is_complete = true;
};

constexpr std::string_view kEveryNamespace = "*";

std::string place(std::string_view group, std::string_view kind, std::string_view namespace_name) {
  return group.empty() ? fmt::format("{}/{}", kind, namespace_name)
                       : fmt::format("{}.{}/{}", kind, group, namespace_name);
}

bool name_matches(std::string_view pattern, std::string_view text) {
  return pattern.empty() || Glob(pattern, GlobKind::Name).matches(text);
}

class ReferenceCheck {
 public:
  explicit ReferenceCheck(const Fleet& fleet) : fleet_(fleet) {}

  std::vector<Finding> run() {
    for (const RenderedProject& rendered : fleet_.projects()) learn(rendered);
    for (const RenderedProject& rendered : fleet_.projects()) check(rendered);
    return std::move(findings_);
  }

 private:
  void learn(const RenderedProject& rendered);
  void learn_claims(Known& known, const Resource& resource, std::string_view namespace_name);
  void check(const RenderedProject& rendered);
  void check_one(const Known& known, const Project& project, const Resource& resource,
                 const ObjectReference& reference);
  bool exists(const Known& known, const ObjectReference& reference,
              std::string_view namespace_name) const;
  bool is_external(const ObjectReference& reference, std::string_view namespace_name) const;
  bool is_claim_of_set(const Known& known, std::string_view namespace_name,
                       std::string_view name) const;

  const Fleet& fleet_;
  std::map<std::string, Known, std::less<>> clusters_;
  std::vector<Finding> findings_;
};

bool is_broken(const RenderedProject& rendered) {
  bool is_templated =
      rendered.project->renderer != Renderer::Plain && rendered.project->renderer != Renderer::Auto;
  if (is_templated && rendered.set.resources.empty()) return true;
  return std::ranges::any_of(rendered.problems, [](const Diagnostic& problem) {
    return problem.severity == Severity::Error;
  });
}

/// "data-db-0" is made for the template "data" of the set "db".
void ReferenceCheck::learn_claims(Known& known, const Resource& resource,
                                  std::string_view namespace_name) {
  const Node* spec = resource.root->find("spec");
  const Node* templates = spec ? spec->find("volumeClaimTemplates") : nullptr;
  for (const Node* one : templates ? templates->elements() : std::span<Node* const>()) {
    const Node* metadata = one->find("metadata");
    if (!metadata) continue;
    known.claim_templates.insert(
        fmt::format("{}/{}-{}-", namespace_name, metadata->text_of("name"), resource.name));
  }
}

void ReferenceCheck::learn(const RenderedProject& rendered) {
  const Project& project = *rendered.project;
  Known& known = clusters_[project.cluster];
  known.is_complete = known.is_complete && !is_broken(rendered);
  for (const Resource& resource : rendered.set.resources) {
    std::string_view namespace_name = fleet_.namespace_of(resource, project);
    std::string_view group = current_group(resource.gvk.group, resource.gvk.kind);
    known.names[place(group, resource.gvk.kind, namespace_name)].emplace(resource.name);
    if (resource.gvk.kind == "StatefulSet") learn_claims(known, resource, namespace_name);
    made_objects(resource, [&](const MadeObject& made) {
      std::string_view target = made.in_every_namespace       ? kEveryNamespace
                                : made.namespace_name.empty() ? namespace_name
                                                              : made.namespace_name;
      known.names[place("", made.kind, target)].emplace(made.name);
    });
  }
}

bool ReferenceCheck::is_external(const ObjectReference& reference,
                                 std::string_view namespace_name) const {
  return std::ranges::any_of(fleet_.settings().externals, [&](const ExternalObject& external) {
    std::string whole = fmt::format("{}.{}", reference.kind, reference.group);
    return (name_matches(external.kind, reference.kind) || name_matches(external.kind, whole)) &&
           name_matches(external.namespace_name, namespace_name) &&
           name_matches(external.name, reference.name);
  });
}

bool ReferenceCheck::is_claim_of_set(const Known& known, std::string_view namespace_name,
                                     std::string_view name) const {
  size_t dash = name.find_last_not_of("0123456789");
  if (dash == name.npos || name[dash] != '-') return false;
  return known.claim_templates.contains(
      fmt::format("{}/{}", namespace_name, name.substr(0, dash + 1)));
}

bool ReferenceCheck::exists(const Known& known, const ObjectReference& reference,
                            std::string_view namespace_name) const {
  for (std::string_view one : {namespace_name, kEveryNamespace}) {
    auto names = known.names.find(place(reference.group, reference.kind, one));
    if (names != known.names.end() && names->second.contains(reference.name)) return true;
  }
  if (is_always_there(reference.group, reference.kind, reference.name)) return true;
  if (reference.kind == "PersistentVolumeClaim" &&
      is_claim_of_set(known, namespace_name, reference.name)) {
    return true;
  }
  return is_external(reference, namespace_name);
}

void ReferenceCheck::check_one(const Known& known, const Project& project, const Resource& resource,
                               const ObjectReference& reference) {
  Gvk gvk{reference.group, "", reference.kind};
  schemas::ApiKind best = schemas::kubernetes_api().find_preferred(
      reference.group, reference.kind, schemas::kubernetes_api().newest());
  Scope scope = best ? best.scope() : fleet_.scope_of(gvk);
  std::string_view namespace_name = scope == Scope::Cluster ? ""
                                    : !reference.namespace_name.empty()
                                        ? reference.namespace_name
                                        : fleet_.namespace_of(resource, project);
  if (exists(known, reference, namespace_name)) return;
  std::vector<std::string_view> candidates;
  auto names = known.names.find(place(reference.group, reference.kind, namespace_name));
  if (names != known.names.end()) candidates.assign(names->second.begin(), names->second.end());
  std::string where =
      namespace_name.empty() ? std::string() : fmt::format(" in namespace {}", namespace_name);
  Diagnostic diagnostic;
  diagnostic.severity = Severity::Warning;
  diagnostic.rule = "reference-missing";
  diagnostic.message = fmt::format("nothing defines {} `{}`{}{}", reference.kind, reference.name,
                                   where, did_you_mean(reference.name, candidates));
  diagnostic.where = (reference.node->line > 0 ? reference.node : resource.root)->where();
  Finding finding = make_finding(std::move(diagnostic), project.cluster, {project.name});
  finding.resource = fleet_.resource_id(resource, project);
  finding.field = reference.field;
  finding.type = "FieldValueNotFound";
  findings_.push_back(std::move(finding));
}

void ReferenceCheck::check(const RenderedProject& rendered) {
  const Known& known = clusters_[rendered.project->cluster];
  if (!known.is_complete) return;
  for (const Resource& resource : rendered.set.resources) {
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> told;
    for (const ObjectReference& reference :
         object_references(resource, fleet_.settings().workload_kinds)) {
      // The same name in ten containers is one fault.
      if (told.emplace(reference.kind, reference.namespace_name, reference.name).second) {
        check_one(known, *rendered.project, resource, reference);
      }
    }
  }
}

}  // namespace

std::vector<Finding> check_references(const Fleet& fleet) { return ReferenceCheck(fleet).run(); }

}  // namespace drydock::validate
