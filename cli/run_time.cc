#include "cli/run_time.h"

#include <ctime>

#include "core/error.h"
#include "core/git/objects.h"
#include "validate/dates.h"

namespace drydock::cli {
namespace {

/// Of "committer Name <mail> 1700000000 +0100".
int64_t committer_time(const std::string& commit) {
  size_t line = commit.find("\ncommitter ");
  size_t mail = commit.find("> ", line);
  return line == std::string::npos || mail == std::string::npos
             ? 0
             : std::atoll(commit.c_str() + mail + 2);
}

}  // namespace

int64_t run_time(const std::string& today, const std::string& folder) {
  if (!today.empty()) {
    std::optional<int64_t> day = validate::day_number(today);
    if (!day) fail("", fmt::format("--today takes a day like 2027-03-31, not `{}`", today));
    return *day * 86400 + 43200;
  }
  try {
    GitRevision head = open_git_revision(folder, "HEAD");
    std::optional<std::string> id = bytes_of_hex(head.name);
    std::optional<std::string> commit =
        id ? head.objects->read(*id, GitType::Commit, "HEAD") : std::nullopt;
    if (commit && committer_time(*commit) > 0) return committer_time(*commit);
  } catch (const Error&) {  // no repository, or one without commits
  }
  return std::time(nullptr);
}

}  // namespace drydock::cli
