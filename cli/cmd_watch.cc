#include "cli/cmd_watch.h"

#include <memory>
#include <ostream>

#include "cli/live_loop.h"
#include "cli/plan_sides.h"
#include "cli/stop_signal.h"
#include "cli/watch_log.h"
#include "core/git/objects.h"

namespace drydock::cli {
namespace {

struct WatchFlags {
  std::string folder;
  std::string base;
  std::string command;
};

bool is_good(const LiveFleet& fleet) {
  return fleet.trouble().empty() &&
         std::none_of(fleet.projects().begin(), fleet.projects().end(),
                      [](const auto& project) { return project->is_broken(); });
}

int run_watch(const WatchFlags& options, Session& session) {
  if (!options.folder.empty()) session.flags.directory = below_start(session, options.folder);
  LiveOptions live;
  live.folder = find_root(session.flags.directory);
  live.base = options.base;
  if (!live.base.empty()) open_git_revision(live.folder, live.base);  // it is there
  live.jobs = session.flags.jobs;
  live.keeps_replaced = options.base.empty();
  StopSignal stop;
  LiveFleet fleet(std::move(live));
  FolderWatch watch(fleet.options().folder);
  WatchLog log(fleet, session);
  LiveLoop loop(fleet, watch, [&](LiveEvent event) {
    if (event == LiveEvent::Trouble) log.trouble();
    if (event != LiveEvent::Judged) return;
    log.judged();
    fleet.forget_replaced();
    if (options.command.empty() || !is_good(fleet)) return;
    int code = run_shell(options.command.c_str());
    if (code != 0) {
      session.err << fmt::format("note: the command ended with {}\n", code) << std::flush;
    }
  });
  loop.start();
  if (!watch.polls_because().empty()) {
    session.err << fmt::format("note: {}: files are looked at every few seconds instead\n",
                               watch.polls_because())
                << std::flush;
  }
  loop.run(stop.descriptor());
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_watch(Flags& flags) {
  auto options = std::make_shared<WatchFlags>();
  flags.text("PATH", options->folder, "the repository, or a folder in it; default: here")
      .value_name("");
  flags
      .text("--base", options->base,
            "show what differs from this revision instead of from the last save; findings that "
            "are there already are not shown")
      .value_name("REV");
  flags
      .text("--exec", options->command,
            "run this with the shell whenever everything could be rendered")
      .value_name("COMMAND");
  return [options](Session& session) { return run_watch(*options, session); };
}

}  // namespace drydock::cli
