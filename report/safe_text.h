#pragma once

#include <string>
#include <string_view>

namespace drydock::report {

// Names and messages come from merge requests: each format has its own ways to be fooled. All of
// these make control characters and invalid UTF-8 visible first (core/excerpt.h), so that a text
// stays on its line.

/// For XML and HTML, also in attributes.
std::string safe_xml(std::string_view text);

/// For Markdown as prose: nothing in it formats, links, mentions somebody or refers to an issue.
std::string safe_markdown(std::string_view text);

/// For Markdown as code, with the backticks around it.
std::string markdown_code(std::string_view text);

/// For Markdown as a block of code, with its fences, each line of the text for itself.
std::string markdown_code_block(std::string_view lines, std::string_view language);

/// The path as a relative URI reference.
std::string path_uri(std::string_view path);

/// A text of many lines in which no line is a command to a CI service that reads the log
/// ("::error::", "##[section]", "##vso[...]", "##teamcity[...]").
std::string without_commands(std::string text);

}  // namespace drydock::report
