#include <bit>

#include "core/yaml/scan.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace drydock {
namespace {

/// How far v3 looks ahead for a comment.
constexpr int kCommentLookahead = 512;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

/// To the line break behind a comment, or to the end.
void YamlScanner::skip_to_line_end() {
  while (true) {
#ifdef __SSE2__
    // Up to a byte that may be one: below space, or with its sign bit set.
    for (; end_ - p_ >= 16; p_ += 16) {
      __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p_));
      int found = _mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')));
      if (found == 0) continue;
      p_ += std::countr_zero(static_cast<unsigned>(found));
      break;
    }
#endif
    if (is_breakz(p_)) return;
    ++p_;
  }
}

/// Steps over blanks, line breaks and comments.
void YamlScanner::skip_to_next_token() {
  while (true) {
    if (at_line_start()) skip_mark_at_line_start();
    // A tab may stand where no key can begin any more, as after "key:".
    bool tabs = flow_level_ > 0 || !simple_key_allowed_;
    while (*p_ == ' ' || (tabs && *p_ == '\t')) ++p_;
    if (*p_ == '#') {
      if (v3_) {
        skip_comment_lines();
      } else {
        skip_to_line_end();
      }
    }
    if (!is_break(p_)) return;
    next_line();
    if (flow_level_ == 0) simple_key_allowed_ = true;
  }
}

/// Go means to skip a byte order mark at the beginning of a line, but looks for it at the beginning
/// of its buffer. So with two marks at the head of a file, each line of the first block loses its
/// first character; and a mark further down is an ordinary character.
void YamlScanner::skip_mark_at_line_start() {
  if (!input_.text.starts_with(kByteOrderMark)) return;
  constexpr ptrdiff_t kFirstBlock = 512 - 3;
  bool still_in_buffer = p_ - input_.text.data() < kFirstBlock - 3;
  if (!still_in_buffer || p_ == end_) return;
  ++p_;
  while ((static_cast<uint8_t>(*p_) & 0xC0) == 0x80) ++p_;
}

/// v3 collects comments, and while it does so tabs may stand before the "#" of the next line.
void YamlScanner::skip_comment_lines() {
  while (true) {
    const char* next = p_;
    for (int i = 0; i < kCommentLookahead; ++i, ++next) {
      if (*next == ' ' || *next == '\t') continue;
      bool closes_flow = flow_level_ > 0 && (*next == ']' || *next == '}');
      if (closes_flow || !is_break(next)) break;
    }
    if (*next != '#') return;
    while (p_ < next) {
      if (is_break(p_)) {
        next_line();
      } else {
        ++p_;
      }
    }
    skip_to_line_end();
  }
}

/// v3 reads a comment right behind each token, even after tabs that v2 would refuse.
void YamlScanner::skip_line_comment() {
  if (after_line_break_) return;
  const char* next = p_;
  for (int i = 0; i < kCommentLookahead && (*next == ' ' || *next == '\t'); ++i) ++next;
  if (*next != '#') return;
  p_ = next;
  skip_to_line_end();
}

}  // namespace drydock
