#pragma once

#include <string>
#include <string_view>

#include "render/builtins/builtin.h"

namespace drydock::render {

/// What `toString` gives: texts and bytes as they are, the String method of an object, anything
/// else as `%v` prints it. The text lives in the arena.
std::string_view strval(Value value, Arena& arena);
void append_strval(std::string& out, Value value);

/// The items of a list as texts, without those that are nil; of any other value a list of one, of
/// nil none. As `toStrings` has it: a []string comes back as it is.
Value to_strings(Value value, Arena& arena);

}  // namespace drydock::render
