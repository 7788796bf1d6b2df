#include "report/plan_report.h"
#include "report/plan_words.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

using plan::Action;
using plan::Change;

void add_dangers(std::string& out, const PlanReport& report) {
  if (report.plan.danger_count() == 0) return;
  out += "\n### Dangers\n\n";
  auto line = [&](std::string_view code, std::string_view of, const std::string& words) {
    std::string_view accepted = report.is_accepted(code, of) ? " (accepted)" : "";
    std::string_view mark = plan::is_error_danger(code) ? "**" : "";
    out += fmt::format("- {}{}{}: {}{}\n", mark, code, mark, safe_markdown(words), accepted);
  };
  for (const plan::PlanDanger& one : report.plan.dangers) {
    line(one.danger, one.project.empty() ? one.cluster : one.project, plan_danger_words(one));
  }
  for (bool errors : {true, false}) {
    for (const Change& change : report.plan.changes) {
      for (std::string_view code : change.dangers) {
        if (plan::is_error_danger(code) == errors) {
          line(code, change.resource, danger_sentence(change, code));
        }
      }
    }
  }
}

void add_rows(std::string& out, const PlanReport& report, bool deletions) {
  for (const Change& change : report.plan.changes) {
    bool goes = change.action == Action::Delete || change.action == Action::Replace;
    if (goes != deletions) continue;
    std::string fields;
    constexpr size_t kMost = 4;
    for (size_t i = 0; i < change.fields.size() && i < kMost; ++i) {
      fields += (i == 0 ? "" : ", ") + markdown_code(change.fields[i]);
    }
    if (change.fields.size() > kMost) fields += ", …";
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", action_name(change.action),
                       markdown_code(change.resource), safe_markdown(change.project),
                       safe_markdown(change.cluster), safe_markdown(reasons_text(change)), fields);
  }
}

}  // namespace

std::string write_plan_markdown(const PlanReport& report) {
  std::string out = fmt::format("## Plan\n\n{}\n", safe_markdown(plan_summary(report.plan)));
  add_dangers(out, report);
  if (report.plan.changes.empty()) return out;
  out += "\n| action | object | project | cluster | why | fields |\n|---|---|---|---|---|---|\n";
  add_rows(out, report, true);
  add_rows(out, report, false);
  return out;
}

}  // namespace drydock::report
