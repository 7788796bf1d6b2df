#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace drydock::cli {

/// Runs a command line (without the program's name) and returns the exit code. Errors that end the
/// run are written to `err`.
int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out,
        std::ostream& err, bool out_is_terminal, bool err_is_terminal = false);

/// The same for a program's own arguments and standard streams.
int run_program(int argc, char** argv);

}  // namespace drydock::cli
