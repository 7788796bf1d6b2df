#pragma once

#include <string>
#include <utility>
#include <vector>

namespace drydock::cli {

/// Writes beside the target and renames, so that nobody sees half a file. Fails with an Error that
/// names the path and the reason.
void write_file(const std::string& path, const std::string& text);

/// The same for several (path, text): when one cannot be written, none of them is replaced.
void write_files(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace drydock::cli
