#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::projects {

/// The bytes of a file for other runs of this version: a line that says what it is, then `text`,
/// compressed.
std::string seal_file(std::string_view what, std::string_view text);
/// The text again. Throws Error with rule `index-invalid`; `name` is the file's.
std::string unseal_file(std::string_view what, std::string_view bytes, const std::string& name);

/// The text of such a file; nothing where there is none, or none that is whole.
std::optional<std::string> read_sealed(std::string_view what, const std::string& path);

/// Writes a file and the folders it needs, whole or not at all, whoever else writes the same ->
/// whether it could.
bool write_whole(const std::string& path, std::string_view bytes);

}  // namespace drydock::projects
