#include "cli/flux_helm_release.h"

#include <filesystem>
#include <optional>
#include <ostream>

#include "cli/flux_flags.h"
#include "cli/flux_objects.h"
#include "cli/helm_environment.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/tree.h"
#include "core/yaml/read.h"
#include "overlays/path_text.h"
#include "projects/flux/places.h"
#include "projects/flux/print_objects.h"
#include "projects/flux/render_release.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
namespace flux = projects::flux;

struct ReleaseFlags {
  std::string file;
  std::string chart;
  flux::LocalSources sources;
  std::string kube_version;
  std::vector<std::string> api_versions;
  bool no_hooks = false;
  bool skip_crds = false;
};

struct Request {
  FluxFlags common;
  ReleaseFlags flags;
  std::string name;
};

void add_flags(GoFlags& flags, Request& request) {
  ReleaseFlags& values = request.flags;
  add_flux_flags(flags, request.common);
  flags.add_text("file", 'f', values.file, "`file` with the HelmRelease");
  flags.add_text("chart", 0, values.chart,
                 "folder or archive of the chart; without, its source must be in --local-sources");
  add_local_sources_flag(flags, values.sources);
  flags.add_text("kube-version", 0, values.kube_version,
                 "Kubernetes version used for Capabilities.KubeVersion");
  flags.add_list("api-versions", 'a', values.api_versions,
                 "Kubernetes api versions used for Capabilities.APIVersions");
  flags.add_switch("no-hooks", 0, values.no_hooks, "leave out what is run by hooks");
  flags.add_switch("skip-crds", 0, values.skip_crds,
                   "leave out what the chart has below crds/, whatever the HelmRelease says");
}

flux::HelmRelease find_release(const SourceFile& file, const Request& request, Arena& arena) {
  YamlDocuments documents = read_yaml(file, arena);
  for (const Node* root : documents.roots) {
    if (!root || !flux::is_helm_release(root->text_of("apiVersion"), root->text_of("kind"))) {
      continue;
    }
    flux::HelmRelease release = flux::read_helm_release(*root, YamlDialect::Sigs, arena);
    bool here = release.namespace_name().empty() ||
                release.namespace_name() == request.common.namespace_name;
    if (release.name() != request.name || !here) continue;
    if (release.namespace_name().empty()) {
      release.metadata.namespace_name.value = request.common.namespace_name;
    }
    return release;
  }
  for (const Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(problem);
  }
  fail("usage", fmt::format("there is no HelmRelease '{}' of namespace '{}' in file '{}'",
                            request.name, request.common.namespace_name, request.flags.file));
}

/// A chart, and the root of the source that it is in.
struct ChartPlace {
  std::string path, root;
};

/// The folder of a source, where one was given.
std::optional<std::string> local_source(const flux::SourceReference& source, const Request& request,
                                        std::string_view namespace_name, const Session& session) {
  auto local = request.flags.sources.find(
      fmt::format("{}/{}/{}", source.kind.value, namespace_name, source.name.value));
  if (local == request.flags.sources.end()) return std::nullopt;
  return absolute_path_of(local->second, session);
}

/// The root of the source of a chart that was named itself: what is left when the path that the
/// release has for it is taken away, else the repository around it.
std::string root_around(const std::string& path, const flux::ChartTemplate* chart) {
  std::string inner = chart ? overlays::clean_path(chart->chart.value) : "";
  while (inner.starts_with('/')) inner.erase(0, 1);
  std::string tail = "/" + inner;
  if (!inner.empty() && path.ends_with(tail)) return path.substr(0, path.size() - tail.size());
  return repository_around(path);
}

