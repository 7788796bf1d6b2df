#include "cli/report_flags.h"

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "cli/post_report.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/suggest.h"
#include "report/markdown.h"

namespace drydock::cli {
void add_report_flags(Flags& flags, ReportFlags& values) {
  std::vector<std::string> names;
  for (const report::CheckFormat& format : report::check_formats()) names.emplace_back(format.name);
  flags.text("--format", values.format, "how stdout shows the findings")
      .value_name("FORMAT")
      .one_of(names);
  flags.texts("--report", values.files, "also write a report to a file; may be repeated")
      .value_name("FORMAT=FILE");
  flags
      .text("--fail-on", values.fail_on,
            "exit 1 from this severity on: error (default), warning or info")
      .value_name("SEVERITY")
      .one_of({"error", "warning", "info"});
}

void add_post_flags(Flags& flags, ReportFlags& values) {
  flags
      .text("--post", values.post,
            "put the findings on the merge request as one note, as `drydock report post` does")
      .value_name("SERVICE")
      .one_of(note_service_names());
  flags.toggle("--post-required", values.post_required,
               "with --post: exit 2 when the note cannot be posted");
}

const report::CheckFormat& report_format_named(std::string_view name) {
  for (const report::CheckFormat& format : report::check_formats()) {
    if (format.name == name) return format;
  }
  std::vector<std::string_view> names;
  std::string all;
  for (const report::CheckFormat& format : report::check_formats()) {
    names.push_back(format.name);
    all += fmt::format("{}{}", all.empty() ? "" : ", ", format.name);
  }
  fail("", fmt::format("there is no report format `{}`{}; there are: {}", name,
                       did_you_mean(name, names), all));
}

std::vector<ReportFile> report_files(const ReportFlags& values) {
  std::vector<ReportFile> files;
  for (const std::string& entry : values.files) {
    size_t equals = entry.find('=');
    if (equals == std::string::npos || equals + 1 == entry.size()) {
      fail("", fmt::format("--report takes FORMAT=FILE, not `{}`", entry));
    }
    std::string path = entry.substr(equals + 1);
    for (const ReportFile& other : files) {
      if (other.path == path) fail("", fmt::format("two reports cannot both go to {}", path));
    }
    files.push_back({&report_format_named(entry.substr(0, equals)), std::move(path)});
  }
  return files;
}

int finish_report(report::CheckReport& report, const ReportFlags& values,
                  const std::vector<ReportFile>& files, Session& session) {
  report.run_url = run_url();
  for (const ReportFile& file : files) {
    if (file.format->name == "html") report.page = file.path;
  }
  std::vector<std::pair<std::string, std::string>> texts;
  for (const ReportFile& file : files) {
    texts.emplace_back(file.path, file.format->write(report, report::TextStyle{}));
  }
  write_files(texts);
  session.out << report_format_named(values.format).write(report, {session.use_color()});
  int code = kExitClean;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    if (report.fails(i)) code = kExitFindings;
  }
  if (values.post.empty()) return code;
  session.out.flush();
  bool posted = post_checked(values.post, report::write_markdown(report, {}), session);
  return posted || !values.post_required ? code : kExitUsage;
}

std::string run_url() {
  auto value = [](const char* name) {
    const char* text = std::getenv(name);
    return std::string(text ? text : "");
  };
  std::string url = value("CI_JOB_URL");
  if (url.empty() && !value("GITHUB_RUN_ID").empty()) {
    url = fmt::format("{}/{}/actions/runs/{}", value("GITHUB_SERVER_URL"),
                      value("GITHUB_REPOSITORY"), value("GITHUB_RUN_ID"));
  }
  if (url.empty()) url = value("BUILD_URL");
  auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("-._~/:?=%#+").find(c) != std::string_view::npos;
  };
  bool is_web = url.starts_with("https://") || url.starts_with("http://");
  return is_web && std::all_of(url.begin(), url.end(), is_plain) ? url : "";
}

Severity severity_named(std::string_view name) {
  return name == "info" ? Severity::Info : name == "warning" ? Severity::Warning : Severity::Error;
}

}  // namespace drydock::cli
