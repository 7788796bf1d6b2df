#pragma once

#include <optional>
#include <string>

namespace drydock::cli {

/// The bytes of a file that the command line or the environment names; nothing when it cannot be
/// read. Files of a repository are read through its Tree.
std::optional<std::string> read_whole_file(const std::string& path);

}  // namespace drydock::cli
