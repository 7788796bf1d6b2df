#include "report/cases.h"

#include <unordered_map>

#include "core/excerpt.h"

namespace drydock::report {

std::vector<CaseSuite> case_suites(const CheckReport& report) {
  std::vector<CaseSuite> suites;
  std::unordered_map<std::string_view, size_t> by_name;
  for (const ProjectRow& row : report.projects) {
    by_name.emplace(row.project->name, suites.size());
    suites.push_back({row.project->name, {}});
  }
  CaseSuite rest{"repository", {}};
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const std::vector<std::string>& projects = report.findings[i].projects;
    auto known = projects.empty() ? by_name.end() : by_name.find(projects.front());
    CaseSuite& suite = known == by_name.end() ? rest : suites[known->second];
    suite.cases.push_back({nullptr, i});
  }
  for (size_t i = 0; i < report.projects.size(); ++i) {
    if (suites[i].cases.empty()) suites[i].cases.push_back({report.projects[i].project, 0});
  }
  if (!rest.cases.empty()) suites.push_back(std::move(rest));
  return suites;
}

std::string case_title(const Finding& finding) {
  return fmt::format("{}: {}", finding.diagnostic.rule, printable(finding.diagnostic.message));
}

std::string case_details(const Finding& finding) {
  constexpr size_t kMostPlaces = 10;
  std::string out;
  size_t shown = 0;
  for (const SourcePos& where : finding.locations) {
    if (!where.file) continue;
    if (++shown > kMostPlaces) break;
    out += fmt::format("at {}\n", position_text(where));
  }
  if (!finding.resource.empty()) out += fmt::format("object {}\n", printable(finding.resource));
  if (!finding.field.empty()) out += fmt::format("field {}\n", printable(finding.field));
  for (const Diagnostic& note : finding.diagnostic.notes) {
    std::string at = note.where.file ? position_text(note.where) + ": " : "";
    out += fmt::format("note: {}{}\n", at, printable(note.message));
  }
  if (!finding.help().empty()) out += fmt::format("what to do: {}\n", printable(finding.help()));
  return out;
}

std::string skip_reason(Status status, const Waiver* waiver) {
  if (status == Status::Known) return "also in the base";
  if (status != Status::Waived) return "";
  if (!waiver) return "waived";
  return fmt::format("waived until {}: {}", printable(waiver->until), printable(waiver->reason));
}

std::string position_text(const SourcePos& where) {
  std::string path = printable(where.path());
  if (where.line == 0) return path;
  return fmt::format("{}:{}:{}", path, where.line, std::max(1, where.column));
}

}  // namespace drydock::report
