#include "cli/commit_list.h"

#include "core/error.h"
#include "core/git/objects.h"
#include "core/git/program.h"

namespace drydock::cli {
namespace {

constexpr size_t kFields = 5;

/// What is between NULs.
std::vector<std::string_view> split_fields(std::string_view text) {
  std::vector<std::string_view> fields;
  while (!text.empty()) {
    size_t end = std::min(text.find('\0'), text.size());
    fields.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return fields;
}

}  // namespace

std::vector<Commit> list_commits(const std::string& folder, const std::string& since) {
  std::vector<std::string> arguments = {"-C",           folder,
                                        "-c",           "log.showSignature=false",
                                        "log",          "--first-parent",
                                        "-z",           "--format=%H%x00%P%x00%an%x00%ad%x00%s",
                                        "--date=short", "--encoding=UTF-8",
                                        "HEAD"};
  if (!since.empty()) arguments.push_back("^" + open_git_revision(folder, since).name);
  arguments.push_back("--");
  GitOutput output = run_git(arguments);
  if (output.exit_code < 0) fail("", "the program git is needed, and cannot be started");
  if (output.exit_code != 0) fail("git-revision", "git log: " + output.errors);
  std::vector<std::string_view> fields = split_fields(output.output);
  std::vector<Commit> commits;
  for (size_t i = 0; i + kFields <= fields.size(); i += kFields) {
    std::string_view parents = fields[i + 1];
    commits.push_back({std::string(fields[i]), std::string(parents.substr(0, parents.find(' '))),
                       std::string(fields[i + 2]), std::string(fields[i + 3]),
                       std::string(fields[i + 4])});
  }
  return commits;
}

bool is_shallow(const std::string& folder) {
  return run_git({"-C", folder, "rev-parse", "--is-shallow-repository"}).output == "true";
}

}  // namespace drydock::cli
