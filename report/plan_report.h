#pragma once

#include <set>
#include <string>

#include "plan/plan.h"
#include "report/model.h"

namespace drydock::report {

/// One side of a plan as its reports name it.
struct PlanSource {
  std::string kind;      // "git", "directory", "inventory" or "live"
  std::string revision;  // of "git"
};

/// Everything that a report of `drydock plan` says. Refers to the plan.
struct PlanReport {
  const plan::Plan& plan;
  PlanSource base;
  PlanSource head;
  std::string digest;              // "sha256:…"
  std::set<std::string> accepted;  // "danger:resource", "danger:project"

  bool is_accepted(std::string_view danger, std::string_view of) const {
    return accepted.count(fmt::format("{}:{}", danger, of)) > 0;
  }
};

std::string write_plan_json(const PlanReport& report);
/// Deletions and dangers first, then what is done in order.
std::string write_plan_text(const PlanReport& report, const TextStyle& style);
/// For a comment on a merge request.
std::string write_plan_markdown(const PlanReport& report);

}  // namespace drydock::report
