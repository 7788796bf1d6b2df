#include "core/regex_syntax.h"

#include "core/error.h"
#include "core/regex_class.h"
#include "core/rune_set.h"
#include "core/unicode.h"

namespace drydock {
namespace {

constexpr int kMaxHeight = 1000;
constexpr int kMaxRepeat = 1000;
constexpr int64_t kMaxSize = 128 * 1024 * 1024 / 40;  // Go's limits of instructions
constexpr int64_t kMaxRunes = 128 * 1024 * 1024 / 4;  // and of ends of ranges

/// What must be known of a part that was read, to refuse what Go refuses.
struct Part {
  enum class Kind : uint8_t { Rune, Class, Literal, Empty, Concat, Alternate, Other };
  Kind kind = Kind::Empty;
  bool fold = false;  // of a literal
  int height = 1;     // of Go's tree
  int repeats = 1;    // copies of the innermost part that counted repetitions make
  int64_t size = 1;   // instructions of Go
  int64_t work = 1;   // instructions of RE2, which has some for each range of a class
};

bool is_class(const Part& part) {
  return part.kind == Part::Kind::Rune || part.kind == Part::Kind::Class;
}
bool is_literal(const Part& part) {
  return part.kind == Part::Kind::Rune || part.kind == Part::Kind::Literal;
}

/// Parts that stand side by side: one after the other, or as alternatives.
struct Row {
  Part::Kind kind;
  Part joined;
  Part back;
  int count = 0;

  explicit Row(Part::Kind k) : kind(k) {}

  void push(const Part& part) {
    if (count > 0 && kind == Part::Kind::Concat && is_literal(back) && is_literal(part) &&
        back.fold == part.fold) {
      back.kind = Part::Kind::Literal;
      back.size += part.size;
      back.work += part.work;
      return;
    }
    if (count > 0 && kind == Part::Kind::Alternate && is_class(back) && is_class(part)) {
      back.kind = Part::Kind::Class;
      back.work += part.work;
      return;
    }
    if (count > 0) absorb();
    back = part;
    ++count;
  }

  /// Of the text "ab", only the b can be repeated.
  void split_literal() {
    if (back.kind != Part::Kind::Literal) return;
    back.size -= 1;
    absorb();
    back = {Part::Kind::Rune, back.fold};
    ++count;
  }

  /// Joins `back` to what is before it.
  void absorb() {
    int height = back.kind == kind ? back.height : back.height + 1;
    if (count == 1) joined = {kind, false, 1, 0, 0, 0};
    joined.height = std::max(joined.height, height);
    joined.repeats = std::max(joined.repeats, back.repeats);
    joined.work += back.work;
    joined.size += back.size + (kind == Part::Kind::Alternate && count > 1 ? 1 : 0);
  }

  Part take() {
    if (count == 0) return {};
    if (count == 1) return back;
    absorb();
    return joined;
  }
};

struct Group {
  bool captures = false;
  bool outer_fold = false;  // what (?i) was before the group
  Row alternatives{Part::Kind::Alternate};
  Row sequence{Part::Kind::Concat};
};

class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  RegexSyntax run();

 private:
  [[noreturn]] void reject(std::string_view problem, std::string_view part) const {
    reject_regex(problem, part);
  }
  std::string_view until_rest(std::string_view from) const {
    return from.substr(0, from.size() - rest_.size());
  }

  void read_next();
  bool read_assertion();
  void read_quoted();
  void read_class_escape_or_rune();
  void read_class();
  void read_simple_repeat();
  void read_counted_repeat();
  void repeat(std::string_view start, bool counted, int min, int max);
  void read_group();
  void read_named_group(size_t name_start);
  void read_flags();
  void open_group(bool captures, std::string name);
  void close_alternative();
  Part close_group();
  void read_right_paren();

  void check_limits(const Part& part) const;
  void push(Part part);
  void push_rune(char32_t rune);
  void push_set(const RuneSet& set);

