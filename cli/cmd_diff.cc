#include "cli/cmd_diff.h"

#include <memory>
#include <ostream>

#include "cli/diff_pairs.h"
#include "cli/diff_targets.h"
#include "cli/plan_sides.h"
#include "core/error.h"
#include "report/diff_json.h"
#include "report/diff_text.h"
#include "report/diff_views.h"

namespace drydock::cli {
namespace {

struct DiffFlags {
  std::vector<std::string> places;
  std::vector<std::string> schemas;
  std::vector<std::string> between;
  std::string format = "text";
  std::string base;
  std::string head;
  int width = 160;  // of side-by-side, in characters
  bool pairs = false;
};

/// What a run compares, and all that it refers to.
struct DiffRun {
  std::unique_ptr<OpenedSide> before, after;
  std::vector<std::unique_ptr<OpenedSide>> schemas;
  plan::Side old_target, new_target;
  plan::Kinds kinds;
  ServerJudge judge;
  Arena arena;
  std::vector<plan::ObjectDiff> diffs;
};

void print(const DiffFlags& options, const DiffRun& run, Session& session) {
  if (options.format == "json") {
    session.out << report::write_diff_json(run.diffs);
  } else if (options.format == "markdown") {
    session.out << report::write_diff_markdown(run.diffs);
  } else if (options.format == "html") {
    session.out << report::write_diff_html(run.diffs);
  } else if (options.format == "side-by-side") {
    session.out << report::write_diff_columns(run.diffs, {session.use_color()},
                                              static_cast<size_t>(options.width));
  } else {
    session.out << report::write_diff_text(run.diffs, {session.use_color()});
  }
}

void add_schemas(const DiffFlags& options, DiffRun& run, Session& session) {
  for (const std::string& path : options.schemas) {
    run.schemas.push_back(read_manifests(session, path));
    add_definitions(run.schemas.back()->side, run.kinds, run.judge);
  }
}

void compare(DiffRun& run, const plan::Side& before, const plan::Side& after) {
  run.diffs = plan::diff_sides(before, after, run.kinds, &run.judge, run.arena);
}

/// `--between A B`: the second word may stand behind the flag or among the places.
void compare_targets(const DiffFlags& options, DiffRun& run, Session& session, bool& failed) {
  std::vector<std::string> targets = options.between;
  targets.insert(targets.end(), options.places.begin(), options.places.end());
  if (targets.size() != 2) fail("", "--between needs two projects, folders or clusters");
  run.after = open_side(session, options.head, failed);
  if (!run.after || failed) return;
  add_definitions(run.after->side, run.kinds, run.judge);
  const std::vector<Project>& projects = run.after->repository->projects;
  run.old_target = target_side(projects, run.after->side, targets[0]);
  run.new_target = target_side(projects, run.after->side, targets[1]);
  compare(run, run.old_target, run.new_target);
  drop_namespaces(run.diffs);
}

/// False when a side cannot be rendered whole; what is wrong is printed.
bool fill(const DiffFlags& options, DiffRun& run, Session& session) {
  bool failed = false;
  add_schemas(options, run, session);
  if (!options.between.empty()) {
    compare_targets(options, run, session, failed);
    return run.after && !failed;
  }
  if (options.places.size() == 2) {
    run.before = read_manifests(session, options.places[0]);
    run.after = read_manifests(session, options.places[1]);
  } else {
    if (options.base.empty() || !options.places.empty()) {
      fail("", "give two files or folders, a --base to compare with, or --between two targets");
    }
    run.after = open_side(session, options.head, failed);
    if (run.after) run.before = open_side(session, options.base, failed);
    if (!run.before || failed) return false;
  }
  add_definitions(run.after->side, run.kinds, run.judge);
  add_definitions(run.before->side, run.kinds, run.judge);
  compare(run, run.before->side, run.after->side);
  return true;
}

int run_diff(const DiffFlags& options, Session& session) {
  if (options.pairs) return run_diff_pairs(session);
  DiffRun run;
  if (!fill(options, run, session)) return kExitUsage;
  print(options, run, session);
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_diff(Flags& flags) {
  auto options = std::make_shared<DiffFlags>();
  flags.texts("PLACE", options->places, "two files or folders of manifests, old and new")
      .value_name("");
  flags
      .text("--base", options->base, "compare the rendered repository with this revision or folder")
      .value_name("REV|DIR");
  flags
      .text("--head", options->head,
            "what to compare with the base: a revision or a folder; default: the working folder")
      .value_name("REV|DIR");
  flags
      .texts("--between", options->between,
             "compare two targets of the repository: projects, folders or clusters")
      .value_name("TARGET TARGET");
  flags.texts("--schemas", options->schemas, "files or folders with definitions of custom kinds")
      .value_name("PATH");
  flags.text("--format", options->format, "how stdout shows the differences")
      .value_name("FORMAT")
      .one_of({"text", "side-by-side", "json", "markdown", "html"});
  flags.number("--width", options->width, "with --format side-by-side: characters of a line")
      .value_name("N")
      .between(80, 10000);
  flags.toggle("--pairs", options->pairs,
               "read names of folders on stdin and judge `old.yaml` and `new.yaml` in each");
  return [options](Session& session) { return run_diff(*options, session); };
}

}  // namespace drydock::cli
