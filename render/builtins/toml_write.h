#pragma once

#include <string>

#include "core/value.h"
#include "render/builtins/context.h"

namespace drydock::render {

struct TomlText {
  std::string text;
  std::string problem;  // the error text of BurntSushi/toml; empty if all is well
};

/// A value as BurntSushi/toml writes it, which is TOML if the value is a map. Not for nil.
TomlText write_toml(Value value, Context& context);

}  // namespace drydock::render
