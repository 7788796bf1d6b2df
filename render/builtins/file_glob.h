#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// The patterns of `.Files.Glob`, as the library gobwas/glob reads them with '/' as separator: `*`
/// and `?` stop at '/', `**` does not, `[abc]` and `[a-z]` (with `!`: none of them) fit one
/// character, `{a,b}` one of several patterns. Matching takes time in proportion to text and
/// pattern.
class FileGlob {
 public:
  /// Nothing if the pattern is wrong.
  static std::optional<FileGlob> compile(std::string_view pattern);

  bool matches(std::string_view text) const;

 private:
  friend class FileGlobCompiler;

  enum class Op : uint8_t { Char, Any, AnyButSlash, Class, Split, Jump, Match };

  /// An instruction of a machine whose states are advanced together.
  struct Step {
    Op op;
    char32_t low = 0;  // the character, or the range of a class without `chars`
    char32_t high = 0;
    bool negated = false;
    std::u32string chars;
    size_t next = 0;  // of Jump and Split; Split also goes to `other`
    size_t other = 0;
  };

  bool fits(const Step& step, char32_t rune) const;
  void follow(size_t at, std::vector<size_t>& states, std::vector<bool>& seen) const;

  std::vector<Step> steps_;
};

}  // namespace drydock::render
