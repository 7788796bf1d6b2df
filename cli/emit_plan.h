#pragma once

#include <string>

#include "cli/command.h"
#include "cli/plan_run.h"
#include "plan/emit/emission.h"

namespace drydock::cli {

/// What `plan --emit` is told.
struct EmitFlags {
  std::string form;  // an emitter's name; empty: nothing is emitted
  std::string out;   // the folder
  plan::EmitOptions options;
  bool with_secrets = false;
};

void add_emit_flags(Flags& flags, EmitFlags& emit);

/// Throws Error for flags that do not fit together; `has_projects`: only some projects are planned.
void check_emit_flags(const EmitFlags& emit, bool has_projects);

/// Writes the plan for an applier, as a folder whose earlier files go when they are not needed any
/// more; what others wrote stays. What was done, and what the applier cannot do at once, goes to
/// the session's err. Throws Error, with nothing written, when the form cannot have what is asked
/// for, or when a file of somebody else stands in the way.
void emit_plan(Session& session, const EmitFlags& emit, const PlanRun& run,
               const std::string& digest);

}  // namespace drydock::cli
