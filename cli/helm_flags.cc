#include "cli/helm_flags.h"

#include <algorithm>
#include <cstdlib>

namespace drydock::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// Helm's folder of one kind: its own variable, XDG's, or below the home folder.
std::string helm_folder(const char* own, const char* xdg, std::string_view below_home) {
  if (!environment(own).empty()) return std::string(environment(own));
  if (!environment(xdg).empty()) return fmt::format("{}/helm", environment(xdg));
  return fmt::format("{}/{}/helm", environment("HOME"), below_home);
}

std::string either(const char* variable, std::string otherwise) {
  return environment(variable).empty() ? std::move(otherwise) : std::string(environment(variable));
}

}  // namespace

HelmFlags::HelmFlags() {
  std::string config = helm_folder("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config");
  std::string cache = helm_folder("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
  repository_config = either("HELM_REPOSITORY_CONFIG", config + "/repositories.yaml");
  repository_cache = either("HELM_REPOSITORY_CACHE", cache + "/repository");
  registry_config = either("HELM_REGISTRY_CONFIG", config + "/registry/config.json");
  namespace_name = either("HELM_NAMESPACE", "default");
}

void HelmFlags::add_to(GoFlags& flags, int helm_version) {
  flags.add_text("namespace", 'n', namespace_name, "namespace scope for this request");
  flags.add_switch("debug", 0, debug, "enable verbose output");
  flags.add_switch("allow-network", 0, allow_network,
                   "fetch charts and values from the network (drydock's own flag)");
  flags.add_text("repository-config", 0, repository_config,
                 "path to the file containing repository names and URLs");
  flags.add_text("repository-cache", 0, repository_cache,
                 "path to the directory containing cached repository indexes");
  flags.add_text("registry-config", 0, registry_config, "path to the registry config file");
  for (std::string_view name : {"kube-apiserver", "kube-as-user", "kube-ca-file", "kube-context",
                                "kube-tls-server-name", "kube-token", "kubeconfig"}) {
    flags.add_text(name, 0, unused_text_, "about a cluster, which is not asked");
  }
  flags.add_texts("kube-as-group", 0, unused_texts_, "about a cluster, which is not asked");
  flags.add_switch("kube-insecure-skip-tls-verify", 0, unused_switch_,
                   "about a cluster, which is not asked");
  flags.add_number("burst-limit", 0, unused_number_, "about a cluster, which is not asked");
  flags.add_text("qps", 0, unused_text_, "about a cluster, which is not asked");
  if (helm_version == 3) return;
  flags.add_text("color", 0, unused_text_, "use colored output (never, auto, always)");
  flags.add_text("colour", 0, unused_text_, "use colored output (never, auto, always)");
  flags.add_text("content-cache", 0, unused_text_, "path to the directory with cached content");
}

void ChartFlags::add_download_flags(GoFlags& flags) {
  flags.add_switch("verify", 0, verify, "verify the package before using it");
  flags.add_text("keyring", 0, keyring, "location of public keys used for verification");
  flags.add_text("username", 0, username, "chart repository username");
  flags.add_text("password", 0, password, "chart repository password");
  flags.add_text("cert-file", 0, cert_file, "identify HTTPS client using this SSL certificate");
  flags.add_text("key-file", 0, key_file, "identify HTTPS client using this SSL key file");
  flags.add_text("ca-file", 0, ca_file, "verify certificates of servers using this CA bundle");
  flags.add_switch("insecure-skip-tls-verify", 0, insecure, "skip tls certificate checks");
  flags.add_switch("plain-http", 0, plain_http, "use insecure HTTP connections");
}

void ChartFlags::add_to(GoFlags& flags) {
  add_download_flags(flags);
  flags.add_text("version", 0, version, "specify a version constraint for the chart version");
  flags.add_text("repo", 0, repo, "chart repository url where to locate the requested chart");
  flags.add_switch("pass-credentials", 0, pass_credentials, "pass credentials to all domains");
}

size_t find_verb(std::span<const std::string> args) {
  constexpr std::string_view kWithValue[] = {"-n",
                                             "--namespace",
                                             "--repository-config",
                                             "--repository-cache",
                                             "--registry-config",
                                             "--kube-apiserver",
                                             "--kube-as-user",
                                             "--kube-as-group",
                                             "--kube-ca-file",
                                             "--kube-context",
                                             "--kube-tls-server-name",
                                             "--kube-token",
                                             "--kubeconfig",
                                             "--burst-limit",
                                             "--qps",
                                             "--color",
                                             "--colour",
                                             "--content-cache"};
  for (size_t i = 0; i < args.size(); ++i) {
    if (!args[i].starts_with('-') || args[i] == "-") return i;
    if (std::find(std::begin(kWithValue), std::end(kWithValue), args[i]) != std::end(kWithValue)) {
      ++i;
    }
  }
  return args.size();
}

}  // namespace drydock::cli
