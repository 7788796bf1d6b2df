#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/git/program.h"

namespace drydock {

/// Whether the program git is there; tests that make repositories need it.
inline bool has_git() { return run_git({"--version"}).exit_code == 0; }

/// Runs git in a folder, with a fixed author and whatever is configured on this machine left out as
/// far as it matters. What it printed; a failure of git is a failure of the test.
template <class... Arguments>
std::string git(const std::string& folder, Arguments... arguments) {
  GitOutput result =
      run_git({"-C", folder, "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c",
               "commit.gpgsign=false", "-c", "protocol.file.allow=always", "-c",
               "core.autocrlf=false", "-c", "advice.detachedHead=false", arguments...});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  return result.output;
}

/// Commits everything in `folder`, which becomes a repository if it is none.
inline std::string commit_all(const std::string& folder, const std::string& message) {
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "--allow-empty", "-m", message);
  return git(folder, "rev-parse", "HEAD");
}

}  // namespace drydock
