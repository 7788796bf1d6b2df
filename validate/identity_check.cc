#include "validate/identity_check.h"

#include <tuple>

namespace drydock::validate {
namespace {

struct Identity {
  std::string_view group, kind, namespace_name, name;
  uint32_t index;

  auto parts() const { return std::tie(group, kind, namespace_name, name); }
};

std::vector<Identity> sorted_identities(const Fleet& fleet, const RenderedProject& rendered) {
  std::vector<Identity> identities;
  const std::vector<Resource>& resources = rendered.set.resources;
  identities.reserve(resources.size());
  for (uint32_t i = 0; i < resources.size(); ++i) {
    const Resource& r = resources[i];
    if (r.name.empty()) continue;
    identities.push_back({current_group(r.gvk.group, r.gvk.kind), r.gvk.kind,
                          fleet.namespace_of(r, *rendered.project), r.name, i});
  }
  std::sort(identities.begin(), identities.end(), [](const Identity& a, const Identity& b) {
    return a.parts() != b.parts() ? a.parts() < b.parts() : a.index < b.index;
  });
  return identities;
}

SourcePos name_position(const Resource& resource) {
  const Node* metadata = resource.root->find("metadata");
  const Node* name = metadata ? metadata->find("name") : nullptr;
  return (name ? name : resource.root)->where();
}

Finding repeated(const Fleet& fleet, const RenderedProject& rendered,
                 std::span<const Identity> same) {
  const std::vector<Resource>& resources = rendered.set.resources;
  Diagnostic diagnostic;
  diagnostic.rule = "defined-twice";
  diagnostic.severity = Severity::Warning;
  std::string id = fleet.resource_id(resources[same.front().index], *rendered.project);
  diagnostic.message =
      fmt::format("project {} defines {} {} times", rendered.project->name, id, same.size());
  diagnostic.where = name_position(resources[same.front().index]);
  Finding finding =
      make_finding(std::move(diagnostic), rendered.project->cluster, {rendered.project->name});
  finding.resource = std::move(id);
  finding.locations.clear();
  for (const Identity& identity : same) {
    finding.locations.push_back(name_position(resources[identity.index]));
  }
  return finding;
}

}  // namespace

std::vector<Finding> check_identities(const Fleet& fleet, const RenderedProject& rendered) {
  std::vector<Identity> identities = sorted_identities(fleet, rendered);
  std::vector<Finding> findings;
  for (size_t begin = 0, end; begin < identities.size(); begin = end) {
    for (end = begin + 1;
         end < identities.size() && identities[end].parts() == identities[begin].parts();) {
      ++end;
    }
    if (end - begin > 1) {
      findings.push_back(
          repeated(fleet, rendered, std::span(identities).subspan(begin, end - begin)));
    }
  }
  return findings;
}

}  // namespace drydock::validate
