#include "report/github.h"

#include "core/excerpt.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

/// What stands behind "::"; in a property also no ":" and ",".
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (char c : text) {
    bool special = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (special) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string property(std::string_view text) {
  return escaped(without_commands(printable(text)), true);
}

std::string annotation(const Finding& finding) {
  const Diagnostic& d = finding.diagnostic;
  std::string_view command = d.severity == Severity::Error     ? "error"
                             : d.severity == Severity::Warning ? "warning"
                                                               : "notice";
  std::string out = fmt::format("::{} title={}", command, property(d.rule));
  if (const SourcePos* where = first_place(finding)) {
    out += fmt::format(",file={}", property(where->path()));
    if (where->line > 0) {
      out += fmt::format(",line={},col={}", where->line, std::max(1, where->column));
      if (where->length > 1) out += fmt::format(",endColumn={}", where->column + where->length);
    }
  }
  std::string message = printable(d.message);
  if (!finding.resource.empty()) message += fmt::format(" ({})", printable(finding.resource));
  if (!finding.help().empty()) message += "\n" + printable(finding.help());
  return out + "::" + escaped(without_commands(std::move(message)), false) + "\n";
}

}  // namespace

std::string write_github(const CheckReport& report, const TextStyle&) {
  std::string out;
  size_t shown = 0;
  for (size_t i : report.by_importance()) {
    if (report.status(i) != Status::New) break;
    out += annotation(report.findings[i]);
    ++shown;
  }
  std::string others = shown < report.findings.size()
                           ? fmt::format(" ({} known or waived)", report.findings.size() - shown)
                           : "";
  return out + fmt::format("drydock: {}{}\n", summary_words(report), others);
}

}  // namespace drydock::report
