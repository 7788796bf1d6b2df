#pragma once

#include <string_view>

#include "render/builtins/builtin.h"

namespace drydock::render {

/// The method of a value's Go type that has this name, or null. Its argument number 0 is the value;
/// `params` do not count it.
const Builtin* find_method(Value value, std::string_view name);

// By type; the tables live in files of their own.
std::span<const Builtin> files_methods();
std::span<const Builtin> values_methods();

}  // namespace drydock::render
