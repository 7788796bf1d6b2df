#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/glob.h"

namespace drydock::projects::argocd {

/// "a{b,c}" as "ab" and "ac", also nested; the pattern itself when a brace is never closed. A
/// pattern that would become too many stays as it is.
std::vector<std::string> expand_braces(std::string_view pattern);

/// A pattern in the words of core/glob.h, which takes a class apart by "!" alone.
Glob make_glob(std::string_view pattern, GlobKind kind);

/// What `git ls-files -- PATTERN` lists of the paths: `*` crosses "/", and a folder stands for all
/// below it.
class GitPathspec {
 public:
  explicit GitPathspec(std::string_view pattern);
  bool matches(std::string_view path) const;

 private:
  std::string plain_;  // without "./" and a slash at the end
  bool folder_only_ = false;
  bool impossible_ = false;
  bool has_wildcards_ = false;
  Glob glob_;
};

}  // namespace drydock::projects::argocd
