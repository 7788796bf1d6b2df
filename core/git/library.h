#pragma once

#include <git2.h>

#include <memory>
#include <optional>
#include <string>

#include "core/free_with.h"

namespace drydock {

using GitRepository = std::unique_ptr<git_repository, FreeWith<git_repository_free>>;
using GitObject = std::unique_ptr<git_object, FreeWith<git_object_free>>;
using GitIndex = std::unique_ptr<git_index, FreeWith<git_index_free>>;

/// Must be called before anything of libgit2; any number of times, from any thread.
void start_git_library();
/// What went wrong last on this thread.
std::string git_library_message();

/// Absolute, with links followed; empty for what is not there.
std::string real_folder(const std::string& folder);
/// The part of `folder` below `work_folder`, links resolved; nothing when it is not below.
std::optional<std::string> git_path_below(const std::string& work_folder,
                                          const std::string& folder);

}  // namespace drydock
