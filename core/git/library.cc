#include "core/git/library.h"

#include <cstdlib>
#include <iterator>

namespace drydock {
void start_git_library() {
  static const int started = [] {
    int count = git_libgit2_init();
    // Extensions of the repository format that do not change how objects are read.
    const char* harmless[] = {"partialclone", "worktreeconfig", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, std::size(harmless));
    // In containers the repository often belongs to somebody else. git refuses it because it would
    // run what the configuration names; nothing is run here.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    // As git does: damage shows in the checksum of compressed data already.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    return count;
  }();
  (void)started;
}

std::string git_library_message() {
  const git_error* error = git_error_last();
  return error && error->message ? error->message : "unknown error";
}

std::string real_folder(const std::string& folder) {
  std::unique_ptr<char, FreeWith<std::free>> real(realpath(folder.c_str(), nullptr));
  return real ? real.get() : "";
}

std::optional<std::string> git_path_below(const std::string& work_folder,
                                          const std::string& folder) {
  std::string above = real_folder(work_folder);
  std::string below = real_folder(folder);
  if (below == above) return "";
  if (above == "/") return below.substr(1);
  if (!below.starts_with(above + "/")) return std::nullopt;
  return below.substr(above.size() + 1);
}

}  // namespace drydock
