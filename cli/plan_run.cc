#include "cli/plan_run.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>
#include <unordered_set>

#include "core/error.h"
#include "core/glob.h"
#include "validate/object_references.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

/// The cluster that a dump is of: the one that was asked for, or the only one.
std::string cluster_of_dump(const PlanRequest& request, const plan::Side& head) {
  if (!request.cluster.empty()) return request.cluster;
  std::set<std::string_view> clusters;
  for (const plan::PlanObject& object : head.objects) clusters.insert(object.cluster);
  if (clusters.size() > 1) {
    fail("", fmt::format("a dump is of one cluster, and the repository has {}: say which with "
                         "--cluster ({})",
                         clusters.size(), fmt::join(clusters, ", ")));
  }
  return clusters.empty() ? "default" : std::string(*clusters.begin());
}

void read_dump(Session& session, const PlanRequest& request, PlanRun& run) {
  run.live_cluster = cluster_of_dump(request, run.head->side);
  std::unordered_set<std::string> wanted;
  for (const plan::PlanObject& object : run.head->side.objects) wanted.insert(object.key());
  const auto& pruned = request.prune_namespaces;
  auto wants = [&](const plan::PlanObject& object) {
    bool prunes = std::find(pruned.begin(), pruned.end(), object.namespace_name) != pruned.end();
    return prunes || wanted.count(object.key()) > 0;
  };
  run.dump = plan::read_live_dump(read_input(session, request.live), run.live_cluster, wants);
  if (run.dump.broken > 0) {
    session.err << fmt::format("note: {} items of {} have no kind or name and were passed over\n",
                               run.dump.broken, request.live);
  }
  run.base_side = std::move(run.dump.side);
}

plan::PlanOptions options_of(const PlanRequest& request, const PlanRun& run) {
  plan::PlanOptions options;
  options.base = !request.live.empty()        ? plan::BaseKind::Live
                 : !request.inventory.empty() ? plan::BaseKind::Inventory
                                              : plan::BaseKind::Manifests;
  options.max_delete = request.max_delete;
  options.prune_namespaces = request.prune_namespaces;
  std::string cluster = request.live.empty() ? request.cluster : run.live_cluster;
  if (cluster.empty() && request.projects.empty()) return options;
  options.selects = [cluster, projects = request.projects](std::string_view in_cluster,
                                                           std::string_view project) {
    if (!cluster.empty() && in_cluster != cluster) return false;
    return projects.empty() ||
           std::any_of(projects.begin(), projects.end(), [&](const std::string& glob) {
             return Glob(glob, GlobKind::Name).matches(project);
           });
  };
  return options;
}

}  // namespace

plan::References references_of(const Settings& settings) {
  return [&settings](const plan::PlanObject& object) {
    std::vector<plan::Reference> found;
    if (!object.root) return found;
    Resource resource{object.gvk, object.namespace_name, object.name,
                      const_cast<Node*>(object.root)};
    std::vector<std::string_view> pod =
        validate::pod_spec_path(object.gvk, settings.workload_kinds);
    std::string prefix = fmt::format("{}.", fmt::join(pod, "."));
    for (const validate::ObjectReference& one :
         validate::object_references(resource, settings.workload_kinds)) {
      bool in_pod = !pod.empty() && one.field.starts_with(prefix);
      found.push_back({std::string(one.group), std::string(one.kind),
                       std::string(one.namespace_name), std::string(one.name), in_pod});
    }
    return found;
  };
}

const SourceFile& read_input(Session& session, const std::string& path) {
  fs::path place = below_start(session, path);
  std::string folder = place.parent_path().string();
  try {
    std::unique_ptr<Tree> tree = open_disk_tree(folder.empty() ? "." : folder);
    return session.sources.add(path, tree->read(place.filename().string()));
  } catch (const Error& error) {
    if (error.diagnostic().rule != "file-missing") throw;
    fail("file-missing", fmt::format("there is no file {}", path));
  }
}

std::unique_ptr<PlanRun> run_plan_request(Session& session, const PlanRequest& request) {
  auto run = std::make_unique<PlanRun>();
  bool failed = false;
  run->head = open_side(session, request.head, failed);
  if (!run->head) return nullptr;
  const plan::Side* base = &run->base_side;
  if (!request.base.empty()) {
    run->base = open_side(session, request.base, failed);
    if (!run->base) return nullptr;
    base = &run->base->side;
  } else if (!request.inventory.empty()) {
    run->inventory = plan::read_inventory(read_input(session, request.inventory));
    run->base_side = run->inventory.side();
  } else {
    read_dump(session, request, *run);
  }
  if (failed) {
    session.err << "drydock: there is no plan from what cannot be rendered whole\n";
    return nullptr;
  }
  add_definitions(run->head->side, run->kinds, run->judge);
  add_definitions(*base, run->kinds, run->judge);
  const OpenedSide& head = *run->head;
  const Settings& settings = head.repository ? head.repository->settings : head.no_settings;
  run->options = options_of(request, *run);
  if (!request.live.empty()) {
    run->ignored = std::make_unique<IgnoredDrift>(session, head);
    run->options.pass_over = [&kinds = run->kinds, &ignored = *run->ignored](
                                 const plan::PlanObject& wanted, plan::Manifest& live,
                                 plan::Manifest& after) {
      ignored.pass_over(wanted, live, after, kinds);
    };
  }
  run->plan = plan::make_plan(*base, run->head->side, run->kinds, &run->judge,
                              references_of(settings), run->options);
  return run;
}

plan::Side PlanRun::applied() const {
  if (!options.selects) return head->side;
  plan::Side side;
  for (const plan::PlanObject& object : head->side.objects) {
    if (options.selects(object.cluster, object.project)) side.objects.push_back(object);
  }
  for (const plan::PlanObject& object : before().objects) {
    bool is_of_project = !object.project.empty();  // of a dump only what the plan takes is known
    if (is_of_project && !options.selects(object.cluster, object.project)) {
      side.objects.push_back(object);
    }
  }
  return side;
}

}  // namespace drydock::cli
