#include <fmt/format.h>

#include <ostream>

#include "cli/argocd_config.h"
#include "cli/cmd_argocd.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"

namespace drydock::cli {
namespace {

using projects::argocd::ApplicationObjects;
using projects::argocd::ApplicationWorld;

struct ArgocdAppFlags {
  std::vector<std::string> repositories;
  std::string kube_version;
  std::vector<std::string> api_versions;
  std::string revision;
  std::string build_options;
};

void add_flags(GoFlags& flags, ArgocdAppFlags& options) {
  flags.add_texts("repo", 0, options.repositories,
                  "`URL=DIR`: where a repository is checked out; may be repeated");
  flags.add_text("kube-version", 0, options.kube_version,
                 "Kubernetes `VERSION` of the destination's cluster");
  flags.add_texts("api-versions", 0, options.api_versions,
                  "API `VERSION` that the destination's cluster has; may be repeated");
  flags.add_text("revision", 0, options.revision,
                 "`COMMIT` for ARGOCD_APP_REVISION instead of the target revision");
  flags.add_text("kustomize-build-options", 0, options.build_options,
                 "`FLAGS` of kustomize build, as kustomize.buildOptions in argocd-cm");
}

/// As Argo CD hands it on: by JSON.
std::string manifest_text(const Resource& resource, YamlDialect dialect) {
  if (dialect == YamlDialect::Sigs) return to_yaml(*resource.root, YamlDialect::Sigs);
  SourceFile built{"", to_yaml(*resource.root, dialect)};
  Arena arena;
  YamlDocuments documents = read_yaml(built, arena);
  return documents.roots.empty() ? "" : to_yaml(*documents.roots[0], YamlDialect::Sigs);
}

int print_manifests(const ArgocdAppFlags& options, const std::string& path, Session& session) {
  NamedRepositories repositories(options.repositories, session);
  projects::argocd::GitListings listings;
  overlays::ParsedFiles parsed_files;
  render::ChartLibrary charts(session.sources);
  ApplicationWorld world;
  world.repository = [&](std::string_view url, std::string_view chart, std::string_view version) {
    return repositories.place(url, chart, version);
  };
  world.listings = &listings;
  world.kube_version = options.kube_version;
  world.api_versions = options.api_versions;
  world.revision = options.revision;
  projects::argocd::ServerSettings server = argocd_settings(session);
  if (!options.build_options.empty()) server.build_options = options.build_options;
  world.server = &server;
  world.parsed_files = &parsed_files;
  world.charts = &charts;
  RenderedProject rendered;
  ApplicationObjects objects{rendered};
  Arena arena;
  const SourceFile& file = read_argument(path, session);
  std::vector<ReadObject> applications = read_objects(file, "Application", arena);
  if (applications.empty()) {
    fail("argocd-definition", fmt::format("{} has no Application", path), {&file, 1, 1});
  }
  const Node* node = applications[0].node;
  Value application =
      conform(applications[0].value, projects::argocd::kApplicationType, arena, node);
  projects::argocd::render_application(application, node, world, objects);
  std::string text;
  for (size_t i = 0; i < rendered.set.resources.size(); ++i) {
    if (i > 0) text += "---\n";
    text += manifest_text(rendered.set.resources[i], objects.dialects[i]);
  }
  for (const Diagnostic& problem : rendered.problems) {
    session.err << Excerpts().describe(problem);
  }
  session.out << text;
  return kExitClean;
}

}  // namespace

int run_argocd_app_manifests(Session& session, std::span<const std::string> args) {
  ArgocdAppFlags options;
  GoFlags flags(GoFlags::Library::Pflag);
  add_flags(flags, options);
  std::optional<std::string> file =
      parse_one_file(flags, args, "app manifests",
                     "Prints the manifests of the first Application in a file.", session);
  return file ? print_manifests(options, *file, session) : kExitClean;
}

}  // namespace drydock::cli
