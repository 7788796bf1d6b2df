#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace drydock::cli {

/// What a command line leaves behind.
struct Outcome {
  int code;
  std::string out;
  std::string err;
};

inline Outcome drydock(const std::vector<std::string>& args) {
  std::istringstream in;
  std::ostringstream out, err;
  int code = run(args, in, out, err, false);
  return {code, out.str(), err.str()};
}

}  // namespace drydock::cli
