#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

/// xstrings.ToSnakeCase and ToKebabCase: the words of a text in small letters with `connector`
/// between them. A capital begins a word, and so does a number in most places.
std::string join_words(std::string_view text, char connector);

/// xstrings.ToPascalCase: connectors dropped, and a capital after each.
std::string pascal_case(std::string_view text);

}  // namespace drydock::render