  std::string_view pattern_;
  std::string_view rest_;
  RegexSyntax out_;
  std::vector<Group> groups_;
  bool fold_ = false;
  int64_t runes_ = 0;
  std::string_view last_repeat_;  // where the repetition began that was read just now
  std::string_view this_repeat_;
};

RegexSyntax Translator::run() {
  out_.names.emplace_back();
  groups_.emplace_back();
  while (!rest_.empty()) {
    this_repeat_ = {};
    read_next();
    last_repeat_ = this_repeat_;
  }
  if (groups_.size() > 1) {
    // Go closes the innermost group first, which may be found too large.
    close_group();
    reject("missing closing )", pattern_);
  }
  Part whole = close_group();
  out_.instructions = whole.work;
  return std::move(out_);
}

void Translator::read_next() {
  switch (rest_[0]) {
    case '(':
      return read_group();
    case '|':
      close_alternative();
      break;
    case ')':
      return read_right_paren();
    case '^':
    case '$':
      push({Part::Kind::Other});
      break;
    case '.':
      push({Part::Kind::Class});
      break;
    case '[':
      return read_class();
    case '*':
    case '+':
    case '?':
      return read_simple_repeat();
    case '{':
      return read_counted_repeat();
    case '\\':
      if (!read_assertion()) read_class_escape_or_rune();
      return;
    default:
      return push_rune(next_regex_rune(rest_));
  }
  out_.re2 += rest_[0];
  rest_.remove_prefix(1);
}

bool Translator::read_assertion() {
  switch (rest_.size() > 1 ? rest_[1] : 0) {
    case 'A':
    case 'b':
    case 'B':
    case 'z':
      push({Part::Kind::Other});
      out_.re2 += rest_.substr(0, 2);
      rest_.remove_prefix(2);
      return true;
    case 'C':
      reject("invalid escape sequence", rest_.substr(0, 2));
    case 'Q':
      read_quoted();
      return true;
    default:
      return false;
  }
}

void Translator::read_quoted() {
  rest_.remove_prefix(2);
  size_t end = rest_.find("\\E");
  std::string_view text = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 2);
  // Even an empty one makes a* and * behind it two repetitions, and not a stacked one.
  if (text.empty()) out_.re2 += "\\Q\\E";
  while (!text.empty()) push_rune(next_regex_rune(text));
}

void Translator::read_class_escape_or_rune() {
  RuneSet set;
  if (read_class_escape(rest_, fold_, set)) return push_set(set);
  push_rune(read_regex_escape(rest_));
}

void Translator::read_class() { push_set(read_bracket_class(rest_, fold_)); }

void Translator::read_simple_repeat() {
  std::string_view start = rest_;
  rest_.remove_prefix(1);
  repeat(start, false, 0, 0);
}

/// Reads digits; -1 for a number that is far too large, none for what Go takes for text.
std::optional<int> read_count(std::string_view& text) {
  size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  if (size == 0 || (size > 1 && text[0] == '0')) return std::nullopt;
  int value = 0;
  for (char digit : text.substr(0, size)) {
    if (value >= 100'000'000) {
      value = -1;
      break;
    }
    value = value * 10 + (digit - '0');
  }
  text.remove_prefix(size);
  return value;
}

struct Counts {
  int min;
  int max;  // -1: no limit
};

/// Reads "{2}", "{2,}" or "{2,3}". `min` is -1 if a number is far too large.
std::optional<Counts> read_counts(std::string_view& text) {
  std::string_view rest = text.substr(1);
  std::optional<int> min = read_count(rest);
  if (!min || rest.empty()) return std::nullopt;
  Counts counts{*min, *min};
  if (rest[0] == ',') {
    rest.remove_prefix(1);
    if (rest.starts_with('}')) {
      counts.max = -1;
    } else {
      std::optional<int> max = read_count(rest);
      if (!max) return std::nullopt;
      counts.max = *max;
      if (*max < 0) counts.min = -1;
    }
  }
  if (!rest.starts_with('}')) return std::nullopt;
  text = rest.substr(1);
  return counts;
}

void Translator::read_counted_repeat() {
  std::string_view start = rest_;
  std::optional<Counts> counts = read_counts(rest_);
  if (!counts) {
    rest_.remove_prefix(1);
    return push_rune('{');
  }
  auto [min, max] = *counts;
  if (min < 0 || min > kMaxRepeat || max > kMaxRepeat || (max >= 0 && min > max)) {
    reject("invalid repeat count", until_rest(start));
  }
  repeat(start, true, min, max);
}

