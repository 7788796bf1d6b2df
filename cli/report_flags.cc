#include "cli/report_flags.h"

#include "core/error.h"

namespace drydock::cli {

void add_report_flags(Flags& flags, ReportFlags& values) {
  std::vector<std::string> names;
  for (const report::CheckFormat& format : report::check_formats()) names.emplace_back(format.name);
  flags.text("--format", values.format, "how stdout shows the findings")
      .value_name("FORMAT")
      .one_of(names);
  flags
      .text("--fail-on", values.fail_on,
            "exit 1 from this severity on: error (default), warning or info")
      .value_name("SEVERITY")
      .one_of({"error", "warning", "info"});
}

const report::CheckFormat& report_format_named(std::string_view name) {
  for (const report::CheckFormat& format : report::check_formats()) {
    if (format.name == name) return format;
  }
  fail("", fmt::format("there is no report format `{}`", name));
}

Severity severity_named(std::string_view name) {
  return name == "info" ? Severity::Info : name == "warning" ? Severity::Warning : Severity::Error;
}

bool has_failing(const report::CheckReport& report, Severity threshold) {
  for (Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
    if (severity >= threshold && report.count(severity) > report.count_known(severity)) return true;
  }
  return false;
}

}  // namespace drydock::cli
