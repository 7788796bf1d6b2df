#include "cli/flux_kustomization.h"

#include <filesystem>
#include <ostream>

#include "cli/flux_flags.h"
#include "cli/flux_objects.h"
#include "cli/helm_environment.h"
#include "cli/remote_repositories.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/tree.h"
#include "core/yaml/read.h"
#include "overlays/parsed_files.h"
#include "projects/flux/print_objects.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
namespace flux = projects::flux;

struct Request {
  FluxFlags common;
  FluxKustomizationFlags flags;
  std::string name;
};

void check(const Request& request, const Session& session) {
  const FluxKustomizationFlags& flags = request.flags;
  if (flags.path.empty() || !fs::is_directory(absolute_path_of(flags.path, session))) {
    fail("usage", fmt::format("invalid resource path \"{}\"", flags.path));
  }
  if (flags.dry_run && flags.file.empty()) {
    fail("usage", "dry-run mode requires a kustomization file");
  }
  if (flags.file.empty()) {
    fail("usage", "no cluster is asked for the Kustomization: give --kustomization-file");
  }
  if (!fs::is_regular_file(absolute_path_of(flags.file, session))) {
    fail("usage", fmt::format("invalid kustomization file \"{}\"", flags.file));
  }
}

/// The definition of the name among the documents of a file. What stands before it must be
/// readable as one, as for the original.
flux::Kustomization find_definition(const SourceFile& file, const Request& request, Arena& arena) {
  YamlDocuments documents = read_yaml(file, arena);
  for (const Node* root : documents.roots) {
    if (!root) continue;
    flux::Kustomization k = flux::read_kustomization(*root, YamlDialect::Sigs, arena);
    bool matches =
        flux::is_kustomization(k.api_version, k.kind) && k.name() == request.name &&
        (k.namespace_name().empty() || k.namespace_name() == request.common.namespace_name);
    if (matches) return k;
  }
  for (const Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(problem);
  }
  fail("usage", fmt::format("failed find kustomization with name '{}' and namespace '{}' in file "
                            "'{}'",
                            request.name, request.common.namespace_name, request.flags.file));
}

/// Where the variables come from without a cluster, which is told.
flux::ValueObjects find_objects(const Request& request, SourceCache& files, Session& session) {
  std::vector<std::string> paths;
  for (const std::string& word : request.common.objects) {
    paths.push_back(absolute_path_of(word, session));
  }
  if (paths.empty()) {
    paths.push_back(repository_around(absolute_path_of(request.flags.path, session)));
  }
  session.err << "no cluster is asked: what `substituteFrom` names is looked for in the manifests "
                 "of "
              << printable(paths.front()) << (paths.size() > 1 ? " and others\n" : "\n");
  return read_value_objects(files, paths, request.common.namespace_name);
}

bool takes_objects(const flux::Kustomization& definition, const Request& request) {
  bool names_some = definition.spec.post_build && !definition.spec.post_build->from.empty();
  return !request.flags.dry_run && (names_some || request.flags.recursive);
}

int build(const Request& request, Session& session) {
  std::unique_ptr<Tree> tree = open_disk_tree("/");
  SourceCache files(*tree, session.sources);
  overlays::ParsedFiles parsed_files;
  RemoteRepositories remote(cache_folder(), session.sources, download_file);
  ResourceSet set;
  std::vector<Diagnostic> warnings;
  std::string text;
  try {
    const SourceFile& file = files.read(absolute_path_of(request.flags.file, session));
    flux::Kustomization definition = find_definition(file, request, set.arena);
    flux::ValueObjects objects;
    flux::KustomizationBuild build{files, absolute_path_of(request.flags.path, session),
                                   definition};
    if (takes_objects(definition, request)) objects = find_objects(request, files, session);
    build.options.parsed_files = &parsed_files;
    if (request.common.allow_network) build.options.remote = &remote;
    build.filter = true;
    build.ignore_paths = request.flags.ignore_paths;
    build.masking = flux::Masking::Printed;
    build.objects = request.flags.dry_run ? nullptr : &objects;
    build.strict = request.flags.strict;
    flux::LocalSources sources;
    for (const auto& [name, folder] : request.flags.sources) {
      sources[name] = absolute_path_of(folder, session);
    }
    if (request.flags.recursive) {
      flux::build_recursively(build, sources, set, warnings);
    } else {
      flux::build_kustomization(build, set, warnings);
    }
    text = flux::print_objects(set);
  } catch (const Error& error) {
    session.err << "✗ " << Excerpts().describe(error.diagnostic());
    return 1;  // here, as positions may point into the set
  }
  for (const Diagnostic& warning : warnings) {
    session.err << "# Warning: " << printable(warning.message) << "\n";
  }
  session.out << text;
  return 0;
}

void add_flags(GoFlags& flags, Request& request) {
  add_flux_flags(flags, request.common);
  add_flux_kustomization_flags(flags, request.flags);
}

}  // namespace

int run_flux_build_kustomization(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  Request request;
  add_flags(flags, request);
  std::vector<std::string> words = flags.parse(args);  // build, kustomization, the name
  if (words.size() < 3) fail("usage", "kustomization name is required");
  request.name = words[2];
  check(request, session);
  return build(request, session);
}

std::string describe_flux_build_kustomization() {
  GoFlags flags(GoFlags::Library::Pflag);
  Request request;
  add_flags(flags, request);
  return flags.usage();
}

}  // namespace drydock::cli
