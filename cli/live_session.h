#pragma once

#include <string>

#include "cli/folder_watch.h"
#include "cli/live_fleet.h"
#include "cli/stop_signal.h"

namespace drydock::cli {

/// What `preview` and `watch` take.
struct LiveFlags {
  std::string folder;  // the repository, or a folder in it; empty: where the session is
  std::string base;
};

/// `about_base`: what the verb does with it.
void add_live_flags(Flags& flags, LiveFlags& values, const char* about_base);

/// A repository that stays open and is watched until Ctrl-C. Nothing of it is read yet.
class LiveSession {
 public:
  /// `more`: options beside those of the flags and of the session. Throws Error when there is no
  /// such folder or no such base.
  LiveSession(const LiveFlags& flags, Session& session, LiveOptions more);

  /// Says, each once: that the system does not tell what changes, and that nothing is kept for the
  /// next start. In the thread that changes the fleet.
  void tell_limits();

  // In this order: no thread may begin before signals are caught.
  StopSignal stop;
  LiveFleet fleet;
  FolderWatch watch;

 private:
  Session& session_;
  bool told_polling_ = false;
  bool told_full_ = false;
};

}  // namespace drydock::cli
