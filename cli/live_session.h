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

  /// Says once that the system does not tell what changes.
  void tell_polling();

  // In this order: no thread may begin before signals are caught.
  StopSignal stop;
  LiveFleet fleet;
  FolderWatch watch;

 private:
  Session& session_;
  bool told_polling_ = false;
};

}  // namespace drydock::cli
