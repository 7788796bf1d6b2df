#pragma once

#include <span>
#include <vector>

#include "render/builtins/builtin.h"

namespace drydock::render {

// One function per family, defined at the end of the family's file.
std::span<const Builtin> language_builtins();  // Go's own: and, or, eq, printf, index…
std::span<const Builtin> chart_builtins();     // include, tpl, required, fail, lookup

/// The families that there are. A new one is a new file and one row here.
inline std::vector<std::span<const Builtin>> builtin_families() {
  return {
      language_builtins(),
      chart_builtins(),
  };
}

}  // namespace drydock::render
