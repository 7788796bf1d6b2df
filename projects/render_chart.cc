#include "projects/render_chart.h"

#include <optional>

#include "core/error.h"
#include "core/tree.h"
#include "projects/collect_release.h"
#include "render/chart_check.h"
#include "render/one_line.h"
#include "render/secret_values.h"

namespace drydock::projects {
namespace {

std::string release_name(const Project& project) {
  if (!project.helm.release_name.empty()) return project.helm.release_name;
  std::string_view folder = file_name(project.path);
  return std::string(folder.empty() ? std::string_view(project.name) : folder);
}

}  // namespace

void render_chart(SourceCache& files, const std::string& kube_version, RenderedProject& out,
                  render::ChartLibrary& library) {
  const Project& project = *out.project;
  const HelmSettings& helm = project.helm;
  render::SeededRandom random(project.name);
  render::ChartRelease release;
  release.name = release_name(project);
  release.namespace_name = project.namespace_name;
  release.helm_version = helm.version;
  release.set = helm.set;
  release.kube_version = kube_version;
  release.api_versions = helm.api_versions;
  release.include_crds = helm.include_crds;
  release.environment.random = &random;
  try {
    for (const std::string& file : helm.values) {
      std::optional<std::string> path = join_path(project.path, file);
      if (!path) fail("path-escape", "the values file " + file + " is outside of the repository");
      release.value_files.push_back(&files.read(*path));
    }
    auto chart = render::inflate_chart(files, project.path, release, library);
    collect_release(files, *chart, {}, out);
    render::ChartCheckRequest check;
    check.chart = &chart->chart();
    check.values = chart->values();
    check.value_files = release.value_files;
    check.helm_version = helm.version;
    for (Diagnostic& finding : render::check_chart_sources(check)) {
      out.problems.push_back(std::move(finding));
    }
    for (Diagnostic& finding : render::check_stability(chart->request(), chart->release(),
                                                       library.templates, files.sources())) {
      out.problems.push_back(std::move(finding));
    }
    render::SecretValues secrets(chart->chart(), chart->values(), chart->origins());
    for (Diagnostic& problem : out.problems) secrets.hide(problem);
    out.values.change([&](SourcePos& set) { secrets.hide(set); });
  } catch (const Error& error) {
    out.set.resources.clear();
    Diagnostic problem = error.diagnostic();
    problem.message = render::in_one_line(std::move(problem.message));
    if (!problem.where.file) problem.where = project.defined_at;
    out.problems.push_back(std::move(problem));
  }
}

std::string kube_version_of(const Project& project, const Settings& settings) {
  for (const ClusterSettings& cluster : settings.clusters) {
    if (cluster.name == project.cluster && !cluster.kubernetes_version.empty()) {
      return cluster.kubernetes_version;
    }
  }
  return settings.kubernetes_version;
}

}  // namespace drydock::projects
