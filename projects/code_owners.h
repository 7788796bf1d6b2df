#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/glob.h"
#include "core/source_cache.h"

namespace drydock::projects {

/// Who owns which paths, as a CODEOWNERS file says. GitHub's and GitLab's rules: the last pattern
/// that fits a path counts, in GitLab's sections the last one of each section.
class CodeOwners {
 public:
  explicit CodeOwners(std::string_view text = {});

  /// "@org/team-a @user", in the order of the file; empty for nobody.
  std::string owners_of(std::string_view path) const;

 private:
  struct Row {
    std::vector<Glob> globs;  // the path itself, and what is below it
    std::string owners;
    size_t section = 0;
    bool negated = false;  // "!docs/": not of this section
  };

  std::vector<Row> rows_;
  size_t sections_ = 1;
};

/// The file where the services look for it (.github/, the root, docs/, .gitlab/); nobody owns
/// anything without one, or when it cannot be read.
CodeOwners read_code_owners(SourceCache& files);

}  // namespace drydock::projects
