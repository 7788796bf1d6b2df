#pragma once

#include <string>
#include <string_view>

namespace drydock::report {

/// Text that Markdown shows as it is, on one line and within a table.
std::string markdown_text(std::string_view text);
/// The same as code.
std::string markdown_code(std::string_view text);

}  // namespace drydock::report
