#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

/// Argo CD's `normalize`: small letters, digits, "-" and ".", at most 253, with neither of the two
/// at the ends.
std::string normalized_name(std::string_view text);

/// What github.com/gosimple/slug makes of a text that has no other letters than ASCII's: letters,
/// digits, "-" and "_". Longer ones than `max_size` end before a dash if `at_dash`.
std::string slug(std::string_view text, size_t max_size, bool at_dash);

}  // namespace drydock::render
