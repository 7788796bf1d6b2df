#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/value.h"

namespace drydock::render {

/// Go's fmt.Sprintf with all its verbs, flags and error texts.
void append_sprintf(std::string& out, std::string_view format, std::span<const Value> args);
std::string go_sprintf(std::string_view format, std::span<const Value> args);

/// fmt.Sprint: a space between operands where neither is a string.
void append_sprint(std::string& out, std::span<const Value> args);
/// fmt.Sprintln: a space between all operands, and a newline.
void append_sprintln(std::string& out, std::span<const Value> args);

/// One value as `%v` prints it, which is what an action writes.
void append_value(std::string& out, Value value);
std::string value_text(Value value);

/// strconv.Quote: a Go string literal in double quotes.
void append_quoted(std::string& out, std::string_view text);
std::string go_quote(std::string_view text);

}  // namespace drydock::render
