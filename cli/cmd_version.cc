#include "cli/cmd_version.h"

#include <ostream>

namespace drydock::cli {

std::function<int(Session&)> configure_version(Flags&) {
  return [](Session& session) {
    session.out << "drydock " << DRYDOCK_VERSION << "\n";
    return kExitClean;
  };
}

}  // namespace drydock::cli
