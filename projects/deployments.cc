#include "projects/deployments.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/kinds.h"
#include "core/parallel_for.h"
#include "projects/covered_paths.h"

namespace drydock::projects {
namespace {

// Definitions that define each other are few; names that grow from round to round have no end.
constexpr int kMaxRounds = 32;
constexpr size_t kMaxProjects = 100'000;

Diagnostic endless(const Project& project) {
  Diagnostic diagnostic;
  diagnostic.rule = "definition-limit";
  diagnostic.message = fmt::format(
      "{} is one definition too many: {} rounds of definitions that render definitions "
      "or {} projects are followed",
      project.definition_id, kMaxRounds, kMaxProjects);
  diagnostic.where = project.defined_at;
  return diagnostic;
}

/// The same objects, problems and inputs, for another owner; the memory stays where it is.
RenderedProject view_of(const RenderedProject& rendered, const Project& project) {
  RenderedProject view;
  view.project = &project;
  view.set.resources = rendered.set.resources;
  view.problems = rendered.problems;
  view.inputs = rendered.inputs;
  view.values = rendered.values;
  return view;
}

}  // namespace

Deployments::Deployments(SourceCache& files, const Settings& settings, RenderShared& shared,
                         std::vector<std::unique_ptr<Controller>> controllers, Similar similar)
    : files_(files),
      settings_(settings),
      filter_(settings),
      shared_(shared),
      controllers_(std::move(controllers)),
      similar_(similar) {}

void Deployments::follow(Discovery& found, int jobs) {
  for (const Project& project : found.projects) names_.insert(project.name);
  std::vector<Entry> pending;
  for (const Project& project : found.projects) {
    if (found.holders.contains(project.name)) pending.emplace_back(project, nullptr);
  }
  for (int round = 0; !pending.empty(); ++round) {
    if (round == kMaxRounds || entries_.size() + pending.size() > kMaxProjects) {
      found.problems.push_back(endless(pending.front().project));
      break;
    }
    size_t first = entries_.size();
    for (Entry& entry : pending) entries_.push_back(std::move(entry));
    render_new(first, jobs);
    read_new(first);
    pending = take_new(found.problems);
  }
  for (const Entry& entry : entries_) by_name_.emplace(entry.project.name, &entry);
  leave_out_covered(found.projects);
  name_definers(found.projects);
  for (const Entry& entry : entries_) {
    if (entry.controller) found.projects.push_back(entry.project);
  }
  for (const auto& controller : controllers_) controller->check(found.problems);
}

void Deployments::render_new(size_t first, int jobs) {
  parallel_for(entries_.size() - first, jobs, [&](size_t i) {
    Entry& entry = entries_[first + i];
    if (const RenderedProject* known = similar_to(entry.project)) {
      entry.rendered = view_of(*known, entry.project);
      return;
    }
    entry.rendered = render_project(files_, entry.project, {filter_, settings_, shared_, this});
  });
}

void Deployments::read_new(size_t first) {
  for (size_t i = first; i < entries_.size(); ++i) {
    for (const auto& controller : controllers_) controller->read(entries_[i].rendered);
  }
}

std::vector<Deployments::Entry> Deployments::take_new(std::vector<Diagnostic>& problems) {
  std::vector<Entry> taken;
  for (const auto& controller : controllers_) {
    for (Project& project : controller->take_projects(problems)) {
      project.name = unique_name(std::move(project.name));
      project.definition_key = controller->render_key(project);
      makers_.emplace(project.definition, controller.get());
      taken.emplace_back(std::move(project), controller.get());
    }
  }
  return taken;
}

std::string Deployments::unique_name(std::string name) {
  std::string unique = name;
  for (int i = 2; !names_.insert(unique).second; ++i) unique = fmt::format("{}-{}", name, i);
  return unique;
}

void Deployments::leave_out_covered(std::vector<Project>& projects) {
  CoveredPaths covered(files_);
  for (const Entry& entry : entries_) {
    if (!entry.controller) continue;
    for (const CoveredPath& path : entry.controller->covered_paths(entry.project)) {
      covered.add(path);
    }
  }
  std::erase_if(projects, [&](Project& project) {
    return !project.defined_at.file && covered.take_from(project, filter_);
  });
}

/// Definitions that were found in a project that is no longer one are in the definition's that has
/// taken its place: one that deploys itself, perhaps.
void Deployments::name_definers(const std::vector<Project>& projects) {
  std::set<std::string_view> left;
  for (const Project& project : projects) left.insert(project.name);
  std::unordered_map<std::string, const Project*> definers;
  for (const Entry& entry : entries_) {
    if (!entry.controller) continue;
    left.insert(entry.project.name);
    for (const Resource& resource : entry.rendered.set.resources) {
      definers.emplace(format_resource_id(resource.gvk.group, resource.gvk.kind,
                                          resource.namespace_name, resource.name),
                       &entry.project);
    }
  }
  for (Entry& entry : entries_) {
    if (!entry.controller || left.contains(entry.project.defined_by)) continue;
    auto definer = definers.find(entry.project.definition_id);
    entry.project.defined_by = definer == definers.end() ? "" : definer->second->name;
  }
}

const RenderedProject* Deployments::similar_to(const Project& project) const {
  if (!similar_.deployments) return nullptr;
  auto known = similar_.deployments->by_name_.find(project.name);
  if (known == similar_.deployments->by_name_.end()) return nullptr;
  const RenderedProject& rendered = known->second->rendered;
  bool same = render_key(known->second->project) == render_key(project) &&
              !rendered.inputs.depends_on_any(similar_.changes);
  return same ? &rendered : nullptr;
}

std::optional<RenderedProject> Deployments::rendered(const Project& project) const {
  auto known = by_name_.find(project.name);
  if (known == by_name_.end()) return std::nullopt;
  if (render_key(known->second->project) != render_key(project)) return std::nullopt;
  return view_of(known->second->rendered, project);
}

const Controller* Deployments::controller_of(const Project& project) const {
  auto maker = makers_.find(project.definition);
  return maker == makers_.end() ? nullptr : maker->second;
}

void Deployments::render(const Project& project, RenderShared& shared, RenderedProject& out) const {
  if (const Controller* controller = controller_of(project))
    controller->render(project, shared, out);
}

bool Deployments::may_be_kept(const Project& project) const {
  const Controller* controller = controller_of(project);
  return !controller || controller->may_be_kept(project);
}

}  // namespace drydock::projects
