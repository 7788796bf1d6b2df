#include "projects/render_project.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/pack.h"
#include "core/parallel_for.h"
#include "overlays/build.h"
#include "overlays/helm_charts.h"
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

void render_kustomization(SourceCache& files, const Settings& settings, RenderShared& shared,
                          RenderedProject& out) {
  render::SeededRandom random(out.project->name);
  render::Environment environment;
  environment.random = &random;
  overlays::HelmCharts charts(shared.charts, environment);
  overlays::BuildOptions options;
  options.parsed_files = &shared.parsed_files;
  options.charts = &charts;
  options.enable_charts = true;
  options.chart_kube_version = kube_version_of(*out.project, settings);
  try {
    overlays::build(files, out.project->path, options, out.set, out.problems);
  } catch (const Error& error) {
    out.set.resources.clear();  // half a kustomization is none
    Diagnostic problem = error.diagnostic();
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
                               const PathFilter& filter, const Settings& settings,
                               RenderShared& shared) {
  if (shared.reuse) {
    if (std::optional<RenderedProject> known = shared.reuse(project)) return std::move(*known);
  }
  if (shared.cache) {
    if (std::optional<RenderedProject> known = shared.cache->find(all_files, project)) {
      return std::move(*known);
    }
  }
  RenderedProject out;
  out.project = &project;
  SourceCache files(all_files, out.inputs);
  switch (project.renderer) {
    case Renderer::Auto:
    case Renderer::Plain:
      render_plain(files, filter, out);
      break;
    case Renderer::Kustomize:
      render_kustomization(files, settings, shared, out);
      break;
    case Renderer::Helm:
      render_helm(files, settings, shared, out);
      break;
    case Renderer::ArgoCd:
    case Renderer::Flux:
      break;
  }
  if (shared.cache) shared.cache->keep(all_files, out);
  return out;
}

std::vector<RenderedProject> render_projects(SourceCache& files, std::span<const Project> projects,
                                             const Settings& settings, int jobs,
                                             RenderShared& shared,
                                             const std::function<void(size_t)>& step) {
  PathFilter filter(settings);
  std::vector<RenderedProject> rendered(projects.size());
  parallel_for(projects.size(), jobs, [&](size_t i) {
    rendered[i] = render_project(files, projects[i], filter, settings, shared);
    if (step) step(projects.size());
  });
  return rendered;
}

std::string_view renderer_note(Renderer renderer) {
  switch (renderer) {
    case Renderer::Auto:
    case Renderer::Plain:
    case Renderer::Kustomize:
    case Renderer::Helm:
      return "";
    case Renderer::ArgoCd:
      return "Argo CD Applications are not rendered yet";
    case Renderer::Flux:
      return "Flux objects are not rendered yet";
  }
  return "";
}

}  // namespace drydock::projects
