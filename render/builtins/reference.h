#pragma once

#include <string>

namespace drydock::render {

/// docs/template-functions.md: every function with its signature and what it gives, in Markdown.
std::string function_reference();

}  // namespace drydock::render
