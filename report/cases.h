#pragma once

#include <string>
#include <vector>

#include "report/model.h"

namespace drydock::report {

/// A report seen as tests: each finding is a case, and so is each project without one.
struct ReportCase {
  const Project* project = nullptr;  // of a case without finding
  size_t finding = 0;
};

/// The cases of one project; `name` is "repository" for what belongs to none. What is about several
/// projects is with the first of them.
struct CaseSuite {
  std::string name;
  std::vector<ReportCase> cases;
};

/// One for each project in the report's order, then what belongs to none.
std::vector<CaseSuite> case_suites(const CheckReport& report);

/// "rule: message", on one line.
std::string case_title(const Finding& finding);
/// Places, notes and what to do, line by line, without the source's text.
std::string case_details(const Finding& finding);
/// "waived until 2027-03-31: reason" or "also in the base"; empty for what is new.
std::string skip_reason(Status status, const Waiver* waiver);

/// "path:line:column", or only the path.
std::string position_text(const SourcePos& where);

}  // namespace drydock::report
