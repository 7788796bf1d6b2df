#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/helm_call.h"

namespace drydock::cli {

/// One verb of helm: a file helm_<verb>.cc, and a row in cmd_helm.cc.
struct HelmVerb {
  std::string_view name;
  std::string_view summary;
  /// Reads its flags (`add_helm_globals` among them) and returns helm's exit code. Error that it
  /// throws is printed as helm prints errors.
  int (*run)(HelmCall& call, std::span<const std::string> args);
};

// The program helm, as it was called: by its major version, or as DRYDOCK_HELM says (4 is the
// default).
int run_helm(Session& session, std::span<const std::string> args);
int run_helm3(Session& session, std::span<const std::string> args);
int run_helm4(Session& session, std::span<const std::string> args);

}  // namespace drydock::cli
