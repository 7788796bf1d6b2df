#include "validate/policy/pattern.h"

#include <cctype>
#include <lua5.4/lua.hpp>

#include "validate/policy/lua_state.h"

namespace drydock::validate::policy {
namespace {

constexpr char kEscape = '%';
constexpr int kMaxDepth = 200;
constexpr uint64_t kStepsAtOnce = 500;

bool in_class(unsigned char c, unsigned char name) {
  bool found = false;
  switch (std::tolower(name)) {
    case 'a':
      found = std::isalpha(c) != 0;
      break;
    case 'c':
      found = std::iscntrl(c) != 0;
      break;
    case 'd':
      found = std::isdigit(c) != 0;
      break;
    case 'g':
      found = std::isgraph(c) != 0;
      break;
    case 'l':
      found = std::islower(c) != 0;
      break;
    case 'p':
      found = std::ispunct(c) != 0;
      break;
    case 's':
      found = std::isspace(c) != 0;
      break;
    case 'u':
      found = std::isupper(c) != 0;
      break;
    case 'w':
      found = std::isalnum(c) != 0;
      break;
    case 'x':
      found = std::isxdigit(c) != 0;
      break;
    default:
      return name == c;
  }
  return std::isupper(name) ? !found : found;
}

}  // namespace

PatternMatch::~PatternMatch() = default;

void PatternMatch::step(uint64_t count) {
  steps_ += count;
  if (steps_ < kStepsAtOnce) return;
  uint64_t spent = steps_;
  steps_ = 0;
  LuaState::of(lua_).spend(spent);
}

size_t PatternMatch::match_at(size_t start) {
  level_ = 0;
  depth_ = 0;
  return match(start, 0);
}

size_t PatternMatch::class_end(size_t p) {
  char first = pattern_[p++];
  if (first == kEscape) {
    if (p >= pattern_.size()) luaL_error(lua_, "malformed pattern (ends with '%%')");
    return p + 1;
  }
  if (first != '[') return p;
  if (p < pattern_.size() && pattern_[p] == '^') ++p;
  do {  // a "]" in the first place is a character
    if (p >= pattern_.size()) luaL_error(lua_, "malformed pattern (missing ']')");
    char c = pattern_[p++];
    if (c == kEscape) ++p;
  } while (p >= pattern_.size() || pattern_[p] != ']');
  return p + 1;
}

/// `p` is at the "[", `end` at the "]".
bool PatternMatch::in_set(unsigned char c, size_t p, size_t end) const {
  bool result = true;
  if (pattern_[p + 1] == '^') {
    result = false;
    ++p;
  }
  while (++p < end) {
    auto low = static_cast<unsigned char>(pattern_[p]);
    if (low == kEscape) {
      ++p;
      if (in_class(c, static_cast<unsigned char>(pattern_[p]))) return result;
    } else if (pattern_[p + 1] == '-' && p + 2 < end) {
      p += 2;
      if (low <= c && c <= static_cast<unsigned char>(pattern_[p])) return result;
    } else if (low == c) {
      return result;
    }
  }
  return !result;
}

bool PatternMatch::single(size_t s, size_t p, size_t end) const {
  if (s >= text_.size()) return false;
  auto c = static_cast<unsigned char>(text_[s]);
  switch (pattern_[p]) {
    case '.':
      return true;
    case kEscape:
      return in_class(c, static_cast<unsigned char>(pattern_[p + 1]));
    case '[':
      return in_set(c, p, end - 1);
    default:
      return static_cast<unsigned char>(pattern_[p]) == c;
  }
}

size_t PatternMatch::match_balance(size_t s, size_t p) {
  if (p + 1 >= pattern_.size()) {
    luaL_error(lua_, "malformed pattern (missing arguments to '%%b')");
  }
  if (s >= text_.size() || text_[s] != pattern_[p]) return kNone;
  int open = 1;
  while (++s < text_.size()) {
    step();
    if (text_[s] == pattern_[p + 1]) {
      if (--open == 0) return s + 1;
    } else if (text_[s] == pattern_[p]) {
      ++open;
    }
  }
  return kNone;
}

size_t PatternMatch::max_expand(size_t s, size_t p, size_t end) {
  size_t count = 0;
  while (single(s + count, p, end)) {
    ++count;
    step();
  }
  while (true) {
    size_t result = match(s + count, end + 1);
    if (result != kNone) return result;
    if (count == 0) return kNone;
    --count;
  }
}

size_t PatternMatch::min_expand(size_t s, size_t p, size_t end) {
  while (true) {
    size_t result = match(s, end + 1);
    if (result != kNone) return result;
    if (!single(s, p, end)) return kNone;
    ++s;
  }
}

size_t PatternMatch::start_capture(size_t s, size_t p, ptrdiff_t what) {
  if (level_ >= kMaxCaptures) luaL_error(lua_, "too many captures");
  captures_[static_cast<size_t>(level_)] = {s, what};
  ++level_;
  size_t result = match(s, p);
  if (result == kNone) --level_;
  return result;
}

size_t PatternMatch::end_capture(size_t s, size_t p) {
  int open = level_ - 1;
  while (open >= 0 && captures_[static_cast<size_t>(open)].length != kOpen) --open;
  if (open < 0) luaL_error(lua_, "invalid pattern capture");
  Capture& capture = captures_[static_cast<size_t>(open)];
  capture.length = static_cast<ptrdiff_t>(s - capture.start);
  size_t result = match(s, p);
  if (result == kNone) capture.length = kOpen;
  return result;
}

size_t PatternMatch::match_back_reference(size_t s, char digit) {
  int index = digit - '1';
  if (index < 0 || index >= level_ || captures_[static_cast<size_t>(index)].length == kOpen) {
    luaL_error(lua_, "invalid capture index %%%d", index + 1);
  }
  const Capture& capture = captures_[static_cast<size_t>(index)];
  if (capture.length < 0) return kNone;
  auto length = static_cast<size_t>(capture.length);
  step(length / 8);
  std::string_view wanted = text_.substr(capture.start, length);
  return text_.substr(s).starts_with(wanted) ? s + length : kNone;
}

bool PatternMatch::at_frontier(size_t s, size_t p, size_t end) const {
  auto before = static_cast<unsigned char>(s == 0 ? 0 : text_[s - 1]);
  auto here = static_cast<unsigned char>(s < text_.size() ? text_[s] : 0);
  return !in_set(before, p, end - 1) && in_set(here, p, end - 1);
}

/// One item with what stands behind it. Goes on in the caller's loop when `again`.
size_t PatternMatch::match_default(size_t& s, size_t& p, bool& again) {
  size_t end = class_end(p);
  char suffix = end < pattern_.size() ? pattern_[end] : '\0';
  if (suffix == '*') return max_expand(s, p, end);
  if (suffix == '-') return min_expand(s, p, end);
  bool fits = single(s, p, end);
  if (suffix == '+') return fits ? max_expand(s + 1, p, end) : kNone;
  if (suffix == '?') {
    if (fits) {
      size_t result = match(s + 1, end + 1);
      if (result != kNone) return result;
    }
    p = end + 1;
    again = true;
    return kNone;
  }
  if (!fits) return kNone;
  ++s;
  p = end;
  again = true;
  return kNone;
}

size_t PatternMatch::match(size_t s, size_t p) {
  if (++depth_ > kMaxDepth) luaL_error(lua_, "pattern too complex");
  struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } leave{depth_};
  while (p < pattern_.size()) {
    step();
    char c = pattern_[p];
    char next = p + 1 < pattern_.size() ? pattern_[p + 1] : '\0';
    if (c == '(') {
      return next == ')' ? start_capture(s, p + 2, kPosition) : start_capture(s, p + 1, kOpen);
    }
    if (c == ')') return end_capture(s, p + 1);
    if (c == '$' && p + 1 == pattern_.size()) return s == text_.size() ? s : kNone;
    if (c == kEscape && next == 'b') {
      s = match_balance(s, p + 2);
      if (s == kNone) return kNone;
      p += 4;
      continue;
    }
    if (c == kEscape && next == 'f') {
      p += 2;
      if (p >= pattern_.size() || pattern_[p] != '[') {
        luaL_error(lua_, "missing '[' after '%%f' in pattern");
      }
      size_t end = class_end(p);
      if (!at_frontier(s, p, end)) return kNone;
      p = end;
      continue;
    }
    if (c == kEscape && next >= '0' && next <= '9') {
      s = match_back_reference(s, next);
      if (s == kNone) return kNone;
      p += 2;
      continue;
    }
    bool again = false;
    size_t result = match_default(s, p, again);
    if (!again) return result;
  }
  return s;
}

void PatternMatch::push_capture(int index, size_t start, size_t end) {
  if (index >= level_) {
    if (index != 0) luaL_error(lua_, "invalid capture index %%%d", index + 1);
    lua_pushlstring(lua_, text_.data() + start, end - start);
    return;
  }
  const Capture& capture = captures_[static_cast<size_t>(index)];
  if (capture.length == kOpen) luaL_error(lua_, "unfinished capture");
  if (capture.length == kPosition) {
    lua_pushinteger(lua_, static_cast<lua_Integer>(capture.start + 1));
  } else {
    lua_pushlstring(lua_, text_.data() + capture.start, static_cast<size_t>(capture.length));
  }
}

int PatternMatch::push_captures(size_t start, size_t end, bool whole_if_none) {
  int count = level_ == 0 && whole_if_none ? 1 : level_;
  luaL_checkstack(lua_, count, "too many captures");
  for (int i = 0; i < count; ++i) push_capture(i, start, end);
  return count;
}

}  // namespace drydock::validate::policy
