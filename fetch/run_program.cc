#include "fetch/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string_view>

namespace drydock::fetch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMilliseconds = 100;

struct Pipe {
  int ends[2] = {-1, -1};

  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) ends[0] = ends[1] = -1;
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  void close_end(int i) {
    if (ends[i] >= 0) close(ends[i]);
    ends[i] = -1;
  }
};

bool names_variable(std::string_view variable, std::string_view name) {
  return variable.starts_with(name) && variable.substr(name.size()).starts_with('=');
}

std::vector<std::string> environment_for(const ProgramRun& run) {
  std::vector<std::string> variables = run.environment;
  for (char** at = environ; at && *at; ++at) {
    std::string_view variable = *at;
    auto same = [&](const std::string& other) {
      return names_variable(variable, std::string_view(other).substr(0, other.find('=')));
    };
    if (std::ranges::any_of(run.environment, same) || std::ranges::any_of(run.unset, same))
      continue;
    variables.emplace_back(variable);
  }
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Starts the program in a process group of its own; 0 when it cannot be started.
pid_t start(const ProgramRun& run, Pipe& output, Pipe& errors) {
  std::vector<std::string> arguments = run.arguments;
  std::vector<std::string> variables = environment_for(run);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  int code = posix_spawnp(&child, arguments[0].c_str(), &actions, &attributes,
                          pointers_to(arguments).data(), pointers_to(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code == 0 ? child : 0;
}

/// Reads what is there; false at the end.
bool read_some(int descriptor, std::string& text, size_t max_bytes) {
  char block[16384];
  ssize_t count = read(descriptor, block, sizeof block);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  if (text.size() < max_bytes) text.append(block, static_cast<size_t>(count));
  return true;
}

class Running {
 public:
  Running(const ProgramRun& run, pid_t child, Pipe& output, Pipe& errors)
      : run_(run), child_(child), output_(output), errors_(errors) {}

  ProgramResult finish() {
    result_.end = ProgramEnd::Exited;
    auto deadline = Clock::now() + std::chrono::seconds(run_.timeout_seconds);
    while (output_.ends[0] >= 0 || errors_.ends[0] >= 0) {
      if (Clock::now() >= deadline) return stop(ProgramEnd::TimedOut);
      if (run_.may_go_on && !run_.may_go_on()) return stop(ProgramEnd::Stopped);
      pump();
    }
    result_.exit_code = wait();
    return std::move(result_);
  }

 private:
  void pump() {
    pollfd waiting[2] = {{output_.ends[0], POLLIN, 0}, {errors_.ends[0], POLLIN, 0}};
    if (poll(waiting, 2, kPollMilliseconds) <= 0) return;
    if (waiting[0].revents && !read_some(output_.ends[0], result_.output, run_.max_output_bytes)) {
      output_.close_end(0);
    }
    if (waiting[1].revents && !read_some(errors_.ends[0], result_.errors, run_.max_output_bytes)) {
      errors_.close_end(0);
    }
  }

  ProgramResult stop(ProgramEnd end) {
    kill(-child_, SIGKILL);
    wait();
    result_.end = end;
    return std::move(result_);
  }

  int wait() const {
    int status = 0;
    while (waitpid(child_, &status, 0) < 0) {
      if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const ProgramRun& run_;
  pid_t child_;
  Pipe& output_;
  Pipe& errors_;
  ProgramResult result_;
};

}  // namespace

ProgramResult run_program(const ProgramRun& run) {
  Pipe output;
  Pipe errors;
  if (run.arguments.empty() || output.ends[0] < 0 || errors.ends[0] < 0) return {};
  pid_t child = start(run, output, errors);
  if (child == 0) return {};
  output.close_end(1);
  errors.close_end(1);
  return Running(run, child, output, errors).finish();
}

}  // namespace drydock::fetch
