#pragma once

#include <string_view>

namespace drydock {

/// The ways a file of a Tree cannot be read, in the same words for every kind of tree. Each throws
/// Error; an empty path is the root folder.
[[noreturn]] void fail_file_missing(std::string_view path);
[[noreturn]] void fail_file_unreadable(std::string_view path, std::string_view why);
/// Above Tree::kMaxFileSize.
[[noreturn]] void fail_file_too_large(std::string_view path);

}  // namespace drydock
