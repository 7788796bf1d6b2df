#include "report/model.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "report/checkstyle.h"
#include "report/github.h"
#include "report/gitlab.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/patch.h"
#include "report/sarif.h"
#include "report/suggestions.h"
#include "report/tap.h"
#include "report/text.h"

namespace drydock::report {
namespace {

constexpr CheckFormat kCheckFormats[] = {
    {"checkstyle", "XML, for Jenkins and editors", write_checkstyle},
    {"github", "annotations, for the log of a GitHub job", write_github},
    {"github-review", "a review for GitHub's API, with suggestions to click", write_github_review},
    {"gitlab", "Code Quality, for the widget of a GitLab merge request", write_gitlab},
    {"gitlab-discussions", "discussions for GitLab's API, with suggestions to click",
     write_gitlab_discussions},
    {"html", "one page to search, with the map of who owns what", write_html},
    {"json", "for programs; docs/formats.md", write_json},
    {"junit", "XML, for test results of any service", write_junit},
    {"markdown", "a comment for a merge request, most important first", write_markdown},
    {"patch", "all fixes, for `git apply`", write_patch},
    {"sarif", "SARIF 2.1.0, for code scanning and editors", write_sarif},
    {"tap", "Test Anything Protocol", write_tap},
    {"text", "for people: grouped by project, with the source lines", write_text},
};

}  // namespace

std::span<const CheckFormat> check_formats() { return kCheckFormats; }

size_t CheckReport::resources() const {
  return std::accumulate(projects.begin(), projects.end(), size_t{0},
                         [](size_t sum, const ProjectRow& row) { return sum + row.resources; });
}

size_t CheckReport::count(Severity severity) const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    total += status(i) != Status::Waived && findings[i].diagnostic.severity == severity;
  }
  return total;
}

size_t CheckReport::count_known(Severity severity) const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    total += status(i) == Status::Known && findings[i].diagnostic.severity == severity;
  }
  return total;
}

size_t CheckReport::waived() const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) total += status(i) == Status::Waived;
  return total;
}

bool CheckReport::fails(size_t finding) const {
  return status(finding) == Status::New && findings[finding].diagnostic.severity >= fail_on;
}

std::vector<std::string> CheckReport::fingerprints() const {
  return drydock::fingerprints(findings);
}

std::vector<size_t> CheckReport::by_importance() const {
  std::vector<size_t> order(findings.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) {
    return std::tuple(status(a), findings[b].diagnostic.severity) <
           std::tuple(status(b), findings[a].diagnostic.severity);
  });
  return order;
}

std::string_view status_name(Status status) {
  return status == Status::New ? "new" : status == Status::Known ? "known" : "waived";
}

const SourcePos* first_place(const Finding& finding) {
  for (const SourcePos& where : finding.locations) {
    if (where.file) return &where;
  }
  return nullptr;
}

std::string counted(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string summary_words(const CheckReport& report) {
  std::string words;
  auto add = [&](size_t count, std::string text) {
    if (count > 0) words += (words.empty() ? "" : ", ") + std::move(text);
  };
  size_t errors = report.count(Severity::Error);
  size_t warnings = report.count(Severity::Warning);
  size_t infos = report.count(Severity::Info);
  add(errors, counted(errors, "error"));
  add(warnings, counted(warnings, "warning"));
  add(infos, counted(infos, "info"));
  if (words.empty()) words = "nothing found";
  add(report.waived(), fmt::format("{} waived", report.waived()));
  return words;
}

namespace {

std::string action_counts(const std::vector<const ChangeRow*>& changes) {
  std::vector<std::pair<std::string_view, size_t>> counts;
  for (const ChangeRow* change : changes) {
    auto known = std::find_if(counts.begin(), counts.end(),
                              [&](const auto& count) { return count.first == change->action; });
    if (known == counts.end()) {
      counts.emplace_back(change->action, 1);
    } else {
      ++known->second;
    }
  }
  std::string words;
  for (const auto& [action, count] : counts) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, action);
  }
  return words;
}

}  // namespace

std::string change_counts(const CheckReport& report) {
  std::vector<const ChangeRow*> all;
  for (const ChangeRow& change : report.changes) all.push_back(&change);
  return action_counts(all);
}

std::vector<ChangeTotals> change_totals(const CheckReport& report) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<const ChangeRow*>> groups;
  for (const ChangeRow& change : report.changes) {
    groups[{change.cluster, change.project}].push_back(&change);
  }
  std::vector<ChangeTotals> totals;
  for (const auto& [place, changes] : groups) {
    std::string words = action_counts(changes);
    auto dangerous = std::count_if(changes.begin(), changes.end(),
                                   [](const ChangeRow* change) { return change->dangerous; });
    if (dangerous > 0) words += fmt::format(", {} dangerous", dangerous);
    totals.push_back({std::string(place.first), std::string(place.second), std::move(words)});
  }
  return totals;
}

}  // namespace drydock::report
