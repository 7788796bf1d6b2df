#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "core/diagnostic.h"

namespace drydock::cli {

/// The flags that every verb of helm takes.
struct HelmGlobals {
  std::string namespace_name;
  std::string kube_config;
  std::string kube_context;
  std::string registry_config;
  std::string repository_config;
  std::string repository_cache;
  std::string content_cache;
  std::string color = "auto";
  bool debug = false;
  bool allow_network = false;  // ours: without it nothing is downloaded
  std::string ignored;         // flags about clusters, which are accepted and mean nothing here
  bool ignored_switch = false;
  std::vector<std::string> ignored_texts;
};

/// One run of the program `helm`, of Helm 3 or 4.
struct HelmCall {
  Session& session;
  int version;
  HelmGlobals globals = {};

  /// A path that the user gives, as it is to be opened: relative to -C.
  std::string path(std::string_view given) const;
  /// The namespace of the release: the flag, HELM_NAMESPACE, the kubeconfig's context, "default".
  std::string release_namespace() const;
  /// A line that Helm would log: "level=WARN msg=…" in Helm 4, the bare text in Helm 3.
  void log(std::string_view line) const;
};

/// Adds the flags of `call.globals`.
void add_helm_globals(GoFlags& flags, HelmCall& call);

/// Reads the arguments of a verb. True when only help was asked for, which is printed then.
bool parse_helm_flags(GoFlags& flags, HelmCall& call, std::string_view usage,
                      std::span<const std::string> args, std::vector<std::string>& positional);

/// Prints "Error: " and the message, then where it is in the user's files. Returns helm's exit
/// code, 1. `tail` is what Helm prints behind the message.
int print_helm_error(HelmCall& call, const Diagnostic& diagnostic, std::string_view tail = "");

/// A file that the user names; "-" is standard input. Throws Error with Go's text ("open x: no such
/// file or directory"). Values and the like may have `kMaxHelmInput` bytes.
const SourceFile& read_helm_input(HelmCall& call, std::string_view path);
inline constexpr size_t kMaxHelmInput = size_t{64} << 20;

}  // namespace drydock::cli
