#include "cli/publish_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "cli/git_commit.h"
#include "core/error.h"
#include "core/git/program.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

/// A folder with files that people work in, not the inside of a repository.
bool is_work_folder(const std::string& place) {
  std::error_code error;
  if (!fs::is_directory(place, error)) return false;
  bool is_bare = fs::exists(fs::path(place) / "HEAD", error) &&
                 fs::is_directory(fs::path(place) / "objects", error);
  return !is_bare;
}

/// Of those that lose a race: a new attempt on the newest state may succeed.
bool was_overtaken(const GitOutput& push) {
  constexpr std::string_view kWords[] = {"[rejected]", "cannot lock ref", "failed to update ref",
                                         "reference already exists", "incorrect old value"};
  std::string all = push.output + push.errors;
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view words) { return all.find(words) != std::string::npos; });
}

}  // namespace

PublishTarget::PublishTarget(std::string place, std::string branch)
    : place_(std::move(place)), branch_(std::move(branch)) {
  if (is_work_folder(place_)) {
    if (!branch_.empty()) fail("", "--branch is for repositories; a folder has one checked out");
    folder_ = place_;
    return;
  }
  remote_ = true;
  std::error_code error;
  std::string prefix = (fs::temp_directory_path(error) / "drydock-publish-").string();
  scratch_ = fetch::TemporaryFolder(prefix);
  if (scratch_.path().empty()) fail("", fmt::format("cannot create a folder like {}…", prefix));
  folder_ = scratch_.path() + "/clone";
}

void PublishTarget::refresh() {
  if (!remote_) return;
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  clone();
}

void PublishTarget::clone() {
  std::vector<std::string> arguments = {"clone", "--quiet", "--no-tags", "--single-branch"};
  // Of a path git makes hard links, and has no shallow clones.
  if (place_.find(":") != std::string::npos) arguments.insert(arguments.end(), {"--depth", "1"});
  if (!branch_.empty()) arguments.insert(arguments.end(), {"--branch", branch_});
  arguments.insert(arguments.end(), {"--", place_, folder_});
  must_git(fmt::format("cannot clone {}", place_), std::move(arguments));
  if (branch_.empty()) {
    branch_ =
        must_git("cannot tell the branch", {"-C", folder_, "symbolic-ref", "--short", "HEAD"});
  }
}

bool PublishTarget::has_commit() const {
  return run_git(safe_git_arguments({"-C", folder_, "rev-parse", "--verify", "--quiet", "HEAD"}))
             .exit_code == 0;
}

std::string PublishTarget::commit(const std::string& below, const std::string& message) {
  if (!is_in_git_repository(folder_)) return "";
  return commit_paths(folder_, {below}, message, {"--all", "--force"});
}

bool PublishTarget::push() {
  GitOutput output = run_git(safe_git_arguments({"-C", folder_, "push", "--porcelain", "origin",
                                                 fmt::format("HEAD:refs/heads/{}", branch_)}));
  if (output.exit_code == 0) return true;
  if (was_overtaken(output)) return false;
  fail_git(fmt::format("cannot push to {}", place_), output);
}

}  // namespace drydock::cli
