#pragma once

#include <string>
#include <string_view>

#include "render/builtins/context.h"

namespace drydock::render {

/// Throws Error, rule `usage`, with Helm's text ("release name "X": …") for what is no name of a
/// release: more than 53 characters, or no DNS name.
void check_release_name(std::string_view name);

/// What --name-template gives. Throws Error with Go's text for a wrong template.
std::string render_name_template(std::string_view text, const Environment& environment);

}  // namespace drydock::render
