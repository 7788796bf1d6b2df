#pragma once

#include <string>

namespace drydock::cli {

/// Writes a file at once: readers see the old content or all of the new. What is no regular file
/// (/dev/stdout, a pipe) is written to as it is. Throws Error when it cannot be written.
void write_file(const std::string& path, const std::string& text);

}  // namespace drydock::cli
