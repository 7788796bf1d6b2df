#pragma once

#include <string>
#include <vector>

namespace drydock::cli {

struct Commit {
  std::string id;
  std::string parent;  // the first one; empty: there is none, or it was not fetched
  std::string author;
  std::string date;  // of the author, YYYY-MM-DD
  std::string subject;
};

/// The commits that led to HEAD along first parents, newest first, in the repository that holds
/// `folder`; with `since` (anything `git rev-parse` takes) those that it does not have. Throws
/// Error when there is no such revision or git cannot be started.
std::vector<Commit> list_commits(const std::string& folder, const std::string& since);

/// Whether only a part of the history was fetched.
bool is_shallow(const std::string& folder);

}  // namespace drydock::cli
