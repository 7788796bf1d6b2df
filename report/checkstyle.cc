#include "report/checkstyle.h"

#include <map>

#include "report/safe_text.h"

namespace drydock::report {

std::string write_checkstyle(const CheckReport& report, const TextStyle&) {
  std::map<std::string_view, std::string> files;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    if (report.status(i) == Status::Waived) continue;
    const Finding& finding = report.findings[i];
    const Diagnostic& d = finding.diagnostic;
    const SourcePos* where = first_place(finding);
    std::string object = finding.resource.empty() ? "" : fmt::format(" ({})", finding.resource);
    files[where ? where->path() : "drydock.yaml"] += fmt::format(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" "
        "source=\"drydock.{}\"/>\n",
        where ? std::max(1, where->line) : 1, where ? std::max(1, where->column) : 1,
        severity_name(d.severity), safe_xml(d.message + object), safe_xml(d.rule));
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"8.0\">\n";
  for (const auto& [path, errors] : files) {
    out += fmt::format("  <file name=\"{}\">\n{}  </file>\n", safe_xml(path), errors);
  }
  return out + "</checkstyle>\n";
}

}  // namespace drydock::report
