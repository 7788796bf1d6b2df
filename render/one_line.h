#pragma once

#include <string>

namespace drydock::render {

/// Helm's texts may have several lines, indented; a finding's message has one. Lines are joined by
/// "; ", or by a blank behind a colon.
std::string in_one_line(std::string text);

}  // namespace drydock::render