void Translator::repeat(std::string_view start, bool counted, int min, int max) {
  if (rest_.starts_with('?')) rest_.remove_prefix(1);
  if (!last_repeat_.empty()) {
    reject("invalid nested repetition operator", until_rest(last_repeat_));
  }
  Row& sequence = groups_.back().sequence;
  if (sequence.count == 0) reject("missing argument to repetition operator", until_rest(start));
  sequence.split_literal();
  Part& part = sequence.back;
  part.kind = Part::Kind::Other;
  part.height += 1;
  if (!counted) {
    part.size += start[0] == '*' ? 2 : 1;
  } else if (max < 0) {
    part.size = min == 0 ? part.size + 2 : 1 + min * part.size;
  } else {
    part.size = std::max<int64_t>(1, max * part.size + max - min);
  }
  check_limits(part);
  if (counted) {
    int copies = max < 0 ? std::max(min, 1) : max;
    part.work *= std::max(copies, 1);
    part.repeats *= copies;
    if ((min >= 2 || max >= 2) && part.repeats > kMaxRepeat) {
      reject("invalid repeat count", until_rest(start));
    }
  }
  out_.re2 += until_rest(start);
  this_repeat_ = start;
}

void Translator::read_group() {
  if (rest_.starts_with("(?P<") && rest_.size() > 4) return read_named_group(4);
  if (rest_.starts_with("(?<") && rest_.size() > 3) return read_named_group(3);
  if (rest_.starts_with("(?")) return read_flags();
  open_group(true, "");
  out_.re2 += '(';
  rest_.remove_prefix(1);
}

void Translator::read_named_group(size_t name_start) {
  size_t end = rest_.find('>');
  if (end == std::string_view::npos) {
    check_regex_utf8(rest_);
    reject("invalid named capture", rest_);
  }
  std::string_view name = rest_.substr(name_start, end - name_start);
  check_regex_utf8(name);
  bool valid = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || is_ascii_alphanumeric(static_cast<unsigned char>(c));
  });
  if (!valid) reject("invalid named capture", rest_.substr(0, end + 1));
  open_group(true, std::string(name));
  out_.re2 += '(';
  rest_.remove_prefix(end + 1);
}

void Translator::read_flags() {
  std::string_view start = rest_;
  rest_.remove_prefix(2);
  bool fold = fold_;
  bool negative = false;
  bool saw_flag = false;
  while (!rest_.empty()) {
    char32_t rune = next_regex_rune(rest_);
    if (rune == 'i' || rune == 'm' || rune == 's' || rune == 'U') {
      if (rune == 'i') fold = !negative;
      saw_flag = true;
    } else if (rune == '-' && !negative) {
      negative = true;
      saw_flag = false;
    } else if ((rune == ':' || rune == ')') && (!negative || saw_flag)) {
      if (rune == ':') open_group(false, "");
      fold_ = fold;
      out_.re2 += until_rest(start);
      return;
    } else {
      break;
    }
  }
  reject("invalid or unsupported Perl syntax", until_rest(start));
}

void Translator::open_group(bool captures, std::string name) {
  if (captures) out_.names.push_back(std::move(name));
  Group& group = groups_.emplace_back();
  group.captures = captures;
  group.outer_fold = fold_;
}

void Translator::close_alternative() {
  Group& group = groups_.back();
  Part part = group.sequence.take();
  check_limits(part);
  group.alternatives.push(part);
  group.sequence = Row(Part::Kind::Concat);
}

Part Translator::close_group() {
  close_alternative();
  Group group = groups_.back();
  groups_.pop_back();
  fold_ = group.outer_fold;
  Part part = group.alternatives.take();
  if (group.captures) {
    part.kind = Part::Kind::Other;
    ++part.height;
    part.size += 2;
  }
  check_limits(part);
  return part;
}

void Translator::read_right_paren() {
  if (groups_.size() == 1) {
    close_alternative();
    reject("unexpected )", pattern_);
  }
  push(close_group());
  out_.re2 += ')';
  rest_.remove_prefix(1);
}

void Translator::check_limits(const Part& part) const {
  if (part.size > kMaxSize) reject("expression too large", pattern_);
  if (part.height > kMaxHeight) reject("expression nests too deeply", pattern_);
}

void Translator::push(Part part) { groups_.back().sequence.push(part); }

void Translator::push_rune(char32_t rune) {
  push({Part::Kind::Rune, fold_});
  append_regex_rune(out_.re2, rune);
}

void Translator::push_set(const RuneSet& set) {
  runes_ += 2 * static_cast<int64_t>(set.ranges().size());
  if (runes_ > kMaxRunes) reject("expression too large", pattern_);
  Part part{Part::Kind::Class};
  part.work = 1 + 2 * static_cast<int64_t>(set.ranges().size());
  push(part);
  if (fold_) out_.re2 += "(?-i:";  // the set has all cases already
  append_regex_set(out_.re2, set);
  if (fold_) out_.re2 += ')';
}

}  // namespace

RegexSyntax translate_regex(std::string_view pattern) { return Translator(pattern).run(); }

}  // namespace drydock
