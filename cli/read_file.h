#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

namespace drydock::cli {

/// The bytes of a file that the command line or the environment names; nothing when it cannot be
/// read. Of a device that never ends at most `most` and one more. Files of a repository are read
/// through its Tree.
std::optional<std::string> read_whole_file(const std::string& path, size_t most = SIZE_MAX);
/// The same of a stream, whose own state tells whether reading failed.
std::string read_whole_stream(std::istream& in, size_t most);

}  // namespace drydock::cli
