#include "core/glob.h"

#include <algorithm>

namespace drydock {
namespace {

constexpr size_t kMaxPattern = 1000;

/// The code point at `at`, which moves behind it. Bytes that are no UTF-8 stand for themselves,
/// beyond Unicode, so that they differ from every character.
char32_t next_code_point(std::string_view text, size_t& at) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char lead = byte(at);
  size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return 0x110000 + byte(at++);
  char32_t c = length == 1 ? lead : lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0x110000 + byte(at++);
    c = c << 6 | (byte(at + i) & 0x3F);
  }
  at += length;
  return c;
}

/// Where the class that opens at `open` closes; npos when it does not. A `]` right after the
/// opening is a member.
size_t class_end(std::string_view pattern, size_t open) {
  size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  for (size_t first = at; at < pattern.size(); ++at) {
    if (pattern[at] == ']' && at > first) return at;
    if (pattern[at] == '\\') ++at;
  }
  return std::string_view::npos;
}

char32_t next_member(std::string_view pattern, size_t& at) {
  if (pattern[at] == '\\') ++at;
  return next_code_point(pattern, at);
}

}  // namespace

/// Runs through a text with the set of all places in the pattern where one can be.
class Glob::Matcher {
 public:
  explicit Matcher(const Glob& glob) : glob_(glob), added_(glob.tokens_.size() + 1, 0) {}

  bool run(std::string_view text) {
    enter(0);
    std::swap(places_, next_);
    for (size_t at = 0; at < text.size() && !places_.empty();) {
      char32_t c = next_code_point(text, at);
      ++round_;
      next_.clear();
      for (uint32_t place : places_) step(place, c);
      std::swap(places_, next_);
    }
    return std::find(places_.begin(), places_.end(), glob_.tokens_.size()) != places_.end();
  }

 private:
  /// Adds a place, and those that can be reached from it without a character.
  void enter(uint32_t place) {
    if (added_[place] == round_) return;
    added_[place] = round_;
    next_.push_back(place);
    if (place == glob_.tokens_.size()) return;
    Step step = glob_.tokens_[place].step;
    if (step == Step::Star || step == Step::Everything || step == Step::MaybeFolders) {
      enter(place + 1);
    }
    if (step == Step::MaybeFolders || step == Step::MaybeBelow) enter(place + 2);
  }

  void step(uint32_t place, char32_t c) {
    if (place == glob_.tokens_.size()) return;
    const Token& token = glob_.tokens_[place];
    switch (token.step) {
      case Step::Char:
      case Step::Any:
      case Step::Class:
        if (glob_.fits(token, c)) enter(place + 1);
        break;
      case Step::Star:
        if (glob_.fits(token, c)) enter(place);
        break;
      case Step::Everything:
        enter(place);
        break;
      case Step::MaybeFolders:
        break;
      case Step::Folders:
        enter(place);
        if (c == '/') enter(place + 1);
        break;
      case Step::MaybeBelow:
        if (c == '/') enter(place + 1);
        break;
    }
  }

  const Glob& glob_;
  uint32_t round_ = 1;
  std::vector<uint32_t> added_;  // the round in which a place was last added
  std::vector<uint32_t> places_;
  std::vector<uint32_t> next_;
};

Glob::Glob(std::string_view pattern, GlobKind kind) : pattern_(pattern), kind_(kind) {
  size_t special = std::min(pattern_.find_first_of("*?[\\"), pattern_.size());
  literal_ = special == pattern_.size();
  // Leave '/' before `**` to the compiler: both may stand for nothing.
  if (!literal_ && special > 0 && pattern_[special - 1] == '/') --special;
  prefix_ = pattern_.substr(0, special);
  if (!literal_) compile();
}

bool Glob::matches(std::string_view text) const {
  if (!text.starts_with(prefix_)) return false;
  if (literal_) return text.size() == prefix_.size();
  return Matcher(*this).run(text.substr(prefix_.size()));
}

void Glob::compile() {
  for (size_t at = prefix_.size(); at < pattern_.size();) {
    char c = pattern_[at];
    if (c == '*' || (c == '/' && kind_ == GlobKind::Path && pattern_.substr(at) == "/**")) {
      at = compile_stars(at);
    } else if (c == '?') {
      tokens_.push_back({Step::Any});
      ++at;
    } else if (c != '[' || !compile_class(at)) {
      if (c == '\\' && at + 1 < pattern_.size()) ++at;
      tokens_.push_back({Step::Char, false, next_code_point(pattern_, at)});
    }
  }
}

/// Takes a run of stars, at the end together with the '/' before it; returns where it ends.
size_t Glob::compile_stars(size_t at) {
  if (pattern_[at] == '/') {
    tokens_.push_back({Step::MaybeBelow});
    tokens_.push_back({Step::Everything});
    return pattern_.size();
  }
  size_t end = std::min(pattern_.find_first_not_of('*', at), pattern_.size());
  bool component = end - at == 2 && (at == 0 || pattern_[at - 1] == '/') &&
                   (end == pattern_.size() || pattern_[end] == '/');
  if (kind_ == GlobKind::Name || (component && end == pattern_.size())) {
    tokens_.push_back({Step::Everything});
  } else if (component) {
    ++end;
    while (std::string_view(pattern_).substr(end).starts_with("**/")) end += 3;
    // `**/**` at the end is `**`.
    if (std::string_view(pattern_).substr(end) == "**") return end;
    tokens_.push_back({Step::MaybeFolders});
    tokens_.push_back({Step::Folders});
  } else {
    tokens_.push_back({Step::Star});
  }
  return end;
}

bool Glob::compile_class(size_t& at) {
  size_t end = class_end(pattern_, at);
  if (end == std::string::npos) return false;
  Token token = {Step::Class};
  token.first_range = static_cast<uint32_t>(ranges_.size());
  ++at;
  token.negated = pattern_[at] == '!' || pattern_[at] == '^';
  if (token.negated) ++at;
  while (at < end) {
    char32_t low = next_member(pattern_, at);
    char32_t high = low;
    if (at + 1 < end && pattern_[at] == '-') {
      ++at;
      high = next_member(pattern_, at);
    }
    ranges_.emplace_back(low, high);
  }
  token.end_range = static_cast<uint32_t>(ranges_.size());
  tokens_.push_back(token);
  at = end + 1;
  return true;
}

bool Glob::fits(const Token& token, char32_t c) const {
  if (token.step == Step::Char) return c == token.code_point;
  if (c == '/' && kind_ == GlobKind::Path) return false;
  if (token.step != Step::Class) return true;
  auto begin = ranges_.begin();
  bool listed =
      std::any_of(begin + token.first_range, begin + token.end_range,
                  [&](const auto& range) { return range.first <= c && c <= range.second; });
  return listed != token.negated;
}

std::string_view glob_problem(std::string_view pattern) {
  if (pattern.empty()) return "the pattern is empty";
  if (pattern.size() > kMaxPattern) return "the pattern is longer than 1,000 bytes";
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      if (++at == pattern.size()) return "nothing follows the last backslash";
    } else if (pattern[at] == '[') {
      at = class_end(pattern, at);
      if (at == std::string_view::npos) return "a `[` is not closed";
    }
  }
  return "";
}

bool matches_any(const std::vector<Glob>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const Glob& glob) { return glob.matches(text); });
}

}  // namespace drydock
