#pragma once

#include <functional>
#include <string>
#include <vector>

namespace drydock::fetch {

/// A program to run without a shell. Its standard input is empty.
struct ProgramRun {
  std::vector<std::string> arguments;    // the program first, found on PATH
  std::vector<std::string> environment;  // "NAME=value", instead of what the process has
  std::vector<std::string> unset;        // names that the program does not get
  int timeout_seconds = 60;
  size_t max_output_bytes = size_t{64} * 1024 * 1024;
  /// Asked a few times in a second; the program is killed when it says false.
  std::function<bool()> may_go_on;
};

enum class ProgramEnd : uint8_t { Exited, NotStarted, TimedOut, Stopped };

struct ProgramResult {
  ProgramEnd end = ProgramEnd::NotStarted;
  int exit_code = -1;
  std::string output;
  std::string errors;

  bool ok() const { return end == ProgramEnd::Exited && exit_code == 0; }
};

/// Runs a program to its end. When time is up, or it may not go on, it is killed with all that it
/// started.
ProgramResult run_program(const ProgramRun& run);

}  // namespace drydock::fetch
