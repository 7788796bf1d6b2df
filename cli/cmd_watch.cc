#include "cli/cmd_watch.h"

#include <memory>
#include <ostream>

#include "cli/live_loop.h"
#include "cli/live_session.h"
#include "cli/watch_log.h"

namespace drydock::cli {
namespace {

struct WatchFlags {
  LiveFlags live;
  std::string command;
};

bool is_good(const LiveFleet& fleet) {
  return fleet.trouble().empty() &&
         std::none_of(fleet.projects().begin(), fleet.projects().end(),
                      [](const auto& project) { return project->is_broken(); });
}

int run_watch(const WatchFlags& options, Session& session) {
  LiveOptions more;
  more.keeps_replaced = options.live.base.empty();
  LiveSession live(options.live, session, std::move(more));
  WatchLog log(live.fleet, session);
  LiveLoop loop(live.fleet, live.watch, [&](LiveEvent event) {
    live.tell_limits();
    if (event == LiveEvent::Trouble) log.trouble();
    if (event != LiveEvent::Judged) return;
    log.judged();
    live.fleet.forget_replaced();
    if (options.command.empty() || !is_good(live.fleet)) return;
    int code = run_shell(options.command.c_str());
    if (code != 0) {
      session.err << fmt::format("note: the command ended with {}\n", code) << std::flush;
    }
  });
  loop.start();
  live.tell_limits();
  loop.run(live.stop.descriptor());
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_watch(Flags& flags) {
  auto options = std::make_shared<WatchFlags>();
  add_live_flags(flags, options->live,
                 "show what differs from this revision instead of from the last save; findings "
                 "that are there already are not shown");
  flags
      .text("--exec", options->command,
            "run this with the shell whenever everything could be rendered")
      .value_name("COMMAND");
  return [options](Session& session) { return run_watch(*options, session); };
}

}  // namespace drydock::cli
