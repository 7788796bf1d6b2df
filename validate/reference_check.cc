#include "validate/reference_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/glob.h"
#include "core/pack.h"
#include "core/parallel_for.h"
#include "core/suggest.h"
#include "schemas/kubernetes.h"
#include "validate/made_objects.h"
#include "validate/object_references.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kEveryNamespace = "*";
constexpr std::string_view kClaimKind = "PersistentVolumeClaim";
constexpr std::string_view kClaimTemplates =
    "#claims";  // with names like "namespace/TEMPLATE-SET-"

std::string place(std::string_view group, std::string_view kind, std::string_view namespace_name) {
  return group.empty() ? fmt::format("{}/{}", kind, namespace_name)
                       : fmt::format("{}.{}/{}", kind, group, namespace_name);
}

bool name_matches(std::string_view pattern, std::string_view text) {
  return pattern.empty() || Glob(pattern, GlobKind::Name).matches(text);
}

bool is_broken(const RenderedProject& rendered) {
  bool is_templated =
      rendered.project->renderer != Renderer::Plain && rendered.project->renderer != Renderer::Auto;
  if (is_templated && rendered.set.resources.empty()) return true;
  return std::ranges::any_of(rendered.problems, [](const Diagnostic& problem) {
    return problem.severity == Severity::Error;
  });
}

/// The claim "data-db-0" as "namespace/data-db-"; empty when it has no number.
std::string claim_template_of(std::string_view namespace_name, std::string_view claim) {
  size_t dash = claim.find_last_not_of("0123456789");
  if (dash == claim.npos || claim[dash] != '-') return "";
  return fmt::format("{}/{}", namespace_name, claim.substr(0, dash + 1));
}

/// What exists: names by place. Text is a string where it is made, a view where it is read.
template <class Text>
using Names = std::map<Text, std::set<Text, std::less<>>, std::less<>>;

template <class Text>
bool has_name(const Names<Text>& names, std::string_view in, std::string_view name) {
  auto found = names.find(in);
  return found != names.end() && found->second.find(name) != found->second.end();
}

template <class Text>
bool is_there(const Names<Text>& names, const ReferenceNeed& need) {
  if (has_name(names, need.place, need.name)) return true;
  if (has_name(names, need.any_place, need.name)) return true;
  if (need.kind != kClaimKind) return false;
  std::string set = claim_template_of(need.namespace_name, need.name);
  return !set.empty() && has_name(names, kClaimTemplates, set);
}

/// Looks at one project.
class Collector {
 public:
  Collector(const Fleet& fleet, const RenderedProject& rendered)
      : fleet_(fleet), rendered_(rendered), project_(*rendered.project) {}

  ReferenceFacts run() {
    ReferenceFacts facts;
    facts.is_broken = is_broken(rendered_);
    for (const Resource& resource : rendered_.set.resources) learn(resource);
    for (const Resource& resource : rendered_.set.resources) look_at(resource, facts.needs);
    PackWriter offers;
    offers.number(names_.size());
    for (const auto& [in, names] : names_) {
      offers.text(in);
      offers.number(names.size());
      for (const std::string& name : names) offers.text(name);
    }
    facts.offers = offers.bytes();
    return facts;
  }

 private:
  void learn(const Resource& resource) {
    std::string_view namespace_name = fleet_.namespace_of(resource, project_);
    std::string_view group = current_group(resource.gvk.group, resource.gvk.kind);
    names_[place(group, resource.gvk.kind, namespace_name)].emplace(resource.name);
    if (resource.gvk.kind == "StatefulSet") learn_claims(resource, namespace_name);
    made_objects(resource, [&](const MadeObject& made) {
      std::string_view target = made.in_every_namespace       ? kEveryNamespace
                                : made.namespace_name.empty() ? namespace_name
                                                              : made.namespace_name;
      names_[place("", made.kind, target)].emplace(made.name);
    });
  }

  /// "data-db-0" is made for the template "data" of the set "db".
  void learn_claims(const Resource& resource, std::string_view namespace_name) {
    const Node* spec = resource.root->find("spec");
    const Node* templates = spec ? spec->find("volumeClaimTemplates") : nullptr;
    for (const Node* one : templates ? templates->elements() : std::span<Node* const>()) {
      const Node* metadata = one->find("metadata");
      if (!metadata) continue;
      names_[std::string(kClaimTemplates)].insert(
          fmt::format("{}/{}-{}-", namespace_name, metadata->text_of("name"), resource.name));
    }
  }

  void look_at(const Resource& resource, std::vector<ReferenceNeed>& needs) const {
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> told;
    for (const ObjectReference& reference :
         object_references(resource, fleet_.settings().workload_kinds)) {
      // The same name in ten containers is one fault.
      if (!told.emplace(reference.kind, reference.namespace_name, reference.name).second) continue;
      ReferenceNeed need = need_of(resource, reference);
      if (is_there(names_, need)) continue;
      if (is_always_there(reference.group, reference.kind, reference.name)) continue;
      if (is_external(reference, need.namespace_name)) continue;
      need.resource = fleet_.resource_id(resource, project_);
      need.field = reference.field;
      need.where = (reference.node->line > 0 ? reference.node : resource.root)->where();
      needs.push_back(std::move(need));
    }
  }

