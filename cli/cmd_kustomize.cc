#include "cli/cmd_kustomize.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>

#include "cli/cmd_kustomize_cfg.h"
#include "cli/cmd_kustomize_edit.h"
#include "cli/go_flags.h"
#include "cli/helm_environment.h"
#include "cli/remote_repositories.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/yaml/emit.h"
#include "overlays/build.h"
#include "overlays/helm_charts.h"
#include "overlays/object_list.h"
#include "overlays/path_text.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKustomizeVersion = "v5.8.2";

struct BuildFlags {
  std::string output;
  std::string load_restrictor = "LoadRestrictionsRootOnly";
  std::string reorder = "legacy";
  bool managed_by = false;
  bool plugins = false;
  bool helm = false;
  std::string helm_command = "helm";
  std::vector<std::string> helm_api_versions;
  std::string helm_kube_version;
  bool helm_debug = false;
  bool network = false;
  std::string network_name = "bridge";
  std::vector<std::string> mounts;
  std::vector<std::string> env;
  bool as_current_user = false;
  bool allow_network = false;
};

void add_build_flags(GoFlags& flags, BuildFlags& values) {
  flags.add_text("output", 'o', values.output, "If specified, write output to this path.");
  flags.add_switch("network", 0, values.network,
                   "enable network access for functions that declare it");
  flags.add_text("network-name", 0, values.network_name,
                 "the docker network to run the container in");
  flags.add_texts("mount", 0, values.mounts, "a list of storage options read from the filesystem");
  flags.add_texts("env", 'e', values.env,
                  "a list of environment variables to be used by functions");
  flags.add_switch(
      "as-current-user", 0, values.as_current_user,
      "use the uid and gid of the command executor to run the function in the container");
  flags.add_text("load-restrictor", 0, values.load_restrictor,
                 "if set to 'LoadRestrictionsNone', local kustomizations may load files from "
                 "outside their root. This does, however, break the relocatability of the "
                 "kustomization.");
  flags.add_switch("enable-alpha-plugins", 0, values.plugins, "enable kustomize plugins");
  flags.add_text("reorder", 0, values.reorder,
                 "Reorder the resources just before output. Use 'legacy' to apply a legacy "
                 "reordering (Namespaces first, Webhooks last, etc). Use 'none' to suppress a "
                 "final reordering.");
  flags.add_switch("enable-managedby-label", 0, values.managed_by,
                   "enable adding app.kubernetes.io/managed-by");
  flags.deprecate("reorder", "use the new 'sortOptions' field in kustomization.yaml instead.");
  flags.deprecate("enable-managedby-label",
                  "The flag `enable-managedby-label` has been deprecated. Use the "
                  "`managedByLabel` option in the `buildMetadata` field instead.");
  flags.add_switch("enable-helm", 0, values.helm,
                   "Enable use of the Helm chart inflator generator.");
  flags.add_text("helm-command", 0, values.helm_command, "helm command (path to executable)");
  flags.add_texts("helm-api-versions", 0, values.helm_api_versions,
                  "Kubernetes api versions used by Helm for Capabilities.APIVersions");
  flags.add_text("helm-kube-version", 0, values.helm_kube_version,
                 "Kubernetes version used by Helm for Capabilities.KubeVersion");
  flags.add_switch("helm-debug", 0, values.helm_debug,
                   "Enable debug output from the Helm chart inflator generator.");
}

void add_own_flags(GoFlags& flags, BuildFlags& values) {
  flags.add_switch(
      "allow-network", 0, values.allow_network,
      "fetch what kustomizations name in other repositories, with git, and on web servers");
}

void check_choice(std::string_view flag, const std::string& value,
                  std::initializer_list<std::string_view> choices) {
  std::string legal;
  for (std::string_view choice : choices) {
    if (value == choice) return;
    if (!choice.empty()) legal.append(legal.empty() ? "" : " ").append(choice);
  }
  fail("usage", fmt::format("illegal flag value --{} {}; legal values: [{}]", flag, value, legal));
}

overlays::BuildOptions make_options(const BuildFlags& values, const GoFlags& flags) {
  check_choice("load-restrictor", values.load_restrictor,
               {"LoadRestrictionsRootOnly", "LoadRestrictionsNone", ""});
  check_choice("reorder", values.reorder, {"legacy", "none"});
  if (values.plugins) {
    fail("overlay-plugin",
         "--enable-alpha-plugins would run programs and containers, which drydock never does; "
         "built-in plugins work without it");
  }
  overlays::BuildOptions options;
  options.restrict_files = values.load_restrictor != "LoadRestrictionsNone";
  if (flags.changed("reorder")) {
    options.reorder =
        values.reorder == "none" ? overlays::Reorder::None : overlays::Reorder::Legacy;
  }
  const char* label = std::getenv("KUSTOMIZE_ENABLE_MANAGEDBY_LABEL");
  options.add_managed_by_label = values.managed_by || (label && std::string_view(label) == "on");
  options.enable_charts = values.helm;
  options.chart_api_versions = values.helm_api_versions;
  options.chart_kube_version =
      values.helm_kube_version.empty() ? kube_version_override() : values.helm_kube_version;
  options.chart_debug = values.helm_debug;
  return options;
}

