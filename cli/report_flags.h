#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/flags.h"
#include "report/model.h"

namespace drydock::cli {

/// What commands that report findings share: how they write them and when they fail.
struct ReportFlags {
  std::string format = "text";
  std::string fail_on;             // empty: errors, or what the settings say
  std::vector<std::string> files;  // FORMAT=FILE
  std::string post;                // the service whose merge request gets a note; empty: none
  bool post_required = false;
};

/// A report that goes to a file.
struct ReportFile {
  const report::CheckFormat* format;
  std::string path;
};

void add_report_flags(Flags& flags, ReportFlags& values);
/// --post and --post-required.
void add_post_flags(Flags& flags, ReportFlags& values);

/// Throws Error for an unknown name.
const report::CheckFormat& report_format_named(std::string_view name);
/// What --report asks for. Throws Error for what is no FORMAT=FILE, and for two reports in one
/// file.
std::vector<ReportFile> report_files(const ReportFlags& values);
/// Writes the report to the files, all of them or none when one cannot be written (Error), and to
/// the session's out, and posts the note -> the exit code. That the note cannot be posted is said
/// on the session's err and changes the code only with --post-required.
int finish_report(report::CheckReport& report, const ReportFlags& values,
                  const std::vector<ReportFile>& files, Session& session);

/// The page of the CI run, as the usual services tell it; empty elsewhere. Only what can stand in a
/// link of any format.
std::string run_url();

/// "error", "warning" or "info".
Severity severity_named(std::string_view name);

}  // namespace drydock::cli
