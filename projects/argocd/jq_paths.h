#pragma once

#include <memory>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::projects::argocd {

/// A path expression of jq, as `jqPathExpressions` have it: `.spec.containers[] |
/// select(.name == "app") | .image`. Of jq's functions it knows those that choose: select, has,
/// test, startswith, endswith, contains, any, all, not, length, type, keys, tostring, recurse,
/// first, empty, ascii_downcase, tonumber.
class JqPaths {
 public:
  /// Throws Error, rule `argocd-ignored`, for what is no such expression.
  explicit JqPaths(std::string_view expression);
  JqPaths(JqPaths&&) noexcept;
  JqPaths& operator=(JqPaths&&) noexcept;
  ~JqPaths();

  /// Takes what the expression names out of a document, as jq's `del` does. False, and nothing is
  /// changed, where jq would end with an error, or there is far too much to look at.
  bool remove_from(Value& document, Arena& arena) const;

  struct Term;

 private:
  std::unique_ptr<Term> root_;
};

}  // namespace drydock::projects::argocd
