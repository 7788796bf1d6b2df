#include "cli/cmd_diff.h"

#include <memory>
#include <ostream>

#include "cli/diff_pairs.h"
#include "cli/plan_sides.h"
#include "core/error.h"
#include "report/diff_json.h"

namespace drydock::cli {
namespace {

struct Options {
  std::vector<std::string> places;
  std::vector<std::string> schemas;
  std::string format = "text";
  std::string base;
  std::string head;
  bool pairs = false;
};

int run_diff(const Options& options, Session& session) {
  if (options.pairs) return run_diff_pairs(session);
  if (options.places.size() != 2) fail("", "give two files or folders");
  std::unique_ptr<OpenedSide> before = read_manifests(session, options.places[0]);
  std::unique_ptr<OpenedSide> after = read_manifests(session, options.places[1]);
  plan::Kinds kinds;
  ServerJudge judge;
  std::vector<std::unique_ptr<OpenedSide>> schemas;
  for (const std::string& path : options.schemas) {
    schemas.push_back(read_manifests(session, path));
    add_definitions(schemas.back()->side, kinds, judge);
  }
  add_definitions(after->side, kinds, judge);
  add_definitions(before->side, kinds, judge);
  Arena arena;
  std::vector<plan::ObjectDiff> diffs =
      plan::diff_sides(before->side, after->side, kinds, &judge, arena);
  session.out << report::write_diff_json(diffs);
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_diff(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags.texts("PLACE", options->places, "two files or folders of manifests, old and new")
      .value_name("");
  flags.texts("--schemas", options->schemas, "files or folders with definitions of custom kinds")
      .value_name("PATH");
  flags.text("--format", options->format, "text, json or markdown")
      .value_name("FORMAT")
      .one_of({"text", "json", "markdown"});
  flags.toggle("--pairs", options->pairs,
               "read names of folders on stdin and judge `old.yaml` and `new.yaml` in each");
  return [options](Session& session) { return run_diff(*options, session); };
}

}  // namespace drydock::cli
