#include "cli/diff_targets.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"

namespace drydock::cli {
namespace {

/// Names of the projects that a target means.
std::set<std::string_view> projects_of(const std::vector<Project>& projects,
                                       const std::string& target) {
  std::set<std::string_view> names;
  std::vector<std::string_view> known;
  std::string folder = target.ends_with('/') ? target.substr(0, target.size() - 1) : target;
  for (const Project& project : projects) {
    if (project.name == target) return {project.name};
    known.push_back(project.name);
    known.push_back(project.cluster);
    bool inside = project.cluster == target || is_below(project.path, folder);
    if (inside) names.insert(project.name);
  }
  if (names.empty()) {
    fail("", fmt::format("there is no project, folder or cluster `{}`{}", target,
                         did_you_mean(target, known)));
  }
  return names;
}

std::string_view common_namespace(const plan::Side& side) {
  std::map<std::string_view, size_t> counts;
  for (const plan::PlanObject& object : side.objects) {
    if (!object.namespace_name.empty()) ++counts[object.namespace_name];
  }
  auto most = std::max_element(counts.begin(), counts.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? std::string_view() : most->first;
}

}  // namespace

plan::Side target_side(const std::vector<Project>& projects, const plan::Side& all,
                       const std::string& target) {
  std::set<std::string_view> wanted = projects_of(projects, target);
  plan::Side side;
  for (plan::PlanObject object : all.objects) {
    if (!wanted.count(object.project)) continue;
    object.project = object.cluster = "";
    side.objects.push_back(object);
  }
  std::string_view common = common_namespace(side);
  for (plan::PlanObject& object : side.objects) {
    if (object.namespace_name == common) object.namespace_name = "";
  }
  return side;
}

void drop_namespaces(std::vector<plan::ObjectDiff>& diffs) {
  for (plan::ObjectDiff& diff : diffs) {
    if (diff.action != plan::DiffAction::Change) continue;
    std::erase_if(diff.differences,
                  [](const plan::Difference& one) { return one.path == "metadata.namespace"; });
    // Two objects: nothing of one is replaced by the other.
    diff.change = {};
    diff.change.verdict = plan::Verdict::Update;
  }
  std::erase_if(diffs, [](const plan::ObjectDiff& diff) { return diff.differences.empty(); });
}

}  // namespace drydock::cli
