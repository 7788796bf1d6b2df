#pragma once

#include <memory>
#include <string_view>

#include "core/regex.h"

namespace drydock::projects::argocd {

/// A pattern as github.com/gobwas/glob has it, which Argo CD uses: `*` any text without a
/// separator, `**` any text, `?` one character, `[abc]`, `[a-z]`, `[!a]`, `{one,two}` and a
/// backslash. A malformed pattern fits nothing.
class GoGlob {
 public:
  /// Without a separator, which is then no character like others, `*` is any text.
  explicit GoGlob(std::string_view pattern, char separator = 0);

  bool is_valid() const { return regex_ != nullptr; }
  bool matches(std::string_view text) const { return regex_ && regex_->matches(text); }

 private:
  std::unique_ptr<const Regex> regex_;
};

}  // namespace drydock::projects::argocd
