#include "report/tap.h"

#include "core/excerpt.h"
#include "core/json/write.h"
#include "report/cases.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

/// A description in which nothing begins a directive.
std::string description(std::string_view text) {
  std::string out;
  for (char c : printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// A text in double quotes, as JSON and YAML both read it.
std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, printable(text), false);
  return out;
}

class TapWriter {
 public:
  explicit TapWriter(const CheckReport& report) : report_(report) {}

  std::string write() {
    for (const CaseSuite& suite : case_suites(report_)) {
      for (const ReportCase& one : suite.cases) write_case(suite, one);
    }
    std::string plan =
        number_ == 0 ? "1..0 # SKIP nothing to check\n" : fmt::format("1..{}\n", number_);
    return without_commands("TAP version 13\n" + plan + out_);
  }

 private:
  void write_case(const CaseSuite& suite, const ReportCase& one) {
    ++number_;
    if (one.project) {
      out_ += fmt::format("ok {} - {}: nothing found\n", number_, description(suite.name));
      return;
    }
    const Finding& finding = report_.findings[one.finding];
    Status status = report_.status(one.finding);
    std::string skip = skip_reason(status, report_.waiver(one.finding));
    bool ok = status == Status::Known || (status == Status::New && !report_.fails(one.finding));
    out_ += fmt::format("{} {} - {}: {}", ok ? "ok" : "not ok", number_, description(suite.name),
                        description(case_title(finding)));
    if (!skip.empty()) {
      out_ +=
          fmt::format(" # {} {}", status == Status::Waived ? "TODO" : "SKIP", description(skip));
    }
    out_ += '\n';
    write_diagnostic(finding);
  }

  void write_diagnostic(const Finding& finding) {
    const Diagnostic& d = finding.diagnostic;
    out_ += fmt::format("  ---\n  message: {}\n  severity: {}\n", quoted(d.message),
                        severity_name(d.severity));
    out_ += fmt::format("  rule: {}\n", quoted(d.rule));
    if (!finding.resource.empty()) out_ += fmt::format("  object: {}\n", quoted(finding.resource));
    if (!finding.cluster.empty()) out_ += fmt::format("  cluster: {}\n", quoted(finding.cluster));
    if (!finding.field.empty()) out_ += fmt::format("  field: {}\n", quoted(finding.field));
    std::string places;
    size_t shown = 0;
    for (const SourcePos& where : finding.locations) {
      if (where.file && ++shown <= kMostPlaces) {
        places += fmt::format("    - {}\n", quoted(position_text(where)));
      }
    }
    if (!places.empty()) out_ += "  at:\n" + places;
    if (!finding.help().empty()) out_ += fmt::format("  help: {}\n", quoted(finding.help()));
    out_ += "  ...\n";
  }

  static constexpr size_t kMostPlaces = 10;

  const CheckReport& report_;
  std::string out_;
  size_t number_ = 0;
};

}  // namespace

std::string write_tap(const CheckReport& report, const TextStyle&) {
  return TapWriter(report).write();
}

}  // namespace drydock::report
