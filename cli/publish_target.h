#pragma once

#include <string>
#include <string_view>

#include "fetch/temporary_folder.h"

namespace drydock::cli {

/// A place that a pipeline publishes to: a Git repository that is cloned for it and pushed to, or a
/// folder here. All functions throw Error when git fails.
class PublishTarget {
 public:
  /// `place` is a folder, or what `git clone` takes. `branch` is that of a repository; empty: its
  /// default one.
  PublishTarget(std::string place, std::string branch);

  /// Gets the newest state; of a repository, a fresh one each time.
  void refresh();
  /// Where the files are.
  const std::string& folder() const { return folder_; }
  /// Whether there is a commit to compare with.
  bool has_commit() const;
  /// Whether what was published is pushed.
  bool is_remote() const { return remote_; }

  /// Commits what is below a folder, and nothing else -> the new commit; empty when nothing changed
  /// or the folder is in no Git repository.
  std::string commit(const std::string& below, const std::string& message);
  /// Whether the push went through; not when somebody else was quicker.
  bool push();

 private:
  void clone();

  std::string place_;
  std::string branch_;
  bool remote_ = false;
  fetch::TemporaryFolder scratch_;  // of a clone
  std::string folder_;
};

}  // namespace drydock::cli
