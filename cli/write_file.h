#pragma once

#include <string>

namespace drydock::cli {

/// Writes beside the target and renames, so that nobody sees half a file. Fails with an Error that
/// names the path.
void write_file(const std::string& path, const std::string& text);

}  // namespace drydock::cli