/// The path that a word of the command line names, absolute.
std::string absolute_path(const std::string& word, const Session& session) {
  fs::path base = session.flags.directory.empty() ? "." : session.flags.directory;
  return fs::absolute(base / word).lexically_normal().string();
}

/// As the original words them: deprecated fields bare, what it logs as its log does. The rest is
/// ours.
void print_warning(const Diagnostic& warning, std::ostream& err) {
  if (warning.rule == "kustomization-deprecated") {
    err << "# Warning: " << warning.message << "\n";
    return;
  }
  if (warning.rule != "kustomization" && warning.rule != "overlay-var") {
    err << Excerpts().describe(warning);
    return;
  }
  std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y/%m/%d %H:%M:%S", &local);
  err << stamp << " " << printable(warning.message) << "\n";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  });
  return text;
}

/// "apps_v1_deployment_web.yaml"
std::string file_name_of(const Resource& resource) {
  std::string name;
  for (std::string_view part : {resource.gvk.group, resource.gvk.version, resource.gvk.kind}) {
    if (part.empty()) continue;
    name.append(name.empty() ? "" : "_").append(part);
  }
  return lower(name.append("_").append(resource.name).append(".yaml"));
}

void write_objects(const std::string& folder, const ResourceSet& set) {
  schemas::MergeSchemas schemas;
  std::map<std::string, std::vector<const Resource*>> by_namespace;
  std::vector<const Resource*> cluster;
  for (const Resource& resource : set.resources) {
    overlays::ObjectId id{resource.gvk, resource.name, resource.namespace_name,
                          schemas.is_cluster_scoped(resource.gvk)};
    if (id.is_cluster_scoped) {
      cluster.push_back(&resource);
    } else {
      by_namespace[std::string(id.effective_namespace())].push_back(&resource);
    }
  }
  auto write = [&](const std::string& name, const Resource& resource) {
    write_file(folder + "/" + name, to_yaml(*resource.root));
  };
  for (const auto& [name, resources] : by_namespace) {
    for (const Resource* resource : resources) {
      std::string prefix = by_namespace.size() > 1 ? lower(name) + "_" : "";
      write(prefix + file_name_of(*resource), *resource);
    }
  }
  for (const Resource* resource : cluster) write(file_name_of(*resource), *resource);
}

std::string print_all(const ResourceSet& set) {
  std::string text;
  for (const Resource& resource : set.resources) {
    if (!text.empty()) text += "---\n";
    append_yaml(text, *resource.root);
  }
  return text;
}

/// Prints what went wrong -> the original's exit code.
int refuse(const Error& error, Session& session) {
  const Diagnostic& diagnostic = error.diagnostic();
  if (diagnostic.rule == "usage") {
    session.err << "Error: " << printable(diagnostic.message) << "\n";
    if (!diagnostic.help.empty()) session.err << diagnostic.help << "\n";
  } else {
    session.err << "Error: " << Excerpts().describe(diagnostic);
  }
  return 1;
}

int run_build(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  BuildFlags values;
  add_build_flags(flags, values);
  add_own_flags(flags, values);
  std::vector<std::string> words = flags.parse(args);
  for (const std::string& line : flags.warnings()) session.err << line << "\n";
  if (words.size() > 1) fail("usage", "specify one path to kustomization.yaml");
  overlays::BuildOptions options = make_options(values, flags);
  std::string target = words.empty() ? "." : words.front();
  bool is_remote = overlays::parse_remote(target).has_value();

  RemoteRepositories remote(cache_folder(), session.sources, download_file);
  if (values.allow_network) options.remote = &remote;
  std::unique_ptr<Tree> tree = open_disk_tree("/");
  SourceCache files(*tree, session.sources);
  ResourceSet set;
  render::ChartLibrary library(session.sources);
  render::Environment environment = make_helm_environment(3);
  overlays::HelmCharts charts(library, environment);
  options.charts = &charts;
  std::vector<Diagnostic> warnings;
  auto print_warnings = [&] {
    for (const Diagnostic& warning : warnings) print_warning(warning, session.err);
  };
  std::string text;
  std::string output = values.output.empty() ? "" : absolute_path(values.output, session);
  try {
    overlays::build(files, is_remote ? target : absolute_path(target, session), options, set,
                    warnings);
    if (output.empty() || !fs::is_directory(output)) text = print_all(set);
  } catch (const Error& error) {
    print_warnings();
    return refuse(error, session);  // here, as positions may point into the set
  }
  print_warnings();
  if (output.empty()) {
    session.out << text;
  } else if (fs::exists(output) && !fs::is_regular_file(output) && !fs::is_directory(output)) {
    std::ofstream(output, std::ios::binary) << text;  // a device or pipe is no file to replace
  } else if (fs::is_directory(output)) {
    write_objects(output, set);
  } else {
    write_file(output, text);
  }
  return 0;
}

