#include "cli/commands.h"

namespace drydock::cli {

int run(int, char**) { return 2; }

}  // namespace drydock::cli
