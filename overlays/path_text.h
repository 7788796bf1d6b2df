#pragma once

#include <string>
#include <string_view>

namespace drydock::overlays {

/// Go's filepath.Clean: "a//b/../c/" is "a/c", and nothing is ".".
std::string clean_path(std::string_view path);
/// Go's filepath.Join of two parts: empty ones are left out, the rest is cleaned.
std::string join_paths(std::string_view a, std::string_view b);
/// Whether `path` is `folder` or below it; both clean. "" and "/" hold everything.
bool is_below(std::string_view path, std::string_view folder);

}  // namespace drydock::overlays
