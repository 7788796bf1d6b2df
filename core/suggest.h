#pragma once

#include <span>
#include <string>
#include <string_view>

namespace drydock {

/// Number of typing errors between two words: letters added, left out, replaced, or two neighbours
/// swapped. Counts bytes, and upper and lower case as equal.
size_t edit_distance(std::string_view a, std::string_view b);

/// The known word that somebody probably meant; the first of several, empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

/// "; did you mean `apply`?", to be put behind a message; empty when no word is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace drydock
