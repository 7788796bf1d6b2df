#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/ignored_drift.h"
#include "cli/plan_sides.h"
#include "plan/inventory.h"
#include "plan/live_dump.h"
#include "plan/plan.h"

namespace drydock::cli {

struct PlanRequest {
  std::string base, inventory, live;  // one of them
  std::string head;                   // empty: the working folder
  std::string cluster;                // only this one; empty: all
  std::vector<std::string> projects;  // globs; empty: all
  std::vector<std::string> prune_namespaces;
  std::optional<size_t> max_delete;
};

/// A plan and all that it refers to.
struct PlanRun {
  std::unique_ptr<OpenedSide> base, head;
  plan::Inventory inventory;
  plan::LiveDump dump;
  plan::Side base_side;  // of an inventory or a dump
  std::string live_cluster;
  std::unique_ptr<IgnoredDrift> ignored;  // of a dump
  plan::PlanOptions options;
  plan::Kinds kinds;
  ServerJudge judge;
  plan::Plan plan;

  const plan::Side& before() const { return base ? base->side : base_side; }
  /// What is applied when the plan is: the head, where the plan takes all; else the base with the
  /// projects of the head that it takes.
  plan::Side applied() const;
};

/// What objects name, as the settings' own kinds of workloads have it. Refers to the settings.
plan::References references_of(const Settings& settings);

/// A file of the command line. Throws Error when it cannot be read.
const SourceFile& read_input(Session& session, const std::string& path);

/// Null, with the reasons printed, when a side cannot be rendered whole: a plan from half of it
/// would delete the rest. Throws Error for files and revisions that cannot be read.
std::unique_ptr<PlanRun> run_plan_request(Session& session, const PlanRequest& request);

}  // namespace drydock::cli
