#include "core/git/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <mutex>

#include "core/file_errors.h"
#include "core/tree.h"

namespace drydock {

namespace {

// Fetching one object for a partial clone may take a while; waiting for ever helps nobody.
constexpr int kAnswerSeconds = 120;

constexpr std::string_view kDroppedVariables[] = {
    "GIT_DIR=",        "GIT_WORK_TREE=",        "GIT_INDEX_FILE=",
    "GIT_COMMON_DIR=", "GIT_OBJECT_DIRECTORY=", "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
    "GIT_NAMESPACE=",  "GIT_TERMINAL_PROMPT=",  "LC_ALL=",
};

bool is_dropped(std::string_view variable) {
  return std::any_of(std::begin(kDroppedVariables), std::end(kDroppedVariables),
                     [&](std::string_view name) { return variable.starts_with(name); });
}

// Starts git with the given standard streams; nothing when it cannot be started.
std::optional<pid_t> start_git(const std::vector<std::string>& arguments, int input, int output,
                               int errors) {
  std::string program = "git";
  std::string no_prompt = "GIT_TERMINAL_PROMPT=0";
  std::string english = "LC_ALL=C";
  std::vector<char*> argv = {program.data()};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> variables = {no_prompt.data(), english.data()};
  for (char** variable = environ; variable && *variable; ++variable) {
    if (!is_dropped(*variable)) variables.push_back(*variable);
  }
  variables.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  pid_t child = 0;
  int code = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) return std::nullopt;
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Everything that was written to a file in memory, without its last line break.
std::string written_to(int descriptor) {
  std::string text;
  char block[4096];
  off_t at = 0;
  while (true) {
    ssize_t count = pread(descriptor, block, sizeof block, at);
    if (count <= 0) break;
    text.append(block, static_cast<size_t>(count));
    at += count;
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

class CatFile : public GitObjects {
 public:
  explicit CatFile(std::string git_folder) : git_folder_(std::move(git_folder)) {}
  ~CatFile() override { stop(); }

  std::optional<std::string> read(std::string_view id, GitType type,
                                  std::string_view path) override {
    std::lock_guard lock(mutex_);
    if (child_ == 0) start(path);
    send_all(hex_of_bytes(id) + "\n", path);
    std::string header = receive_line(path);
    if (header.ends_with(" missing")) return std::nullopt;
    size_t type_at = header.find(' ') + 1;
    size_t size_at = header.find(' ', type_at) + 1;
    size_t size = 0;
    auto [end, code] =
        std::from_chars(header.data() + size_at, header.data() + header.size(), size);
    if (type_at == 0 || size_at == 0 || code != std::errc() || *end != '\0') fail_silent(path);
    if (size > Tree::kMaxFileSize) {
      stop();  // cheaper than reading to the end
      fail_file_too_large(path);
    }
    std::string content = receive_content(size, path);
    if (header.substr(type_at, size_at - 1 - type_at) != type_name(type)) {
      fail_file_unreadable(path, "its object has another type");
    }
    return content;
  }

 private:
  static std::string_view type_name(GitType type) {
    switch (type) {
      case GitType::Commit:
        return "commit";
      case GitType::Tree:
        return "tree";
      case GitType::Blob:
        return "blob";
      case GitType::Tag:
        return "tag";
    }
    return "";
  }

  // A socket for both directions, because writing to a pipe whose reader died kills the writer.
  void start(std::string_view path) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail_silent(path);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    std::optional<pid_t> child =
        start_git({"--git-dir", git_folder_, "cat-file", "--batch"}, ends[1], ends[1], nowhere);
    close(ends[1]);
    if (nowhere >= 0) close(nowhere);
    if (!child) {
      close(ends[0]);
      fail_file_unreadable(path, "the repository needs the program git, which is not there");
    }
    child_ = *child;
    socket_ = ends[0];
    timeval patience = {kAnswerSeconds, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    received_.clear();
  }

  void stop() {
    if (child_ == 0) return;
    close(socket_);
    kill(child_, SIGTERM);  // it may be waiting for a network
    wait_for(child_);
    child_ = 0;
  }

  [[noreturn]] void fail_silent(std::string_view path) {
    stop();
    fail_file_unreadable(path, "git cat-file does not answer");
  }

  void send_all(std::string_view text, std::string_view path) {
    while (!text.empty()) {
      ssize_t count = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail_silent(path);
      text.remove_prefix(static_cast<size_t>(count));
    }
  }

  size_t receive(char* target, size_t size, std::string_view path) {
    while (true) {
      ssize_t count = recv(socket_, target, size, 0);
      if (count > 0) return static_cast<size_t>(count);
      if (count == 0 || errno != EINTR) fail_silent(path);
    }
  }

  std::string receive_line(std::string_view path) {
    size_t end;
    while ((end = received_.find('\n')) == std::string::npos) {
      char block[4096];
      received_.append(block, receive(block, sizeof block, path));
    }
    std::string line = received_.substr(0, end);
    received_.erase(0, end + 1);
    return line;
  }

  // `size` bytes and the line break that git sets after them.
  std::string receive_content(size_t size, std::string_view path) {
    std::string content = std::move(received_);
    received_.clear();
    size_t have = content.size();
    if (have < size + 1) content.resize(size + 1);
    while (have < size + 1) have += receive(content.data() + have, size + 1 - have, path);
    received_ = content.substr(size + 1);
    content.resize(size);
    return content;
  }

  std::string git_folder_;
  std::mutex mutex_;
  pid_t child_ = 0;
  int socket_ = -1;
  std::string received_;  // and not yet used
};

}  // namespace

GitOutput run_git(const std::vector<std::string>& arguments) {
  int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int output = memfd_create("git-output", MFD_CLOEXEC);
  int errors = memfd_create("git-errors", MFD_CLOEXEC);
  GitOutput result = {-1, "", ""};
  if (input >= 0 && output >= 0 && errors >= 0) {
    if (std::optional<pid_t> child = start_git(arguments, input, output, errors)) {
      result.exit_code = wait_for(*child);
      result.output = written_to(output);
      result.errors = written_to(errors);
    }
  }
  for (int descriptor : {input, output, errors}) {
    if (descriptor >= 0) close(descriptor);
  }
  return result;
}

std::unique_ptr<GitObjects> open_git_program(std::string git_folder) {
  return std::make_unique<CatFile>(std::move(git_folder));
}

}  // namespace drydock
