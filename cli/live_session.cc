#include "cli/live_session.h"

#include <ostream>

#include "cli/plan_sides.h"
#include "core/excerpt.h"
#include "core/git/objects.h"

namespace drydock::cli {
namespace {

LiveOptions complete(const LiveFlags& flags, Session& session, LiveOptions options) {
  if (!flags.folder.empty()) session.flags.directory = below_start(session, flags.folder);
  options.folder = find_root(session.flags.directory);
  options.base = flags.base;
  if (!options.base.empty()) open_git_revision(options.folder, options.base);  // it is there
  options.jobs = session.flags.jobs;
  return options;
}

}  // namespace

void add_live_flags(Flags& flags, LiveFlags& values, const char* about_base) {
  flags.text("PATH", values.folder, "the repository, or a folder in it; default: here")
      .value_name("");
  flags.text("--base", values.base, about_base).value_name("REV");
}

LiveSession::LiveSession(const LiveFlags& flags, Session& session, LiveOptions more)
    : fleet(complete(flags, session, std::move(more))),
      watch(fleet.options().folder),
      session_(session) {}

void LiveSession::tell_limits() {
  if (!told_polling_ && !watch.polls_because().empty()) {
    told_polling_ = true;
    session_.err << fmt::format("note: {}: files are looked at every few seconds instead\n",
                                watch.polls_because())
                 << std::flush;
  }
  if (!told_full_ && fleet.cache_is_full()) {
    told_full_ = true;
    session_.err << fmt::format(
                        "note: nothing more can be written to the cache {}: is the disk full?\n",
                        printable(fleet.options().cache.folder))
                 << std::flush;
  }
}

}  // namespace drydock::cli
