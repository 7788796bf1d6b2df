#include "cli/cmd_version.h"

#include <CLI/CLI.hpp>
#include <ostream>

namespace drydock::cli {

std::function<int(Session&)> configure_version(CLI::App&) {
  return [](Session& session) {
    session.out << "drydock " << DRYDOCK_VERSION << "\n";
    return kExitClean;
  };
}

}  // namespace drydock::cli
