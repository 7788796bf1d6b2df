#include "cli/helm_version.h"

#include <ostream>

namespace drydock::cli {

int run_helm_version(HelmCall& call, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  bool is_short = false;
  std::string layout;
  std::vector<std::string> positional;
  flags.add_switch("short", 0, is_short, "print the version number");
  flags.add_text("template", 0, layout, "accepted, and not used");
  add_helm_globals(flags, call);
  if (parse_helm_flags(flags, call, "version [flags]", args, positional)) return kExitClean;
  std::string_view version = call.version == 3 ? "v3.22" : "v4.3";
  if (is_short) {
    call.session.out << version << "\n";
    return kExitClean;
  }
  call.session.out << fmt::format(
      "version.BuildInfo{{Version:\"{}\", GitCommit:\"\", GitTreeState:\"\", "
      "GoVersion:\"go1.26.8\"{}}}\n",
      version, call.version == 3 ? "" : ", KubeClientVersion:\"v1.37\"");
  return kExitClean;
}

}  // namespace drydock::cli