int run_version(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  bool is_short = false;
  std::string output;
  flags.add_switch("short", 0, is_short, "short form");
  flags.add_text("output", 'o', output, "One of 'yaml' or 'json'.");
  flags.deprecate("short", "and will be removed in the future.");
  std::vector<std::string> words = flags.parse(args);
  for (const std::string& line : flags.warnings()) session.err << line << "\n";
  if (is_short) {
    session.out << "{kustomize/" << kKustomizeVersion << "  }\n";
  } else if (output == "json") {
    session.out << "{\n  \"version\": \"" << kKustomizeVersion << "\"\n}\n";
  } else if (output == "yaml") {
    session.out << "version: " << kKustomizeVersion << "\n";
  } else if (output.empty()) {
    session.out << kKustomizeVersion << "\n";
  } else {
    fail("usage", "--output must be 'yaml' or 'json'");
  }
  return 0;
}

struct SubVerb {
  std::string_view name;
  std::string_view summary;
  int (*run)(Session& session, std::span<const std::string> args);
  std::string (*describe_flags)() = nullptr;  // for its help
};

std::string describe_build_flags() {
  GoFlags flags(GoFlags::Library::Pflag);
  BuildFlags values;
  add_build_flags(flags, values);
  add_own_flags(flags, values);
  return flags.usage();
}

constexpr SubVerb kSubVerbs[] = {
    {"build", "Build a kustomization target from a directory or URL", run_build,
     describe_build_flags},
    {"cfg", "Commands for reading and writing configuration", run_kustomize_cfg},
    {"create", "Create a new kustomization in the current directory", run_kustomize_create},
    {"edit", "Edits a kustomization file", run_kustomize_edit},
    {"init", "The same as create", run_kustomize_create},
    {"version", "Prints the kustomize version", run_version},
};

void print_overview(std::ostream& out) {
  out << "Manages declarative configuration of Kubernetes.\n\nUsage:\n  kustomize [command]\n\n"
         "Available Commands:\n";
  for (const SubVerb& verb : kSubVerbs) {
    out << fmt::format("  {:<10} {}\n", verb.name, verb.summary);
  }
}

void print_help(const SubVerb& verb, std::ostream& out) {
  out << verb.summary << "\n\nUsage:\n  kustomize " << verb.name << " [flags]\n";
  if (verb.describe_flags) out << "\nFlags:\n" << verb.describe_flags();
}

const SubVerb* find_sub_verb(std::string_view name) {
  auto at = std::find_if(std::begin(kSubVerbs), std::end(kSubVerbs),
                         [&](const SubVerb& verb) { return verb.name == name; });
  return at == std::end(kSubVerbs) ? nullptr : at;
}

int refuse_sub_verb(const std::string& name, std::ostream& err) {
  std::vector<std::string_view> known;
  for (const SubVerb& verb : kSubVerbs) known.push_back(verb.name);
  err << fmt::format("Error: unknown command \"{}\" for \"kustomize\"{}\n", printable(name),
                     did_you_mean(name, known));
  return 1;
}

int run_sub_verb(const SubVerb& verb, Session& session, std::span<const std::string> args) {
  try {
    return verb.run(session, args);
  } catch (const Error& error) {
    const Diagnostic& diagnostic = error.diagnostic();
    if (diagnostic.rule != "usage" || diagnostic.message != "help requested") {
      return refuse(error, session);
    }
    print_help(verb, session.out);
    return 0;
  }
}

}  // namespace

int run_kustomize(Session& session, std::span<const std::string> args) {
  if (args.empty() || args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
    print_overview(session.out);
    return 0;
  }
  const SubVerb* verb = find_sub_verb(args[0]);
  return verb ? run_sub_verb(*verb, session, args.subspan(1))
              : refuse_sub_verb(args[0], session.err);
}

}  // namespace drydock::cli
