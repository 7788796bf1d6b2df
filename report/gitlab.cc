#include "report/gitlab.h"

#include "core/excerpt.h"
#include "core/json/stream.h"

namespace drydock::report {
namespace {

std::string_view severity_word(Severity severity) {
  return severity == Severity::Error     ? "critical"
         : severity == Severity::Warning ? "minor"
                                         : "info";
}

/// GitLab wants a file for everything: that of a note, or the settings, which may not be there.
SourcePos place_of(const Finding& finding) {
  if (const SourcePos* first = first_place(finding)) return *first;
  for (const Diagnostic& note : finding.diagnostic.notes) {
    if (note.where.file) return note.where;
  }
  return {};
}

void write_issue(JsonStream& json, const Finding& finding, std::string_view print) {
  const Diagnostic& d = finding.diagnostic;
  std::string description = printable(d.message);
  if (!finding.resource.empty()) description += fmt::format(" ({})", printable(finding.resource));
  SourcePos where = place_of(finding);
  json.begin_object();
  json.key("type").text("issue");
  json.key("check_name").text(d.rule);
  json.key("description").text(description);
  json.key("content").begin_object().key("body").text(printable(finding.help())).end_object();
  json.key("categories").begin_array().text("Bug Risk").end_array();
  json.key("severity").text(severity_word(d.severity));
  json.key("fingerprint").text(print);
  json.key("location").begin_object();
  json.key("path").text(where.file ? where.path() : "drydock.yaml");
  json.key("lines").begin_object().key("begin").number(std::max(1, where.line)).end_object();
  json.end_object();
  json.end_object();
}

}  // namespace

std::string write_gitlab(const CheckReport& report, const TextStyle&) {
  JsonStream json;
  json.begin_array();
  std::vector<std::string> prints = report.fingerprints();
  for (size_t i = 0; i < report.findings.size(); ++i) {
    if (report.status(i) != Status::Waived) write_issue(json, report.findings[i], prints[i]);
  }
  json.end_array();
  return json.take();
}

}  // namespace drydock::report
