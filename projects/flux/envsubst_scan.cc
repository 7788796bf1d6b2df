#include "projects/flux/envsubst_scan.h"

namespace drydock::projects::flux {
namespace {

constexpr char32_t kEnd = 0;

}  // namespace

char32_t EnvsubstScanner::read() {
  if (position_ >= text_.size()) {
    width_ = 0;
    return kEnd;
  }
  DecodedRune next = decode_rune(text_.substr(position_));
  width_ = static_cast<size_t>(next.size);
  position_ += width_;
  return next.rune;
}

char32_t EnvsubstScanner::peek() {
  char32_t rune = read();
  step_back();
  return rune;
}

EnvsubstScanner::Token EnvsubstScanner::scan(uint8_t mode, Accept accept) {
  start_ = position_;
  token_.clear();
  char32_t rune = read();
  if (rune == kEnd) return Token::End;
  if (scan_open(rune, mode)) return Token::Open;
  if ((mode & kClose) && rune == '}') return Token::Close;
  if (!scan_text(rune, mode, accept)) return Token::Illegal;
  token_.append(text_.substr(start_, position_ - start_));
  return Token::Text;
}

bool EnvsubstScanner::scan_open(char32_t rune, uint8_t mode) {
  if (!(mode & kOpen) || rune != '$') return false;
  if (read() == '{') return true;
  step_back();
  return false;
}

bool EnvsubstScanner::scan_escaped(char32_t rune, uint8_t mode) {
  if (!(mode & kEscapes)) return false;
  if (rune == '$') return peek() == '$';
  if (rune != '\\' || !escape_backslash_) return false;
  char32_t next = peek();
  return next == '/' || next == '\\';
}

/// Leaves out the byte that was read last and takes the one behind it as it is.
void EnvsubstScanner::skip_escape() {
  token_.append(text_.substr(start_, position_ - 1 - start_));
  start_ = position_;
  ++position_;
}

bool EnvsubstScanner::scan_text(char32_t rune, uint8_t mode, Accept accept) {
  if (!(mode & kText)) return false;
  size_t begin = start_;
  if (scan_escaped(rune, mode)) {
    skip_escape();
  } else if (!accept(rune, position_ - begin)) {
    return false;
  }
  for (;;) {
    char32_t next = read();
    if (next == kEnd) {
      step_back();
      return true;
    }
    if (scan_open(next, mode)) {
      position_ -= 2;
      return true;
    }
    if (scan_escaped(next, mode)) {
      skip_escape();
    } else if (!accept(next, position_ - begin)) {
      step_back();
      return true;
    }
  }
}

}  // namespace drydock::projects::flux
