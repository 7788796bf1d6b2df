#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

/// Resolves the escapes of a basic string, which the scanner has checked. Throws TomlStop with
/// `line` for code points that are none.
std::string resolve_toml_escapes(std::string_view text, int line);

/// A multi-line string without the line break that it begins with.
std::string_view without_first_break(std::string_view text);

/// Takes out backslashes at the ends of lines, with all white space up to the next character.
std::string join_continued_lines(std::string_view text);

}  // namespace drydock::render
