#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// A text with the changes of two others, line by line as `git merge-file` has it; nothing when
/// both change the same lines, or when one is no text.
std::optional<std::string> merge_text(std::string_view was, std::string_view theirs,
                                      std::string_view ours);

}  // namespace drydock
