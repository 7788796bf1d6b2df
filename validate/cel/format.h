#pragma once

#include <span>
#include <string>
#include <string_view>

#include "validate/cel/library.h"

namespace drydock::validate::cel {

/// "…%s…".format([…])
Value format_text(const Call& call);

/// One clause of a format, "%.3f".
struct FormatClause {
  size_t end = 0;  // behind it, in the format
  char verb = 's';
  int precision = 6;
  std::string problem;  // empty: the clause is right
};

/// The clause whose '%' is at `start`; it is not "%%".
FormatClause read_format_clause(std::string_view format, size_t start);
/// Whether values of a kind can stand for a clause.
bool accepts_verb(char verb, Value::Kind kind);
/// Why they cannot: "decimal clause can only be used on ints, …".
std::string verb_problem(char verb, std::string_view type_name);

}  // namespace drydock::validate::cel
