#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace drydock {

enum class Severity { Info, Warning, Error };

/// "info", "warning" or "error".
std::string_view severity_name(Severity severity);

/// One thing to tell the user, from any stage. A diagnostic is plain data: stages return it,
/// `report/` words it, and only `cli/` turns it into an exit code.
struct Diagnostic {
  Severity severity = Severity::Error;
  std::string_view rule;  // id from the registry in core/rules.h, the key for waivers and reports
  std::string message;    // one sentence, lower case, no final full stop
  SourcePos where;
  std::vector<Diagnostic> notes;  // how we got here: "included from", "base defined here"
  std::string help;               // what to do about it; empty when the rule's own help says it
};

}  // namespace drydock
