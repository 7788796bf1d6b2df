#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

// Small functions of Go's package strings that texts of charts go through.

/// Without Unicode white space at the ends, or at one of them.
std::string_view trim_space(std::string_view text);
std::string_view trim_left_space(std::string_view text);
/// Letters of ASCII are equal in upper and lower case.
bool equal_fold(std::string_view a, std::string_view b);

}  // namespace drydock::render
