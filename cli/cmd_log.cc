#include "cli/cmd_log.h"

#include <limits>
#include <memory>
#include <ostream>

#include "cli/object_history.h"

namespace drydock::cli {
namespace {

struct LogFlags {
  ObjectChoice choice;
  HistoryOptions history;
  std::string format = "text";
};

int run_log(const LogFlags& options, Session& session) {
  ObjectHistory history(session, options.choice);
  std::vector<report::ObjectCommit> commits = history.run(options.history);
  if (options.format == "json") {
    session.out << report::write_history_json(commits);
  } else {
    session.out << report::write_history_text(commits, {session.use_color()});
    if (commits.empty()) session.err << "no commit there changed it\n";
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_log(Flags& flags) {
  auto options = std::make_shared<LogFlags>();
  add_object_flags(flags, options->choice);
  flags.text("--since", options->history.since, "only commits that this revision does not have")
      .value_name("REV");
  flags.number("-n,--max-count", options->history.most, "only the newest N changes")
      .value_name("N")
      .between(1, std::numeric_limits<int>::max());
  flags.text("--format", options->format, "how stdout shows it")
      .value_name("FORMAT")
      .one_of({"text", "json"});
  return [options](Session& session) { return run_log(*options, session); };
}

}  // namespace drydock::cli
