#include "render/builtins/file_glob.h"

#include "core/unicode.h"

namespace drydock::render {

/// Reads a pattern from left to right.
class FileGlobCompiler {
 public:
  explicit FileGlobCompiler(std::string_view pattern) : rest_(pattern) {}

  bool run() {
    while (!rest_.empty()) {
      if (!item()) return false;
    }
    while (!open_.empty()) close_alternatives();
    emit({FileGlob::Op::Match});
    return true;
  }

  FileGlob glob;

 private:
  /// A `{` that is not closed yet.
  struct Alternatives {
    size_t split;               // of the pattern being read
    std::vector<size_t> jumps;  // at the ends of those before, to behind the `}`
  };

  size_t emit(FileGlob::Step step) {
    glob.steps_.push_back(std::move(step));
    return glob.steps_.size() - 1;
  }

  char32_t take() {
    DecodedRune next = decode_rune(rest_);
    rest_.remove_prefix(static_cast<size_t>(next.size));
    return next.rune;
  }

  bool item();
  bool range();
  void star();
  void begin_alternative();
  void end_alternative();
  void close_alternatives();

  std::string_view rest_;
  std::vector<Alternatives> open_;
};

bool FileGlobCompiler::item() {
  DecodedRune next = decode_rune(rest_);
  if (next.rune == kRuneError) return false;
  if (next.rune == '[') return range();
  char32_t rune = take();
  if (rune == '*') {
    star();
  } else if (rune == '?') {
    emit({FileGlob::Op::AnyButSlash});
  } else if (rune == '{') {
    open_.push_back({});
    begin_alternative();
  } else if (rune == ',' && !open_.empty()) {
    end_alternative();
    begin_alternative();
  } else if (rune == '}' && !open_.empty()) {
    close_alternatives();
  } else if (rune != '\\') {
    emit({FileGlob::Op::Char, rune});
  } else if (!rest_.empty()) {
    emit({FileGlob::Op::Char, take()});
  }
  return true;
}

/// Any number of what Any or AnyButSlash fits: split, item, jump back.
void FileGlobCompiler::star() {
  FileGlob::Op op = FileGlob::Op::AnyButSlash;
  if (rest_.starts_with('*')) {
    take();
    op = FileGlob::Op::Any;
  }
  size_t split = emit({FileGlob::Op::Split});
  glob.steps_[split].next = split + 1;
  emit({op});
  size_t back = emit({FileGlob::Op::Jump});
  glob.steps_[back].next = split;
  glob.steps_[split].other = back + 1;
}

void FileGlobCompiler::begin_alternative() {
  size_t split = emit({FileGlob::Op::Split});
  glob.steps_[split].next = split + 1;
  glob.steps_[split].other = SIZE_MAX;  // there may be no further one
  open_.back().split = split;
}

void FileGlobCompiler::end_alternative() {
  open_.back().jumps.push_back(emit({FileGlob::Op::Jump}));
  glob.steps_[open_.back().split].other = glob.steps_.size();
}

void FileGlobCompiler::close_alternatives() {
  size_t behind = glob.steps_.size();
  for (size_t jump : open_.back().jumps) glob.steps_[jump].next = behind;
  open_.pop_back();
}

/// `[a-z]`, or `[…]` with characters one by one; either may begin with `!`.
bool FileGlobCompiler::range() {
  take();
  FileGlob::Step step{FileGlob::Op::Class};
  if (rest_.starts_with('!')) {
    take();
    step.negated = true;
  }
  if (rest_.empty()) return false;
  std::string_view before = rest_;
  step.low = take();
  if (rest_.starts_with('-')) {
    take();
    if (rest_.empty()) return false;
    step.high = take();
    if (step.high < step.low || !rest_.starts_with(']')) return false;
    take();
    emit(std::move(step));
    return true;
  }
  rest_ = before;
  while (!rest_.empty() && rest_[0] != ']') {
    if (rest_[0] == '\\') take();
    if (!rest_.empty()) step.chars += take();
  }
  if (rest_.empty() || step.chars.empty()) return false;
  take();
  emit(std::move(step));
  return true;
}

std::optional<FileGlob> FileGlob::compile(std::string_view pattern) {
  FileGlobCompiler compiler(pattern);
  if (!compiler.run()) return std::nullopt;
  return std::move(compiler.glob);
}

bool FileGlob::fits(const Step& step, char32_t rune) const {
  switch (step.op) {
    case Op::Char:
      return step.low == rune;
    case Op::Any:
      return true;
    case Op::AnyButSlash:
      return rune != '/';
    case Op::Class: {
      bool inside = step.chars.empty() ? step.low <= rune && rune <= step.high
                                       : step.chars.find(rune) != std::u32string::npos;
      return inside != step.negated;
    }
    default:
      return false;
  }
}

void FileGlob::follow(size_t at, std::vector<size_t>& states, std::vector<bool>& seen) const {
  std::vector<size_t> pending = {at};
  while (!pending.empty()) {
    at = pending.back();
    pending.pop_back();
    if (at >= steps_.size() || seen[at]) continue;
    seen[at] = true;
    const Step& step = steps_[at];
    if (step.op == Op::Split) pending.push_back(step.other);
    if (step.op == Op::Split || step.op == Op::Jump) {
      pending.push_back(step.next);
    } else {
      states.push_back(at);
    }
  }
}

bool FileGlob::matches(std::string_view text) const {
  std::vector<size_t> states;
  std::vector<bool> seen(steps_.size());
  follow(0, states, seen);
  while (!text.empty() && !states.empty()) {
    DecodedRune next = decode_rune(text);
    text.remove_prefix(static_cast<size_t>(next.size));
    std::vector<size_t> following;
    seen.assign(steps_.size(), false);
    for (size_t state : states) {
      if (fits(steps_[state], next.rune)) follow(state + 1, following, seen);
    }
    states = std::move(following);
  }
  for (size_t state : states) {
    if (steps_[state].op == Op::Match && text.empty()) return true;
  }
  return false;
}

}  // namespace drydock::render
