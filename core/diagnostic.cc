#include "core/diagnostic.h"

#include "core/error.h"

namespace drydock {

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Info:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "error";
}

void fail(std::string_view rule, std::string message, SourcePos where) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  throw Error(std::move(diagnostic));
}

}  // namespace drydock
