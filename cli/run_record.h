#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"

namespace drydock::cli {

/// What a run printed and wrote, kept in a cache folder for runs with the same key: the same words
/// on the command line, and the same of everything else that the outcome depends on. Records hold
/// what reports hold, so no values of Secrets. One that is damaged is as good as none.
class RunRecord {
 public:
  /// `files` are the paths that a run writes, besides the session's streams.
  RunRecord(std::string folder, std::string key, std::vector<std::string> files);

  /// Prints and writes what the recorded run did -> its exit code; nothing when there is none.
  std::optional<int> replay(Session& session) const;

  /// The outcome of a run: its exit code, and whether the key says all that it depends on.
  struct Outcome {
    int code = 0;
    bool repeatable = false;
  };
  /// Runs, and keeps what it prints on the session's streams and writes -> the exit code.
  int record(Session& session, const std::function<Outcome()>& run) const;

 private:
  std::string folder_;
  std::string path_;
  std::string key_;
  std::vector<std::string> files_;
};

}  // namespace drydock::cli
