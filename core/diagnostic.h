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

/// "file:line:col: error: message [rule]", then the source line and a caret below the culprit,
/// then the notes in the same form. Control characters of the source are made visible, long lines
/// are cut around the culprit, and no line break of the source reaches the output.
std::string format_excerpt(const Diagnostic& diagnostic);

/// Only the two lines with the source text and the underline; empty when there is nothing to show.
std::string excerpt_lines(const SourcePos& where);

/// `text` with control characters, bidirectional overrides and invalid UTF-8 made visible, so that
/// hostile names cannot drive a terminal or break a line.
std::string printable(std::string_view text);

}  // namespace drydock
