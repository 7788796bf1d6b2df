#include "core/yaml/key_order.h"

#include "core/unicode.h"

namespace drydock {
namespace {

/// A position among the code points of a key.
struct At {
  std::string_view text;
  size_t offset;

  bool end() const { return offset == text.size(); }
  DecodedRune rune() const { return decode_rune(text.substr(offset)); }
};

/// The first pair of code points that differ; `previous` is the one before them. False when one key
/// begins with the other.
bool find_difference(At& a, At& b, char32_t& previous) {
  for (;;) {
    if (a.end() || b.end()) return false;
    DecodedRune left = a.rune();
    DecodedRune right = b.rune();
    if (left.rune != right.rune) return true;
    previous = left.rune;
    a.offset += static_cast<size_t>(left.size);
    b.offset += static_cast<size_t>(right.size);
  }
}

struct DigitRun {
  uint64_t value;  // wraps around, as in Go
  size_t length;
};

DigitRun read_digits(At at, uint64_t start) {
  DigitRun run{start, 0};
  for (; !at.end(); ++run.length) {
    DecodedRune next = at.rune();
    if (!is_digit(next.rune)) break;
    run.value = run.value * 10 + static_cast<uint64_t>(int64_t{next.rune} - '0');
    at.offset += static_cast<size_t>(next.size);
  }
  return run;
}

/// Whether the digits just before this position hold one that is not 0.
bool follows_number(At at) {
  std::string_view before = at.text.substr(0, at.offset);
  while (!before.empty()) {
    DecodedRune last = decode_last_rune(before);
    if (!is_digit(last.rune)) return false;
    if (last.rune != '0') return true;
    before.remove_suffix(static_cast<size_t>(last.size));
  }
  return false;
}

/// Decides between two different code points, neither of which is a letter.
bool less_by_number(const At& a, const At& b) {
  char32_t left = a.rune().rune;
  char32_t right = b.rune().rune;
  // A zero that continues a number counts as one of its digits, not as a leading zero.
  uint64_t start = (left == '0' || right == '0') && follows_number(a) ? 1 : 0;
  DigitRun left_run = read_digits(a, start);
  DigitRun right_run = read_digits(b, start);
  if (left_run.value != right_run.value) {
    return static_cast<int64_t>(left_run.value) < static_cast<int64_t>(right_run.value);
  }
  if (left_run.length != right_run.length) return left_run.length < right_run.length;
  return left < right;
}

}  // namespace

bool yaml_key_less_behind(std::string_view left_key, std::string_view right_key, size_t common,
                          YamlEmitter emitter) {
  // Behind an ASCII byte begins a code point in both.
  while (common > 0 && static_cast<unsigned char>(left_key[common - 1]) >= 0x80) --common;
  char32_t previous = common > 0 ? static_cast<unsigned char>(left_key[common - 1]) : 0;
  At a{left_key, common};
  At b{right_key, common};
  if (!find_difference(a, b, previous)) return a.end() && !b.end();
  char32_t left = a.rune().rune;
  char32_t right = b.rune().rune;
  bool left_letter = is_letter(left);
  bool right_letter = is_letter(right);
  if (left_letter && right_letter) return left < right;
  if (left_letter || right_letter) {
    // v3 lets a number end before it goes on: a1b < a10.
    bool letters_first = emitter == YamlEmitter::V3 && is_digit(previous);
    return letters_first ? left_letter : right_letter;
  }
  return less_by_number(a, b);
}

}  // namespace drydock
