#pragma once

#include <map>
#include <set>
#include <string>

#include "cli/command.h"
#include "cli/live_fleet.h"

namespace drydock::cli {

/// Tells on a terminal what a save has changed: what is rendered differently, findings that came
/// and went. Nothing is said twice.
class WatchLog {
 public:
  WatchLog(const LiveFleet& fleet, Session& session) : fleet_(fleet), session_(session) {}

  /// To be called when the fleet was checked; what it replaced may be forgotten then.
  void judged();
  /// When the folder or its settings cannot be used.
  void trouble();

 private:
  void tell_start();
  void tell_differences();
  void tell_base_differences();
  void tell_findings();

  const LiveFleet& fleet_;
  Session& session_;
  bool began_ = false;
  uint64_t version_ = 0;                           // that was told of last
  std::map<std::string, std::string> findings_;    // "rule: message", by fingerprint
  std::map<std::string, std::string> base_diffs_;  // as they were told, by project
  std::string trouble_;
};

}  // namespace drydock::cli
