#include "report/junit.h"

#include "report/cases.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

/// Lines within an element; each is safe on its own.
std::string xml_lines(std::string_view lines) {
  std::string out;
  for (size_t begin = 0; begin < lines.size();) {
    size_t end = std::min(lines.find('\n', begin), lines.size());
    out += safe_xml(lines.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return out;
}

struct Counts {
  size_t tests = 0;
  size_t failures = 0;
  size_t skipped = 0;
};

class JunitWriter {
 public:
  explicit JunitWriter(const CheckReport& report) : report_(report) {}

  std::string write() {
    std::vector<CaseSuite> suites = case_suites(report_);
    Counts all;
    for (const CaseSuite& suite : suites) {
      Counts counts = count(suite);
      all.tests += counts.tests;
      all.failures += counts.failures;
      all.skipped += counts.skipped;
      out_ += fmt::format(
          "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
          safe_xml(suite.name), counts.tests, counts.failures, counts.skipped);
      for (const ReportCase& one : suite.cases) write_case(suite, one);
      out_ += "  </testsuite>\n";
    }
    return fmt::format(
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites name=\"drydock\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
               all.tests, all.failures) +
           out_ + "</testsuites>\n";
  }

 private:
  Counts count(const CaseSuite& suite) const {
    Counts counts;
    for (const ReportCase& one : suite.cases) {
      ++counts.tests;
      if (one.project) continue;
      counts.failures += report_.fails(one.finding);
      counts.skipped += report_.status(one.finding) != Status::New;
    }
    return counts;
  }

  void write_case(const CaseSuite& suite, const ReportCase& one) {
    std::string owner = safe_xml(suite.name);
    if (one.project) {
      out_ += fmt::format("    <testcase name=\"nothing found\" classname=\"{}\"/>\n", owner);
      return;
    }
    const Finding& finding = report_.findings[one.finding];
    std::string place;
    if (const SourcePos* where = first_place(finding)) {
      place = fmt::format(" file=\"{}\"", safe_xml(where->path()));
      if (where->line > 0) place += fmt::format(" line=\"{}\"", where->line);
    }
    out_ += fmt::format("    <testcase name=\"{}\" classname=\"{}\"{}>\n",
                        safe_xml(case_title(finding)), owner, place);
    write_outcome(finding, one.finding);
    out_ += "    </testcase>\n";
  }

  void write_outcome(const Finding& finding, size_t index) {
    std::string details = xml_lines(case_details(finding));
    std::string skip = skip_reason(report_.status(index), report_.waiver(index));
    std::string_view severity = severity_name(finding.diagnostic.severity);
    if (!skip.empty()) {
      out_ += fmt::format("      <skipped message=\"{}\"/>\n", safe_xml(skip));
    } else if (report_.fails(index)) {
      out_ += fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                          safe_xml(finding.diagnostic.message), severity, details);
      return;
    }
    out_ += fmt::format("      <system-out>{}\n{}</system-out>\n", severity, details);
  }

  const CheckReport& report_;
  std::string out_;
};

}  // namespace

std::string write_junit(const CheckReport& report, const TextStyle&) {
  return JunitWriter(report).write();
}

}  // namespace drydock::report
