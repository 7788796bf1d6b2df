#pragma once

#include <string>

#include "report/model.h"

namespace drydock::report {

/// The body of a review for GitHub's API (POST /repos/OWNER/REPO/pulls/N/reviews): a comment on the
/// line of each finding that has a fix, with a suggestion that one click applies.
std::string write_github_review(const CheckReport& report, const TextStyle& style);

/// The bodies of discussions for GitLab's API (POST /projects/ID/merge_requests/IID/discussions),
/// one for each fix; `position` lacks only the three commit ids of the merge request.
std::string write_gitlab_discussions(const CheckReport& report, const TextStyle& style);

/// The lines that a finding's fix changes, as Markdown shows a difference; empty without a fix or
/// where it would show a Secret.
std::string fix_diff(const CheckReport& report, size_t finding);

}  // namespace drydock::report
