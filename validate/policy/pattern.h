#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

struct lua_State;

namespace drydock::validate::policy {

/// Lua's patterns over one text. They can backtrack for longer than anybody lives, so every step is
/// counted, and running out of them raises the error of the state.
class PatternMatch {
 public:
  static constexpr int kMaxCaptures = 32;

  PatternMatch(lua_State* lua, std::string_view text, std::string_view pattern)
      : lua_(lua), text_(text), pattern_(pattern) {}
  ~PatternMatch();

  static constexpr size_t kNone = std::string_view::npos;
  /// The end of a match that begins at `start`, or kNone. Patterns come without a leading "^".
  size_t match_at(size_t start);

  int capture_count() const { return level_; }
  /// Pushes capture `index`, from 0; the whole match from `start` to `end` when there are none.
  void push_capture(int index, size_t start, size_t end);
  /// Pushes all captures, or the whole match without any -> how many.
  int push_captures(size_t start, size_t end, bool whole_if_none);

 private:
  struct Capture {
    size_t start = 0;
    ptrdiff_t length = 0;
  };
  static constexpr ptrdiff_t kOpen = -1;
  static constexpr ptrdiff_t kPosition = -2;

  size_t match(size_t s, size_t p);
  size_t match_default(size_t& s, size_t& p, bool& again);
  size_t class_end(size_t p);
  bool single(size_t s, size_t p, size_t end) const;
  bool in_set(unsigned char c, size_t p, size_t end) const;
  size_t match_balance(size_t s, size_t p);
  size_t max_expand(size_t s, size_t p, size_t end);
  size_t min_expand(size_t s, size_t p, size_t end);
  size_t start_capture(size_t s, size_t p, ptrdiff_t what);
  size_t end_capture(size_t s, size_t p);
  size_t match_back_reference(size_t s, char digit);
  bool at_frontier(size_t s, size_t p, size_t end) const;
  void step(uint64_t count = 1);

  lua_State* lua_;
  std::string_view text_;
  std::string_view pattern_;
  int level_ = 0;
  int depth_ = 0;
  uint64_t steps_ = 0;
  std::array<Capture, kMaxCaptures> captures_{};
};

}  // namespace drydock::validate::policy
