#include "cli/cmd_lsp.h"

#include <unistd.h>

#include "cli/lsp/server.h"

namespace drydock::cli {

std::function<int(Session&)> configure_lsp(Flags& flags) {
  // Editors add it to the command line of every server.
  auto stdio = std::make_shared<bool>(false);
  flags.toggle("--stdio", *stdio, "talk on standard input and output, as it does anyway");
  return
      [stdio](Session& session) { return lsp::Server(session, STDIN_FILENO, STDOUT_FILENO).run(); };
}

}  // namespace drydock::cli