  ReferenceNeed need_of(const Resource& resource, const ObjectReference& reference) const {
    Gvk gvk{reference.group, "", reference.kind};
    schemas::ApiKind best = schemas::kubernetes_api().find_preferred(
        reference.group, reference.kind, schemas::kubernetes_api().newest());
    Scope scope = best ? best.scope() : fleet_.scope_of(gvk);
    ReferenceNeed need;
    need.kind = reference.kind;
    need.name = reference.name;
    need.namespace_name = scope == Scope::Cluster ? ""
                          : !reference.namespace_name.empty()
                              ? reference.namespace_name
                              : fleet_.namespace_of(resource, project_);
    need.place = place(reference.group, reference.kind, need.namespace_name);
    need.any_place = place(reference.group, reference.kind, kEveryNamespace);
    return need;
  }

  bool is_external(const ObjectReference& reference, std::string_view namespace_name) const {
    return std::ranges::any_of(fleet_.settings().externals, [&](const ExternalObject& external) {
      std::string whole = fmt::format("{}.{}", reference.kind, reference.group);
      return (name_matches(external.kind, reference.kind) || name_matches(external.kind, whole)) &&
             name_matches(external.namespace_name, namespace_name) &&
             name_matches(external.name, reference.name);
    });
  }

  const Fleet& fleet_;
  const RenderedProject& rendered_;
  const Project& project_;
  Names<std::string> names_;
};

/// What the projects of one cluster have, and whether that is all.
struct KnownObjects {
  Names<std::string_view> names;  // read when somebody needs one
  bool is_complete = true;
  bool is_needed = false;
};

void read_offers(const ReferenceFacts& facts, Names<std::string_view>& names) {
  PackReader in(facts.offers, "references");
  for (size_t places = in.count(); places > 0; --places) {
    std::set<std::string_view, std::less<>>& in_place = names[in.text()];
    for (size_t count = in.count(); count > 0; --count) in_place.insert(in.text());
  }
}

Finding missing_reference(const KnownObjects& known, const Project& project,
                          const ReferenceNeed& need) {
  std::vector<std::string_view> candidates;
  auto names = known.names.find(need.place);
  if (names != known.names.end()) candidates.assign(names->second.begin(), names->second.end());
  std::string where = need.namespace_name.empty()
                          ? std::string()
                          : fmt::format(" in namespace {}", need.namespace_name);
  Diagnostic diagnostic;
  diagnostic.severity = Severity::Warning;
  diagnostic.rule = "reference-missing";
  diagnostic.message = fmt::format("nothing defines {} `{}`{}{}", need.kind, need.name, where,
                                   did_you_mean(need.name, candidates));
  diagnostic.where = need.where;
  Finding finding = make_finding(std::move(diagnostic), project.cluster, {project.name});
  finding.resource = need.resource;
  finding.field = need.field;
  finding.type = "FieldValueNotFound";
  return finding;
}

}  // namespace

ReferenceFacts collect_references(const Fleet& fleet, const RenderedProject& rendered) {
  return Collector(fleet, rendered).run();
}

std::vector<Finding> check_references(std::span<const ReferencesOfProject> projects) {
  std::map<std::string_view, KnownObjects> clusters;
  for (const ReferencesOfProject& one : projects) {
    KnownObjects& known = clusters[one.project->cluster];
    known.is_complete = known.is_complete && !one.facts->is_broken;
    known.is_needed = known.is_needed || !one.facts->needs.empty();
  }
  for (const ReferencesOfProject& one : projects) {
    KnownObjects& known = clusters[one.project->cluster];
    if (known.is_complete && known.is_needed) read_offers(*one.facts, known.names);
  }
  std::vector<Finding> findings;
  for (const ReferencesOfProject& one : projects) {
    const KnownObjects& known = clusters[one.project->cluster];
    if (!known.is_complete) continue;
    for (const ReferenceNeed& need : one.facts->needs) {
      if (is_there(known.names, need)) continue;
      findings.push_back(missing_reference(known, *one.project, need));
    }
  }
  return findings;
}

std::vector<Finding> check_references(const Fleet& fleet, int jobs) {
  std::vector<ReferenceFacts> facts(fleet.projects().size());
  parallel_for(facts.size(), jobs,
               [&](size_t i) { facts[i] = collect_references(fleet, fleet.projects()[i]); });
  std::vector<ReferencesOfProject> projects;
  for (size_t i = 0; i < facts.size(); ++i) {
    projects.push_back({fleet.projects()[i].project, &facts[i]});
  }
  return check_references(projects);
}

}  // namespace drydock::validate
