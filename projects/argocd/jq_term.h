#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "projects/argocd/jq_paths.h"

namespace drydock::projects::argocd {

/// Neither expressions nor what they walk through may be nested deeper.
constexpr int kDeepestJq = 200;

/// A node of the expression. What it does with its parts is said at its kind.
struct JqPaths::Term {
  enum class Kind : uint8_t {
    Identity,
    Recurse,
    Field,     // parts[0] of `text`, or of what parts[1] gives
    Slice,     // parts[0] from parts[1] to parts[2]; either may be null
    Iterate,   // all of parts[0]
    Try,       // parts[0], errors being nothing
    Pipe,      // parts[0], then parts[1]
    Comma,     // parts[0] and parts[1]
    Binary,    // `text` between parts[0] and parts[1]
    Call,      // the function `text`
    Literal,   // `value`
    List,      // of all that parts[0] gives
    Condition  // if parts[0] then parts[1] else parts[2]
  };
  Kind kind;
  std::string text;
  Value value;
  std::vector<std::unique_ptr<Term>> parts;
  bool optional = false;  // of Field and Iterate: "?" behind them, so what has none is passed over
};

/// Reads an expression. Throws Error, rule `argocd-ignored`, for what is none or is too long.
std::unique_ptr<JqPaths::Term> parse_jq_paths(std::string_view expression);

}  // namespace drydock::projects::argocd
