#pragma once

#include <functional>
#include <set>
#include <string>

#include "cli/folder_watch.h"
#include "cli/live_fleet.h"

namespace drydock::cli {

enum class LiveEvent {
  Listed,    // at the start: the projects are known, not yet what they render
  Rendered,  // what was touched is there; the fleet is not checked yet
  Judged,    // projects, findings and plan are those of the files
  Trouble,   // see LiveFleet::trouble: what there is is older
};

/// The folders whose entries the fleet depends on: those that looking for projects goes through,
/// and those of every file that a project read, listed or looked for in vain.
std::set<std::string, std::less<>> watched_folders(const LiveFleet& fleet);

/// Keeps a fleet up to date with its folder.
class LiveLoop {
 public:
  LiveLoop(LiveFleet& fleet, FolderWatch& watch, std::function<void(LiveEvent)> tell)
      : fleet_(fleet), watch_(watch), tell_(std::move(tell)) {}

  /// Reads everything and begins to watch.
  void start();
  /// Waits for one change, at most so long (-1: for ever), and takes it; whether there was one.
  /// When nothing comes it looks whether the base has moved.
  /// Returns at once when `stop` can be read.
  bool step(int timeout_ms, int stop);
  /// Until `stop` can be read.
  void run(int stop);

 private:
  void take(const FolderChanges& changes);
  void judge();
  void watch_again(int64_t since);

  LiveFleet& fleet_;
  FolderWatch& watch_;
  std::function<void(LiveEvent)> tell_;
  bool is_gone_ = false;
};

}  // namespace drydock::cli
