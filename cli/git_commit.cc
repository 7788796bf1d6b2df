#include "cli/git_commit.h"

#include <fmt/format.h>

#include "core/error.h"

namespace drydock::cli {
namespace {

using Words = std::vector<std::string>;

Words in_folder(const std::string& folder, const Words& words, const Words& paths) {
  // Names with wildcards in them are names.
  Words all = {"--literal-pathspecs", "-C", folder};
  all.insert(all.end(), words.begin(), words.end());
  all.emplace_back("--");
  all.insert(all.end(), paths.begin(), paths.end());
  return all;
}

}  // namespace

Words safe_git_arguments(Words arguments) {
  Words all = {"-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never",
               "-c", "commit.gpgSign=false"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

void fail_git(std::string_view what, const GitOutput& output) {
  std::string why = output.exit_code < 0 ? "the program git cannot be started" : output.errors;
  fail("", fmt::format("{}: {}", what, why));
}

std::string must_git(std::string_view what, Words arguments) {
  GitOutput output = run_git(safe_git_arguments(std::move(arguments)));
  if (output.exit_code != 0) fail_git(what, output);
  return output.output;
}

bool is_in_git_repository(const std::string& folder) {
  return run_git(safe_git_arguments({"-C", folder, "rev-parse", "--is-inside-work-tree"}))
             .exit_code == 0;
}

std::string commit_paths(const std::string& folder, const Words& paths, const std::string& message,
                         const Words& how) {
  Words add = {"add"};
  add.insert(add.end(), how.begin(), how.end());
  must_git("cannot add the files", in_folder(folder, add, paths));
  GitOutput same =
      run_git(safe_git_arguments(in_folder(folder, {"diff", "--cached", "--quiet"}, paths)));
  if (same.exit_code == 0) return "";
  Words commit = {"commit", "--quiet", "--message", message};
  GitOutput author = run_git(safe_git_arguments({"-C", folder, "config", "--get", "user.email"}));
  if (author.exit_code != 0) {
    commit.insert(commit.begin(),
                  {"-c", "user.name=drydock", "-c", "user.email=drydock@localhost"});
  }
  must_git("cannot commit the files", in_folder(folder, commit, paths));
  return must_git("cannot tell the commit", {"-C", folder, "rev-parse", "HEAD"});
}

}  // namespace drydock::cli
