#include "projects/render_project.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/pack.h"
#include "core/parallel_for.h"
#include "overlays/build.h"
#include "overlays/helm_charts.h"
#include "projects/deployments.h"
#include "projects/plain_files.h"
#include "projects/read_manifest.h"
#include "projects/render_cache.h"
#include "projects/repository_walk.h"

namespace drydock::projects {
namespace {

void read_file(SourceCache& files, const std::string& path, RenderedProject& out) {
  try {
    read_manifest(files.read(path), out);
  } catch (const Error& error) {
    out.problems.push_back(with_path(files, path, error));
  }
}

/// A project that somebody wrote down should have something in it.
void report_emptiness(RenderedProject& out) {
  const Project& project = *out.project;
  if (!project.defined_at.file || !out.set.resources.empty() || !out.problems.empty()) return;
  Diagnostic diagnostic;
  diagnostic.severity = Severity::Warning;
  diagnostic.rule = "project-empty";
  diagnostic.message = fmt::format("the project `{}` has no Kubernetes objects", project.name);
  diagnostic.where = project.defined_at;
  out.problems.push_back(std::move(diagnostic));
}

void render_plain(SourceCache& files, const PathFilter& filter, RenderedProject& out) {
  PlainFiles listed = list_plain_files(files, *out.project, filter);
  out.problems = std::move(listed.problems);
  for (const std::string& path : listed.paths) read_file(files, path, out);
  report_emptiness(out);
}

/// Whether objects of Flux are among those of a project.
bool holds_flux(const RenderedProject& rendered) {
  const std::vector<Resource>& all = rendered.set.resources;
  return std::any_of(all.begin(), all.end(), [](const Resource& resource) {
    return resource.gvk.group.ends_with(".toolkit.fluxcd.io");
  });
}

void build_overlay(SourceCache& files, const Settings& settings, RenderShared& shared,
                   bool restricted, RenderedProject& out) {
  render::SeededRandom random(out.project->name);
  render::Environment environment;
  environment.random = &random;
  overlays::HelmCharts charts(shared.charts, environment);
  overlays::BuildOptions options;
  options.parsed_files = &shared.parsed_files;
  options.charts = &charts;
  options.enable_charts = true;
  options.chart_kube_version = kube_version_of(*out.project, settings);
  options.restrict_files = restricted;
  overlays::build(files, out.project->path, options, out.set, out.problems);
}

/// Flux builds without the restriction to a kustomization's own folder, and what it deploys is
/// often not said in a repository but by who set it up: a kustomization of its objects is taken as
/// Flux takes it.
bool build_as_flux(SourceCache& files, const Settings& settings, RenderShared& shared,
                   RenderedProject& out) {
  RenderedProject again;
  again.project = out.project;
  try {
    build_overlay(files, settings, shared, false, again);
  } catch (const Error&) {
    return false;
  }
  if (!holds_flux(again)) return false;
  out.set = std::move(again.set);
  out.problems = std::move(again.problems);
  return true;
}

void render_kustomization(SourceCache& files, const Settings& settings, RenderShared& shared,
                          RenderedProject& out) {
  try {
    build_overlay(files, settings, shared, true, out);
  } catch (const Error& error) {
    Diagnostic problem = error.diagnostic();
    if (problem.rule == "overlay-outside" && build_as_flux(files, settings, shared, out)) {
      problem.severity = Severity::Warning;
    } else {
      out.set.resources.clear();  // half a kustomization is none
    }
    if (!problem.where.file) problem.where = out.project->defined_at;
    out.problems.push_back(std::move(problem));
  }
}

void render_helm(SourceCache& files, const Settings& settings, RenderShared& shared,
                 RenderedProject& out) {
  render_chart(files, kube_version_of(*out.project, settings), out, shared.charts);
  report_emptiness(out);
}

}  // namespace

std::string render_key(const Project& project) {
  PackWriter key;
  for (const std::string* text : {&project.path, &project.cluster, &project.namespace_name}) {
    key.text(*text);
  }
  key.text(renderer_name(project.renderer));
  key.text(project.definition_key);
  key.flag(project.recursive);
  auto add = [&key](const std::vector<std::string>& texts) {
    key.number(texts.size());
    for (const std::string& text : texts) key.text(text);
  };
  add(project.excluded);
  const HelmSettings& helm = project.helm;
  key.number(static_cast<uint64_t>(helm.version));
  key.text(helm.release_name);
  key.flag(helm.include_crds);
  add(helm.values);
  add(helm.api_versions);
  for (const auto& [name, value] : helm.set) add({name, value});
  return key.bytes();
}

RenderedProject render_project(SourceCache& all_files, const Project& project,
                               const RenderInput& input) {
  if (input.shared.reuse) {
    if (std::optional<RenderedProject> known = input.shared.reuse(project)) {
      return std::move(*known);
    }
  }
  const Deployments* deployments = input.deployments;
  if (deployments) {
    if (std::optional<RenderedProject> known = deployments->rendered(project)) {
      return std::move(*known);
    }
  }
  RenderCache* cache = input.shared.cache;
  if (deployments && !deployments->may_be_kept(project)) cache = nullptr;
  if (cache) {
    if (std::optional<RenderedProject> known = cache->find(all_files, project)) {
      return std::move(*known);
    }
  }
  RenderedProject out;
  out.project = &project;
  SourceCache files(all_files, out.inputs);
  if (project.definition) {
    if (deployments) deployments->render(project, input.shared, out);
  } else if (project.renderer == Renderer::Kustomize) {
    render_kustomization(files, input.settings, input.shared, out);
  } else if (project.renderer == Renderer::Helm) {
    render_helm(files, input.settings, input.shared, out);
  } else {
    render_plain(files, input.filter, out);
  }
  if (cache) cache->keep(all_files, out);
  return out;
}

std::vector<RenderedProject> render_projects(SourceCache& files, std::span<const Project> projects,
                                             const RenderInput& input, int jobs,
                                             const std::function<void(size_t)>& step) {
  std::vector<RenderedProject> rendered(projects.size());
  parallel_for(projects.size(), jobs, [&](size_t i) {
    rendered[i] = render_project(files, projects[i], input);
    if (step) step(projects.size());
  });
  return rendered;
}

}  // namespace drydock::projects
