#include "cli/flux_flags.h"

#include <fmt/format.h>

#include <filesystem>

namespace drydock::cli {
namespace {

void add_cluster_flags(GoFlags& flags, FluxFlags& values) {
  constexpr std::string_view kTexts[] = {
      "as",     "as-uid",  "cache-dir",       "certificate-authority", "client-certificate",
      "client-key", "cluster", "context",     "kube-api-burst",        "kube-api-qps",
      "kubeconfig", "server",  "timeout",     "tls-server-name",       "token", "user",
  };
  for (std::string_view name : kTexts) {
    flags.add_text(name, 0, values.cluster_text, "");
    flags.hide(name);
  }
  flags.add_texts("as-group", 0, values.cluster_texts, "");
  flags.hide("as-group");
  for (std::string_view name : {"insecure-skip-tls-verify", "ns-follows-kube-context", "verbose",
                                "disable-compression"}) {
    flags.add_switch(name, 0, values.cluster_switch, "");
    flags.hide(name);
  }
}

/// "a=b,c=d"
std::string read_pairs(std::string_view text, projects::flux::LocalSources& into) {
  while (!text.empty()) {
    std::string_view pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    size_t equal = pair.find('=');
    if (equal == pair.npos) return fmt::format("{} must be formatted as key=value", pair);
    into[std::string(pair.substr(0, equal))] = std::string(pair.substr(equal + 1));
  }
  return {};
}

}  // namespace

void add_flux_flags(GoFlags& flags, FluxFlags& values) {
  flags.add_text("namespace", 'n', values.namespace_name,
                 "If present, the namespace scope for this CLI request");
  flags.add_texts("objects", 0, values.objects,
                  "`file` or folder with the ConfigMaps and Secrets that variables and values come "
                  "from; without, those in files of the repository");
  flags.add_switch("allow-network", 0, values.allow_network,
                   "fetch what kustomizations name in other repositories, with git, and on web "
                   "servers");
  add_cluster_flags(flags, values);
}

void add_flux_kustomization_flags(GoFlags& flags, FluxKustomizationFlags& values) {
  flags.add_text("path", 0, values.path, "Path to the manifests location.");
  flags.add_text("kustomization-file", 0, values.file,
                 "Path to the Flux Kustomization YAML file.");
  flags.add_list("ignore-paths", 0, values.ignore_paths, "set paths to ignore in .gitignore format");
  flags.add_switch("dry-run", 0, values.dry_run, "Dry run mode.");
  flags.add_switch("strict-substitute", 0, values.strict,
                   "When enabled, the post build substitutions will fail if a var without a "
                   "default value is declared in files but is missing from the input vars.");
  flags.add_switch("recursive", 'r', values.recursive, "Recursively build Kustomizations");
  add_local_sources_flag(flags, values.sources);
  flags.add_switch("in-memory-build", 0, values.in_memory, "Use in-memory filesystem during build.");
}

void add_local_sources_flag(GoFlags& flags, projects::flux::LocalSources& sources) {
  flags.add_custom(
      "local-sources", 0, "stringToString", "",
      [&sources](std::string_view text) { return read_pairs(text, sources); },
      "Comma-separated list of repositories in format: Kind/namespace/name=path");
}

std::string absolute_path_of(const std::string& word, const Session& session) {
  std::filesystem::path base = session.flags.directory.empty() ? "." : session.flags.directory;
  std::string path = std::filesystem::absolute(base / word).lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace drydock::cli
