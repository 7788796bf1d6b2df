#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/git/program.h"

namespace drydock::cli {

/// With what keeps a call of git from running anything that a repository holds, and from using
/// transports that run a program of its choice.
std::vector<std::string> safe_git_arguments(std::vector<std::string> arguments);

/// Throws Error: what could not be done, and why.
[[noreturn]] void fail_git(std::string_view what, const GitOutput& output);
/// Runs git safely -> what it printed. Throws Error when it fails.
std::string must_git(std::string_view what, std::vector<std::string> arguments);

bool is_in_git_repository(const std::string& folder);

/// Commits the files at some paths of a work tree, and below them, as they are on disk; what else
/// is staged stays staged. `how` are flags of `git add` -> the new commit; empty when nothing there
/// differs from the last one. Throws Error when git fails.
std::string commit_paths(const std::string& folder, const std::vector<std::string>& paths,
                         const std::string& message, const std::vector<std::string>& how = {});

}  // namespace drydock::cli