/// Where the chart is: as the flag says, or in the local folder of its source.
ChartPlace find_chart(const flux::HelmRelease& release, const Request& request,
                      const Session& session) {
  const flux::ChartTemplate* chart = release.chart_template();
  const flux::SourceReference* source = chart                    ? &chart->source
                                        : release.spec.chart_ref ? &*release.spec.chart_ref
                                                                 : nullptr;
  std::string_view place = source ? source->namespace_name.value : std::string_view();
  if (place.empty()) place = release.namespace_name();
  std::optional<std::string> root;
  if (source) root = local_source(*source, request, place, session);
  if (!request.flags.chart.empty()) {
    std::string path = absolute_path_of(request.flags.chart, session);
    return {path, root ? *root : root_around(path, chart)};
  }
  if (!source) {
    fail("flux-definition", "the HelmRelease names neither a chart nor a chartRef",
         release.node->where());
  }
  if (!root) {
    fail("flux-source",
         fmt::format("nobody says where the chart is; give --chart FOLDER, or --local-sources "
                     "{}/{}/{}=FOLDER",
                     source->kind.value, place, source->name.value),
         (source->node ? *source->node : *release.node).where());
  }
  if (!chart) return {*root, *root};
  return {flux::chart_in_folder(*root, *chart,
                                [](const std::string& path) { return fs::exists(path); }),
          *root};
}

/// Where an entry of `valuesFiles` is below the root of a source.
std::optional<std::string> values_file_path(const std::string& root, std::string_view entry) {
  std::optional<std::string> inner = flux::path_in_source(entry);
  if (!inner) return std::nullopt;
  return overlays::join_paths(root, *inner);
}

int build(const Request& request, Session& session) {
  std::unique_ptr<Tree> tree = open_disk_tree("/");
  SourceCache files(*tree, session.sources);
  overlays::ParsedFiles parsed_files;
  render::ChartLibrary library(session.sources);
  RenderedProject out;
  try {
    const SourceFile& file = files.read(absolute_path_of(request.flags.file, session));
    flux::HelmRelease release = find_release(file, request, out.set.arena);
    std::vector<std::string> paths;
    for (const std::string& word : request.common.objects) {
      paths.push_back(absolute_path_of(word, session));
    }
    if (paths.empty() && !release.spec.values_from.empty()) {
      paths.push_back(repository_around(fs::path(file.path).parent_path().string()));
      session.err << "no cluster is asked: what `valuesFrom` names is looked for in the manifests "
                     "of "
                  << printable(paths.front()) << "\n";
    }
    flux::ValueObjects objects = read_value_objects(files, paths, release.namespace_name());
    ChartPlace place = find_chart(release, request, session);
    flux::ReleaseInput input{
        files,
        place.path,
        release,
        objects,
        library,
        parsed_files,
        request.flags.kube_version.empty() ? kube_version_override() : request.flags.kube_version};
    input.api_versions = request.flags.api_versions;
    if (const flux::ChartTemplate* chart = release.chart_template()) {
      input.chart_values = flux::chart_values_of(*chart, files, [&](std::string_view entry) {
        return values_file_path(place.root, entry);
      });
    }
    input.environment = make_helm_environment(4);
    input.hooks = !request.flags.no_hooks;
    input.crds = !request.flags.skip_crds;
    flux::render_release(input, out);
    session.out << flux::print_objects(out.set);
  } catch (const Error& error) {
    session.err << "✗ " << Excerpts().describe(error.diagnostic());
    return 1;  // here, as positions may point into the set
  }
  return 0;
}

}  // namespace

int run_flux_build_helm_release(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  Request request;
  add_flags(flags, request);
  std::vector<std::string> words = flags.parse(args);  // build, helmrelease, the name
  if (words.size() < 3) fail("usage", "helmrelease name is required");
  request.name = words[2];
  if (request.flags.file.empty() ||
      !fs::is_regular_file(absolute_path_of(request.flags.file, session))) {
    fail("usage", fmt::format("invalid HelmRelease file \"{}\"; give --file", request.flags.file));
  }
  return build(request, session);
}

std::string describe_flux_build_helm_release() {
  GoFlags flags(GoFlags::Library::Pflag);
  Request request;
  add_flags(flags, request);
  return flags.usage();
}

}  // namespace drydock::cli
