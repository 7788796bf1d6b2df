#include "cli/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/error.h"
#include "core/tree.h"

namespace drydock::cli {
namespace {

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

/// Hidden, so that nobody takes what a killed run left for a manifest.
std::string temporary_beside(const std::string& path) {
  std::string_view name = file_name(path);
  std::string folder = path.substr(0, path.size() - name.size());
  return fmt::format("{}.{}.{}.tmp", folder, name, getpid());
}

/// Never follows a link that somebody put there.
int create(const std::string& path) {
  unlink(path.c_str());  // of a process that had this number
  return open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

[[noreturn]] void fail_to_write(const std::string& path, int code) {
  fail("", fmt::format("cannot write {}: {}", path, std::generic_category().message(code)));
}

}  // namespace

void write_file(const std::string& path, const std::string& text) {
  struct stat status;
  bool special = stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
  std::string target = special ? path : temporary_beside(path);
  int descriptor = special ? open(path.c_str(), O_WRONLY | O_CLOEXEC) : create(target);
  if (descriptor < 0) fail_to_write(path, errno);
  bool written = write_all(descriptor, text);
  int code = errno;
  written = close(descriptor) == 0 && written;
  if (written && !special && std::rename(target.c_str(), path.c_str()) != 0) {
    written = false;
    code = errno;
  }
  if (written) return;
  if (!special) std::remove(target.c_str());
  fail_to_write(path, code);
}

}  // namespace drydock::cli
