#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

// Go's package path, which on Unix path/filepath agrees with.

/// The last element, without slashes after it; "." of an empty path, "/" of slashes only.
std::string_view path_base(std::string_view path);
/// From the last dot of the last element on.
std::string_view path_ext(std::string_view path);
/// The shortest equal path: no ".", no "..", unless at the start, no double slashes.
std::string clean_path(std::string_view path);
/// All but the last element, cleaned.
std::string path_dir(std::string_view path);

}  // namespace drydock::render
