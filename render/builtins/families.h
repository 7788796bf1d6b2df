#pragma once

#include <span>
#include <vector>

#include "render/builtins/builtin.h"

namespace drydock::render {

// One function per family, defined at the end of the family's file.
std::span<const Builtin> language_builtins();  // Go's own: and, or, eq, printf, index…
std::span<const Builtin> chart_builtins();     // include, tpl, required, fail, lookup
std::span<const Builtin> date_builtins();      // now, date, dateModify, duration…
std::span<const Builtin> regex_builtins();     // regexMatch, regexReplaceAll…
std::span<const Builtin> crypto_builtins();    // sha256sum, genCA, derivePassword, uuidv4…
std::span<const Builtin> version_builtins();   // semver, semverCompare

/// The families that there are. A new one is a new file and one row here.
inline std::vector<std::span<const Builtin>> builtin_families() {
  return {
      language_builtins(),
      chart_builtins(),
      date_builtins(),
      regex_builtins(),
      crypto_builtins(),
      version_builtins(),
  };
}

}  // namespace drydock::render
