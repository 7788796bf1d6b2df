#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/go_quote.h"
#include "core/value.h"

namespace drydock::render {

/// Go's fmt.Sprintf with all its verbs, flags and error texts. Widths can make much of little: more
/// than `max_size` bytes fail with rule `output-limit`. A value that contains itself fails with
/// rule `recursion-limit`, here and in all other functions that print.
void append_sprintf(std::string& out, std::string_view format, std::span<const Value> args,
                    size_t max_size = size_t{256} << 20);
std::string go_sprintf(std::string_view format, std::span<const Value> args);

/// fmt.Sprint: a space between operands where neither is a string.
void append_sprint(std::string& out, std::span<const Value> args);
/// fmt.Sprintln: a space between all operands, and a newline.
void append_sprintln(std::string& out, std::span<const Value> args);

/// One value as `%v` prints it, which is what an action writes.
void append_value(std::string& out, Value value);
std::string value_text(Value value);

}  // namespace drydock::render
