#include "cli/cmd_plan.h"

#include <memory>
#include <ostream>

#include "cli/emit_plan.h"
#include "cli/plan_run.h"
#include "cli/report_flags.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "plan/digest.h"
#include "report/plan_report.h"

namespace drydock::cli {
namespace {

struct PlanFlags {
  PlanRequest request;
  int max_delete = -1;
  std::vector<std::string> accept;
  std::string format = "text";
  std::string fail_on = "error";
  std::string verify;
  std::string write_inventory;
  EmitFlags emit;
};

void check(const PlanFlags& options) {
  const PlanRequest& request = options.request;
  int given = !request.base.empty() + !request.inventory.empty() + !request.live.empty();
  if (given != 1) {
    fail("", "say what there was: --base REV|DIR, --inventory FILE or --live FILE, one of them");
  }
  if (!request.prune_namespaces.empty() && request.live.empty()) {
    fail("", "--prune-namespace needs --live: only a dump has objects that no project knows");
  }
  check_emit_flags(options.emit, !request.projects.empty());
  for (const std::string& one : options.accept) {
    size_t colon = one.find(':');
    bool known = colon != one.npos && !plan::danger_words(one.substr(0, colon)).empty();
    if (!known || colon + 1 == one.size()) {
      fail("", fmt::format("`--accept {}` names no danger; write DANGER:RESOURCE, as in "
                           "data-loss:PersistentVolumeClaim/shop/data",
                           one));
    }
  }
}

report::PlanReport report_of(const PlanFlags& options, const PlanRun& run) {
  report::PlanReport report{run.plan, {}, {}, plan::plan_digest(run.plan), {}};
  report.head = {run.head->kind, run.head->revision};
  if (run.base) {
    report.base = {run.base->kind, run.base->revision};
  } else {
    report.base = {options.request.live.empty() ? "inventory" : "live", ""};
  }
  report.accepted.insert(options.accept.begin(), options.accept.end());
  return report;
}

/// Whether a danger that nobody accepted is as bad as --fail-on.
bool has_failing_danger(const PlanFlags& options, const report::PlanReport& report) {
  auto fails = [&](std::string_view danger, std::string_view of) {
    bool counts = options.fail_on != "error" || plan::is_error_danger(danger);
    return counts && !report.is_accepted(danger, of);
  };
  for (const plan::PlanDanger& one : report.plan.dangers) {
    if (fails(one.danger, one.project.empty() ? one.cluster : one.project)) return true;
  }
  for (const plan::Change& change : report.plan.changes) {
    for (std::string_view danger : change.dangers) {
      if (fails(danger, change.resource)) return true;
    }
  }
  return false;
}

/// The digest of a plan that somebody reviewed.
std::string reviewed_digest(Session& session, const std::string& path) {
  const SourceFile& file = read_input(session, path);
  Arena arena;
  Value plan = parse_json_file(file, arena);
  const Value* digest = plan.is_map() ? plan.as_map().find("digest") : nullptr;
  if (!digest || !digest->is_string()) {
    fail("plan-file",
         fmt::format("{} is no plan: it has no digest; write one with `drydock plan "
                     "--format json`",
                     path),
         {&file});
  }
  return std::string(digest->as_string());
}

std::string plan_text(const PlanFlags& options, const report::PlanReport& report,
                      const Session& session) {
  if (options.format == "json") return report::write_plan_json(report);
  if (options.format == "markdown") return report::write_plan_markdown(report);
  return report::write_plan_text(report, {session.use_color()});
}

int run_plan(PlanFlags& options, Session& session) {
  check(options);
  if (options.max_delete >= 0) {
    options.request.max_delete = static_cast<size_t>(options.max_delete);
  }
  std::string reviewed;
  if (!options.verify.empty()) reviewed = reviewed_digest(session, options.verify);
  std::unique_ptr<PlanRun> run = run_plan_request(session, options.request);
  if (!run) return kExitUsage;
  report::PlanReport report = report_of(options, *run);
  bool differs = !reviewed.empty() && reviewed != report.digest;
  bool fails = differs || has_failing_danger(options, report);
  bool is_refused = fails && !options.emit.form.empty();
  // Files first: where one cannot be written, nothing is on stdout.
  if (!options.emit.form.empty() && !is_refused) {
    emit_plan(session, options.emit, *run, report.digest);
  }
  if (!options.write_inventory.empty() && !is_refused) {
    write_file(below_start(session, options.write_inventory),
               plan::write_inventory(run->applied()));
  }
  session.out << plan_text(options, report, session);
  if (differs) {
    session.err << fmt::format(
        "drydock: the plan differs from the reviewed one in {}: review it again\n", options.verify);
  }
  if (is_refused) {
    session.err << fmt::format("drydock: nothing is written to {}: {}\n", options.emit.out,
                               differs ? "the plan is not the reviewed one"
                                       : "accept the dangers with --accept DANGER:RESOURCE");
  }
  return fails ? kExitFindings : kExitClean;
}

void add_filters(Flags& flags, PlanFlags& options) {
  flags
      .text("--cluster", options.request.cluster, "only what is in this cluster; the one of --live")
      .value_name("NAME");
  flags.texts("--project", options.request.projects, "only these projects; may be repeated")
      .value_name("GLOB");
  flags
      .texts("--prune-namespace", options.request.prune_namespaces,
             "with --live: delete what no project has in this namespace")
      .value_name("NAME");
  flags
      .number("--max-delete", options.max_delete,
              "more deletions in a project or cluster are a danger")
      .value_name("N")
      .between(0, 1000000000);
  flags
      .texts("--accept", options.accept,
             "a danger that is known and wanted; it does not fail the plan; may be repeated")
      .value_name("DANGER:RESOURCE");
}

}  // namespace

std::function<int(Session&)> configure_plan(Flags& flags) {
  auto options = std::make_shared<PlanFlags>();
  flags.text("--base", options->request.base, "what was applied last: a revision, or a folder")
      .value_name("REV|DIR");
  flags
      .text("--inventory", options->request.inventory,
            "the same by names only, as --write-inventory writes them")
      .value_name("FILE");
  flags
      .text("--live", options->request.live,
            "what a cluster has: the output of `kubectl get -o yaml` or json")
      .value_name("FILE");
  flags
      .text("--head", options->request.head,
            "what shall be: a revision, or a folder; default: the working folder")
      .value_name("REV|DIR");
  add_filters(flags, *options);
  flags.text("--format", options->format, "how stdout shows the plan")
      .value_name("FORMAT")
      .one_of({"text", "json", "markdown"});
  flags.text("--fail-on", options->fail_on, "exit 1 from dangers of this severity on")
      .value_name("SEVERITY")
      .one_of({"error", "warning", "info"});
  flags
      .text("--verify", options->verify,
            "exit 1 when the plan differs from this reviewed one, a file of --format json")
      .value_name("FILE");
  flags
      .text("--write-inventory", options->write_inventory,
            "write the names of everything in the head, for the next run's --inventory")
      .value_name("FILE");
  add_emit_flags(flags, options->emit);
  return [options](Session& session) { return run_plan(*options, session); };
}

}  // namespace drydock::cli
