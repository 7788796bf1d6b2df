#include "cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/error.h"
#include "core/tree.h"

namespace drydock::cli {
namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

/// Devices and pipes are written to; to rename something over them would be a surprise.
bool is_special(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// Where a path leads to in the end, so that a link stays a link.
std::string behind_links(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (!resolved) return path;
  std::string target = resolved;
  std::free(resolved);
  return target;
}

[[noreturn]] void refuse(const std::string& path, int error) {
  fail("", fmt::format("cannot write {}: {}", path, std::strerror(error)));
}

/// The name of a new file with that text beside the target.
std::string write_beside(const std::string& path, const std::string& target,
                         std::string_view text) {
  // Hidden, so that nobody takes what a killed run left for a manifest.
  std::string_view name = file_name(target);
  std::string folder = target.substr(0, target.size() - name.size());
  std::string temporary = fmt::format("{}.{}.{}.tmp", folder, name, ::getpid());
  ::unlink(temporary.c_str());  // of a process that had this number
  // 0666: as the user's umask has it. A link that somebody put there is not followed.
  int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) refuse(path, errno);
  struct stat before = {};
  if (::stat(target.c_str(), &before) == 0) ::fchmod(file, before.st_mode & 07777);
  bool fine = write_all(file, text);
  int error = fine ? 0 : errno;
  if (::close(file) != 0 && fine) error = errno;
  if (error == 0) return temporary;
  std::remove(temporary.c_str());
  refuse(path, error);
}

}  // namespace

void write_file(const std::string& path, const std::string& text) { write_files({{path, text}}); }

void write_files(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<std::pair<std::string, std::string>> ready;  // temporary, target
  auto clean_up = [&] {
    for (const auto& [temporary, target] : ready) std::remove(temporary.c_str());
  };
  try {
    for (const auto& [path, text] : files) {
      if (is_special(path)) {
        int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (file < 0) refuse(path, errno);
        bool fine = write_all(file, text);
        int error = errno;
        ::close(file);
        if (!fine) refuse(path, error);
        continue;
      }
      std::string target = behind_links(path);
      ready.emplace_back(write_beside(path, target, text), target);
    }
  } catch (...) {
    clean_up();
    throw;
  }
  for (const auto& [temporary, target] : ready) {
    if (std::rename(temporary.c_str(), target.c_str()) == 0) continue;
    int error = errno;
    clean_up();
    refuse(target, error);
  }
}

}  // namespace drydock::cli
