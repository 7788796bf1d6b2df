#pragma once

#include <string_view>

namespace drydock::report {

/// What the page looks like.
std::string_view html_style();
/// What filters it. The page's security policy allows this script by its hash and no other.
std::string_view html_script();
/// "sha256-…" of the script, as a Content-Security-Policy has it.
std::string_view html_script_hash();

}  // namespace drydock::report
