#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/value.h"

namespace drydock::render {

/// A JSONPath template as kubectl and `helm show values --jsonpath` take it: text with actions in
/// braces, "{range .items[*]}{.name}{"\n"}{end}".
class JsonPath {
 public:
  /// Throws Error, rule `json-path`, with kubectl's text for a wrong template.
  static JsonPath parse(std::string_view text);

  /// Appends what the template makes of `root`. False, and nothing appended, when a field or an
  /// index of it is not there, or a comparison makes no sense.
  bool print(Value root, std::string& out) const;

 private:
  enum class Kind : uint8_t {
    List,
    Text,
    Field,
    Array,
    Filter,
    Literal,
    Wildcard,
    Recursive,
    Union,
    Range,
    End,
    Unknown,  // a word that means nothing; refused when it is reached
  };
  /// A bound of an index: [first:end:step].
  struct Bound {
    int64_t value = 0;
    bool known = false;
    bool derived = false;  // of [N], which is [N:N+1]
  };
  struct Node {
    Kind kind;
    std::string text;  // of Text and Field; the operator of a Filter
    Value literal;
    Bound bounds[3];
    std::vector<Node> children;  // of List and Union; the two sides of a Filter
  };
  class Parser;
  class Evaluation;

  std::vector<Node> nodes_;
};

}  // namespace drydock::render
