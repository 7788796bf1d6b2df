#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/git/objects.h"

namespace drydock {

/// What a run of the `git` program left behind.
struct GitOutput {
  int exit_code;       // -1: the program could not be started or was killed
  std::string output;  // without the last line break
  std::string errors;  // the same of stderr
};

/// Runs `git ARGUMENTS` to its end, without terminal, prompts, or variables that name a repository.
GitOutput run_git(const std::vector<std::string>& arguments);

/// Objects read through `git cat-file --batch`, one process for all, started when first needed: for
/// repository formats that libgit2 refuses, and for partial clones, where git fetches what is
/// missing as it does for any other command.
std::unique_ptr<GitObjects> open_git_program(std::string git_folder);

}  // namespace drydock
