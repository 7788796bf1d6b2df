#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/fix_edits.h"
#include "core/project.h"
#include "core/settings.h"

namespace drydock::report {

enum class Status { New, Known, Waived };

/// A project as reports list it.
struct ProjectRow {
  const Project* project = nullptr;
  size_t resources = 0;
  std::string owner = {};  // as the settings or CODEOWNERS say; empty: nobody
};

/// What applying the checked state would do to one object. Filled by whoever makes the plan;
/// without rows no report has a section about changes.
struct ChangeRow {
  std::string action;  // create, update, replace, delete
  std::string resource;
  std::string project;
  std::string cluster;
  std::vector<std::string> notes;  // fields, reasons, dangers: short, without values of Secrets
  bool dangerous = false;
};

/// Everything a report of `drydock check` says. Plain data, in its final order.
struct CheckReport {
  std::vector<ProjectRow> projects;
  std::vector<Finding> findings;
  std::vector<Status> statuses;  // one for each finding; empty: all are new
  std::vector<const Waiver*>
      waivers;  // one for each finding, null without one; empty: none has one
  std::vector<std::vector<FileEdit>> fixes;  // one for each finding, in bytes; empty: none has one
  std::vector<ChangeRow> changes;            // in the plan's order
  Severity fail_on = Severity::Error;        // from which severity on new findings fail the run
  bool compared = false;                     // with a base, so that statuses tell new from known
  // Where the whole report is, for those that are cut:
  std::string page;     // the file of the page; empty: none is written
  std::string run_url;  // of the CI run that keeps it; empty: none

  Status status(size_t finding) const {
    return finding < statuses.size() ? statuses[finding] : Status::New;
  }
  bool has_fix(size_t finding) const { return finding < fixes.size() && !fixes[finding].empty(); }
  const Waiver* waiver(size_t finding) const {
    return finding < waivers.size() ? waivers[finding] : nullptr;
  }
  size_t resources() const;
  /// Findings that count (waived ones do not).
  size_t count(Severity severity) const;
  /// Of these, the ones that the base has as well.
  size_t count_known(Severity severity) const;
  size_t waived() const;
  /// Whether a finding is one that fails the run.
  bool fails(size_t finding) const;
  /// The fingerprint of each finding, all different.
  std::vector<std::string> fingerprints() const;
  /// Indices of the findings: new ones first, waived ones last; then errors before warnings before
  /// infos; then in the order of the report.
  std::vector<size_t> by_importance() const;
};

/// "new", "known" or "waived".
std::string_view status_name(Status status);

/// The first of a finding's places that is in a file; null when it has none.
const SourcePos* first_place(const Finding& finding);

/// "3 errors", "1 error".
std::string counted(size_t count, std::string_view noun);
/// "2 errors, 1 warning, 3 infos, 1 waived", or "nothing found".
std::string summary_words(const CheckReport& report);
/// "1 create, 2 delete", in the order of the actions' first rows.
std::string change_counts(const CheckReport& report);

/// What is done to one project in one cluster.
struct ChangeTotals {
  std::string cluster;
  std::string project;
  std::string words;  // "1 delete, 2 update, 1 dangerous"
};
/// By cluster and project.
std::vector<ChangeTotals> change_totals(const CheckReport& report);

struct TextStyle {
  bool color = false;
};

/// One way to write a report. A new one is a new file and a row in `check_formats`.
struct CheckFormat {
  std::string_view name;  // for --format and --report
  std::string_view help;
  std::string (*write)(const CheckReport& report, const TextStyle& style);
};

std::span<const CheckFormat> check_formats();

}  // namespace drydock::report
