#include "render/builtins/random.h"

#include "core/unicode.h"
#include "render/builtins/families.h"

namespace drydock::render {

uint8_t RandomDraw::byte() {
  if (next_ == block_.size()) {
    context_.random().fill(block_, site_);
    next_ = 0;
  }
  return block_[next_++];
}

uint64_t RandomDraw::below(uint64_t bound) {
  int bytes = 1;
  while (bytes < 8 && bound >> (8 * bytes) != 0) ++bytes;
  uint64_t range = bytes == 8 ? UINT64_MAX : (uint64_t{1} << (8 * bytes)) - 1;
  uint64_t fair = range - range % bound;  // draws at or above it would favour small numbers
  for (;;) {
    uint64_t draw = 0;
    for (int i = 0; i < bytes; ++i) draw = draw << 8 | byte();
    if (draw < fair) return draw % bound;
  }
}

namespace {

Value random_text(const CallArgs& args, std::string_view alphabet) {
  int64_t count = args.integer(0);
  if (count <= 0) return Value::of_string("");
  args.context().check_size(static_cast<uint64_t>(count));
  args.context().spend(static_cast<uint64_t>(count));
  RandomDraw draw(args);
  std::string out(static_cast<size_t>(count), ' ');
  for (char& c : out) c = alphabet[draw.below(alphabet.size())];
  return args.string(out);
}

constexpr std::string_view kAlphaNumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kPrintableAscii =
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
    "abcdefghijklmnopqrstuvwxyz{|}~";

Value rand_alpha_num(const CallArgs& args) { return random_text(args, kAlphaNumeric); }
Value rand_alpha(const CallArgs& args) { return random_text(args, kAlphaNumeric.substr(10)); }
Value rand_numeric(const CallArgs& args) { return random_text(args, kAlphaNumeric.substr(0, 10)); }
Value rand_ascii(const CallArgs& args) { return random_text(args, kPrintableAscii); }

Value rand_int(const CallArgs& args) {
  uint64_t min = static_cast<uint64_t>(args.integer(0));
  uint64_t range = static_cast<uint64_t>(args.integer(1)) - min;
  if (static_cast<int64_t>(range) <= 0) args.fail("invalid argument to Intn");
  return Value::of_int(static_cast<int64_t>(min + RandomDraw(args).below(range)), GoType::Int);
}

Value shuffle(const CallArgs& args) {
  std::vector<char32_t> runes;
  for (std::string_view rest = args.text(0); !rest.empty();) {
    DecodedRune next = decode_rune(rest);
    runes.push_back(next.rune);
    rest.remove_prefix(next.size);
  }
  args.context().spend(runes.size());
  RandomDraw draw(args);
  for (size_t i = runes.size(); i > 1; --i) std::swap(runes[i - 1], runes[draw.below(i)]);
  std::string out;
  for (char32_t rune : runes) append_rune(out, rune);
  return args.string(out);
}

using enum Type;

// clang-format off
constexpr Builtin kRandomBuiltins[] = {
    {"randAlphaNum", takes(Int), String, rand_alpha_num, "LENGTH: random letters and digits"},
    {"randAlpha",    takes(Int), String, rand_alpha, "LENGTH: random letters"},
    {"randNumeric",  takes(Int), String, rand_numeric, "LENGTH: random digits"},
    {"randAscii",    takes(Int), String, rand_ascii, "LENGTH: random printable ASCII characters"},
    {"randInt",      takes(Int, Int), Int, rand_int, "MIN MAX: a random number from MIN up to but without MAX"},
    {"shuffle",      takes(String), String, shuffle, "TEXT: the characters of TEXT in random order"},
};
// clang-format on

}  // namespace

std::span<const Builtin> random_builtins() { return kRandomBuiltins; }

}  // namespace drydock::render
