#pragma once

#include <string>
#include <string_view>

namespace drydock::report {

/// What `diff OLD NEW` prints of two texts that end with line feeds, in its normal form: "3c3",
/// "< old", "---", "> new". Nothing when they are the same. Texts that differ throughout for very
/// many lines are one change.
std::string normal_diff(std::string_view before, std::string_view after);

}  // namespace drydock::report
