#pragma once

namespace drydock::cli {

/// Runs the command line; the exit code (docs/commands.md).
int run(int argc, char** argv);

}  // namespace drydock::cli
