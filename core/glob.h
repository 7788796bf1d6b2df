#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock {

enum class GlobKind {
  Path,  // `*`, `?` and `[..]` stop at '/'; `**` as a whole component is any number of components
  Name,  // '/' is a character like any other, and `**` means `*`
};

/// A pattern: `*` any text, `?` one code point, `[a-z]` one of these, `[!a-z]` none of these, and a
/// backslash takes the next character as it is. It must fit the whole text; "docs/**" fits "docs"
/// and all below. Matching takes time in proportion to text and pattern, whatever they hold.
class Glob {
 public:
  /// What `glob_problem` complains about is taken as plain text.
  explicit Glob(std::string_view pattern, GlobKind kind = GlobKind::Path);

  bool matches(std::string_view text) const;
  const std::string& pattern() const { return pattern_; }

 private:
  enum class Step : uint8_t {
    Char,          // this code point
    Any,           // one code point
    Class,         // one of a class
    Star,          // any number of code points that `Any` fits
    Everything,    // any number of code points
    MaybeFolders,  // skips the next step, or does not
    Folders,       // any number of code points, the last one '/'
    MaybeBelow,    // the end, or '/' and then the next step
  };
  struct Token {
    Step step;
    bool negated = false;
    char32_t code_point = 0;
    uint32_t first_range = 0;
    uint32_t end_range = 0;
  };
  class Matcher;

  void compile();
  size_t compile_stars(size_t at);
  bool compile_class(size_t& at);
  bool fits(const Token& token, char32_t c) const;

  std::string pattern_;
  GlobKind kind_;
  std::string prefix_;         // plain text at the beginning
  bool literal_ = false;       // there is nothing but the prefix
  std::vector<Token> tokens_;  // what follows the prefix
  std::vector<std::pair<char32_t, char32_t>> ranges_;
};

/// What is wrong with a pattern, one phrase; empty when nothing is.
std::string_view glob_problem(std::string_view pattern);

/// Whether one of the patterns fits.
bool matches_any(const std::vector<Glob>& globs, std::string_view text);

}  // namespace drydock
