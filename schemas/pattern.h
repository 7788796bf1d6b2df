#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace drydock::schemas {

/// Whose regular expressions a schema holds.
enum class PatternSyntax : uint8_t {
  EcmaScript,  // JSON Schema's own choice
  Go,          // what the Kubernetes API server and Helm run: RE2's syntax
};

/// A regular expression that is searched in texts, in linear time. Look-around is understood where
/// it says something of the whole text, as in "^(?!x)(?=.*y).*(?<!z)$"; what RE2 cannot do beyond
/// that, back-references above all, makes an expression unusable. Safe to use from many threads.
class Pattern {
 public:
  enum class Status : uint8_t { Usable, Unsupported, Invalid };

  explicit Pattern(std::string_view expression, PatternSyntax syntax = PatternSyntax::EcmaScript);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  Status status() const { return status_; }
  /// What is wrong with it; empty when it is usable.
  const std::string& problem() const { return problem_; }
  /// Whether it occurs anywhere in the text. False when it is not usable.
  bool matches(std::string_view text) const;

 private:
  struct Condition {
    std::unique_ptr<re2::RE2> expression;
    bool wanted = true;
  };
  /// All of its conditions must hold.
  using Alternative = std::vector<Condition>;

  void add(Alternative& alternative, const std::string& translated, bool wanted);

  std::vector<Alternative> alternatives_;
  Status status_ = Status::Usable;
  std::string problem_;
};

/// Whether a text is a regular expression of ECMAScript, whether or not `Pattern` can run it.
bool is_ecma_pattern(std::string_view expression);

}  // namespace drydock::schemas
