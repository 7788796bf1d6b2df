#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

namespace drydock {

/// Is told of work before it is done, and may throw to stop it.
struct RegexLimits {
  std::function<void(uint64_t)> spend;       // steps of about 0.1 microseconds
  std::function<void(uint64_t)> check_size;  // bytes of a text that is being built
};

/// A regular expression as Go's package regexp has it: syntax, leftmost-first matches, Unicode
/// tables, error texts. Matching takes linear time. May be shared between threads.
class Regex {
 public:
  /// Throws Error, rule "regex", with Go's text; or rule "regex-limit" for an expression that needs
  /// more memory than we give it, although Go might take it.
  explicit Regex(std::string_view pattern, const RegexLimits& limits = {});
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// Whether the text has a match anywhere.
  bool matches(std::string_view text) const;
  /// The first match; a view of `text`.
  std::optional<std::string_view> find(std::string_view text) const;

  /// How many groups there are, and what the group of that number, from 1 on, is called ("": not).
  int group_count() const { return static_cast<int>(names_.size()) - 1; }
  const std::string& group_name(int group) const { return names_[static_cast<size_t>(group)]; }

  /// About how much work one byte of text is, compared with a simple expression.
  size_t weight() const { return weight_; }

 private:
  friend class RegexSearch;

  std::unique_ptr<re2::RE2> re2_;
  std::vector<std::string> names_;
  size_t weight_ = 1;
};

/// Where a match is, in bytes.
struct RegexSpan {
  size_t start = std::string_view::npos;  // npos for a group that took no part in the match
  size_t end = std::string_view::npos;

  bool found() const { return start != std::string_view::npos; }
};

/// All matches in one text, one by one. Each byte that is not UTF-8 counts as U+FFFD, as in Go.
class RegexSearch {
 public:
  /// Finds also the groups up to that number. Keeps references to both.
  RegexSearch(const Regex& regex, std::string_view text, int groups = 0);

  /// The first match that begins at `from` or later; false if there is none.
  bool search(size_t from);
  /// Of the match found last: the whole of it as number 0, and its groups.
  const std::vector<RegexSpan>& spans() const { return spans_; }

 private:
  size_t to_clean(size_t position) const;
  size_t from_clean(size_t position) const;

  const Regex& regex_;
  std::string_view text_;
  std::string clean_;            // the text as UTF-8, unless it is already
  std::vector<size_t> invalid_;  // positions in `text_` of the bytes that are not
  std::vector<RegexSpan> spans_;
};

/// regexp.QuoteMeta: an expression that matches exactly that text.
std::string quote_regex(std::string_view text);

/// Compiles each expression once. Not for sharing between threads.
class RegexCache {
 public:
  /// Valid until the next call.
  const Regex& get(std::string_view pattern, const RegexLimits& limits = {});

 private:
  std::unordered_map<std::string, Regex> regexes_;
  size_t weight_ = 0;
};

}  // namespace drydock
