#pragma once

namespace drydock::cli {

/// Makes SIGINT and SIGTERM something to read instead of the end of the program: for commands that
/// run until they are told to stop. Before any thread begins.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Can be read once a signal has come.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Runs a command line of the user with the shell, waits for it -> its exit code, 128 and more when
/// a signal ended it, 127 when it cannot be run.
int run_shell(const char* command);

/// Runs a program without waiting and without its output; whether it could be started.
bool start_program(const char* program, const char* argument);

}  // namespace drydock::cli
