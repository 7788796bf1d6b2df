#pragma once

#include <string>
#include <utility>
#include <vector>

namespace drydock::cli {

/// Writes a file at once: readers see the old content or all of the new. What is no regular file
/// (/dev/stdout, a pipe) is written to as it is. Throws Error, with path and reason, when it cannot
/// be written.
void write_file(const std::string& path, const std::string& text);

/// The same for several (path, text): when one cannot be written, none of them is replaced.
void write_files(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace drydock::cli
