#include "core/unicode.h"
#include "render/builtins/families.h"
#include "render/builtins/word_case.h"

namespace drydock::render {
namespace {

/// The text with each character mapped. Bytes of invalid UTF-8 become U+FFFD.
template <class Map>
Value map_runes(const CallArgs& args, Map map) {
  std::string_view text = args.text(0);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    DecodedRune next = decode_rune(text);
    text.remove_prefix(next.size);
    append_rune(out, map(next.rune));
  }
  return args.string(out);
}

Value upper(const CallArgs& args) { return map_runes(args, to_upper); }
Value lower(const CallArgs& args) { return map_runes(args, to_lower); }

/// What stands between words for `title`: any ASCII but letters, digits and the underscore, but
/// beyond ASCII only white space.
bool separates_words(char32_t rune) {
  if (rune == '_' || is_letter(rune) || is_digit(rune)) return false;
  return rune < 0x80 || is_space(rune);
}

Value title(const CallArgs& args) {
  char32_t previous = ' ';
  return map_runes(args, [&](char32_t rune) {
    bool begins = separates_words(previous);
    previous = rune;
    return begins ? to_title(rune) : rune;
  });
}

Value untitle(const CallArgs& args) {
  bool begins = true;
  return map_runes(args, [&](char32_t rune) {
    bool change = begins && !is_space(rune);
    begins = is_space(rune);
    return change ? to_lower(rune) : rune;
  });
}

Value swapcase(const CallArgs& args) {
  bool begins = true;
  return map_runes(args, [&](char32_t rune) {
    bool is_capital = is_upper(rune) || is_title(rune);
    if (!is_capital && !is_lower(rune)) {
      begins = is_space(rune);
      return rune;
    }
    if (is_capital)
      rune = to_lower(rune);
    else
      rune = begins ? to_title(rune) : to_upper(rune);
    begins = false;
    return rune;
  });
}

Value snakecase(const CallArgs& args) { return args.string(join_words(args.text(0), '_')); }
Value kebabcase(const CallArgs& args) { return args.string(join_words(args.text(0), '-')); }
Value camelcase(const CallArgs& args) { return args.string(pascal_case(args.text(0))); }

using enum Type;

// clang-format off
constexpr Builtin kTextCaseBuiltins[] = {
    {"upper",     takes(String), String, upper, "TEXT: TEXT in capital letters"},
    {"lower",     takes(String), String, lower, "TEXT: TEXT in small letters"},
    {"title",     takes(String), String, title, "TEXT: TEXT with a capital at the start of each word"},
    {"untitle",   takes(String), String, untitle, "TEXT: TEXT with a small letter at the start of each word"},
    {"swapcase",  takes(String), String, swapcase, "TEXT: capitals for small letters and the other way round"},
    {"snakecase", takes(String), String, snakecase, "TEXT: the words of TEXT in small letters, joined by _"},
    {"kebabcase", takes(String), String, kebabcase, "TEXT: the words of TEXT in small letters, joined by -"},
    {"camelcase", takes(String), String, camelcase, "TEXT: the words of TEXT joined, each with a capital"},
};
// clang-format on

}  // namespace

std::span<const Builtin> text_case_builtins() { return kTextCaseBuiltins; }

}  // namespace drydock::render
