#pragma once

#include <string>
#include <string_view>

#include "cli/flags.h"
#include "report/model.h"

namespace drydock::cli {

/// What commands that report findings share: how they write them and when they fail.
struct ReportFlags {
  std::string format = "text";
  std::string fail_on;  // empty: errors, or what the settings say
};

void add_report_flags(Flags& flags, ReportFlags& values);

/// Throws Error for an unknown name.
const report::CheckFormat& report_format_named(std::string_view name);
/// "error", "warning" or "info".
Severity severity_named(std::string_view name);
/// Whether there are findings of this severity or a worse one that are not known already.
bool has_failing(const report::CheckReport& report, Severity threshold);

}  // namespace drydock::cli
