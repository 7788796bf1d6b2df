#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/project.h"
#include "core/settings.h"

namespace drydock::report {

enum class Status { New, Known, Waived };

/// A project as reports list it.
struct ProjectRow {
  const Project* project = nullptr;
  size_t resources = 0;
};

/// Everything a report of `drydock check` says. Plain data, in its final order.
struct CheckReport {
  std::vector<ProjectRow> projects;
  std::vector<Finding> findings;
  std::vector<Status> statuses;  // one for each finding; empty: all are new
  std::vector<const Waiver*>
      waivers;  // one for each finding, null without one; empty: none has one

  Status status(size_t finding) const {
    return finding < statuses.size() ? statuses[finding] : Status::New;
  }
  const Waiver* waiver(size_t finding) const {
    return finding < waivers.size() ? waivers[finding] : nullptr;
  }
  size_t resources() const;
  /// Findings that count (waived ones do not).
  size_t count(Severity severity) const;
  /// Of these, the ones that the base has as well.
  size_t count_known(Severity severity) const;
  size_t waived() const;
};

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
