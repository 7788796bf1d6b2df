#include "schemas/idna.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/unicode.h"
#include "schemas/idna_tables.h"

namespace drydock::schemas {
namespace {

// Parameters of RFC 3492, section 5.
constexpr uint32_t kBase = 36;
constexpr uint32_t kTMin = 1;
constexpr uint32_t kTMax = 26;
constexpr uint32_t kSkew = 38;
constexpr uint32_t kDamp = 700;
constexpr uint32_t kInitialBias = 72;
constexpr char32_t kInitialCode = 0x80;
constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxName = 253;

uint32_t adapt(uint32_t delta, uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  uint32_t k = 0;
  for (; delta > ((kBase - kTMin) * kTMax) / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

uint32_t threshold(uint32_t k, uint32_t bias) {
  return k <= bias ? kTMin : std::clamp(k - bias, kTMin, kTMax);
}

int punycode_digit(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= '0' && c <= '9') return c - '0' + 26;
  return -1;
}

char punycode_letter(uint32_t digit) {
  return static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26));
}

/// One number of variable length, added to `i`; false when the text ends or overflows.
bool take_delta(std::string_view& text, uint32_t bias, uint32_t& i) {
  uint32_t weight = 1;
  for (uint32_t k = kBase;; k += kBase) {
    int digit = text.empty() ? -1 : punycode_digit(text[0]);
    if (digit < 0) return false;
    text.remove_prefix(1);
    uint64_t sum = uint64_t{i} + uint64_t{weight} * static_cast<uint32_t>(digit);
    if (sum > std::numeric_limits<uint32_t>::max()) return false;
    i = static_cast<uint32_t>(sum);
    uint32_t t = threshold(k, bias);
    if (static_cast<uint32_t>(digit) < t) return true;
    uint64_t grown = uint64_t{weight} * (kBase - t);
    if (grown > std::numeric_limits<uint32_t>::max()) return false;
    weight = static_cast<uint32_t>(grown);
  }
}

void append_delta(std::string& out, uint32_t bias, uint32_t delta) {
  for (uint32_t k = kBase;; k += kBase) {
    uint32_t t = threshold(k, bias);
    if (delta < t) break;
    out += punycode_letter(t + (delta - t) % (kBase - t));
    delta = (delta - t) / (kBase - t);
  }
  out += punycode_letter(delta);
}

bool is_ascii(std::u32string_view label) {
  return std::all_of(label.begin(), label.end(), [](char32_t c) { return c < 0x80; });
}

bool is_virama_before(std::u32string_view label, size_t i) {
  return i > 0 && is_virama(label[i - 1]);
}

/// RFC 5892, appendix A.1: between letters that join across it.
bool joins_around(std::u32string_view label, size_t i) {
  size_t left = i;
  while (left > 0 && joining_of(label[left - 1]) == Joining::Transparent) --left;
  if (left == 0 || joining_of(label[left - 1]) != Joining::Dual) return false;
  size_t right = i + 1;
  while (right < label.size() && joining_of(label[right]) == Joining::Transparent) ++right;
  if (right == label.size()) return false;
  Joining after = joining_of(label[right]);
  return after == Joining::Dual || after == Joining::Right;
}

bool has_digit_between(std::u32string_view label, char32_t first, char32_t last) {
  return std::any_of(label.begin(), label.end(),
                     [&](char32_t c) { return first <= c && c <= last; });
}

/// The rules of RFC 5892, appendix A, for a code point that some context permits.
bool is_permitted_here(std::u32string_view label, size_t i) {
  switch (label[i]) {
    case 0x200C:
      return is_virama_before(label, i) || joins_around(label, i);
    case 0x200D:
      return is_virama_before(label, i);
    case 0xB7:
      return i > 0 && i + 1 < label.size() && label[i - 1] == 'l' && label[i + 1] == 'l';
    case 0x375:
      return i + 1 < label.size() && is_script(label[i + 1], IdnaScript::Greek);
    case 0x5F3:
    case 0x5F4:
      return i > 0 && is_script(label[i - 1], IdnaScript::Hebrew);
    case 0x30FB:
      return std::any_of(label.begin(), label.end(),
                         [](char32_t c) { return is_script(c, IdnaScript::Japanese); });
    default:
      break;
  }
  // What is left are the two kinds of Arabic digits, which must not be mixed.
  bool is_arabic_indic = label[i] >= 0x660 && label[i] <= 0x669;
  return is_arabic_indic ? !has_digit_between(label, 0x6F0, 0x6F9)
                         : !has_digit_between(label, 0x660, 0x669);
}

bool is_permitted(std::u32string_view label, size_t i) {
  switch (idna_class(label[i])) {
    case IdnaClass::Valid:
      return true;
    case IdnaClass::Context:
      return is_permitted_here(label, i);
    case IdnaClass::Disallowed:
      return false;
  }
  return false;
}

/// A label with letters outside ASCII.
bool is_u_label(std::u32string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  if (label.size() >= 4 && label[2] == '-' && label[3] == '-') return false;
  if (is_mark(label[0])) return false;
  for (size_t i = 0; i < label.size(); ++i)
    if (!is_permitted(label, i)) return false;
  auto encoded = encode_punycode(label);
  return encoded && encoded->size() + 4 <= kMaxLabel;
}

bool is_right_to_left(Bidi bidi) { return bidi == Bidi::RightToLeft || bidi == Bidi::ArabicNumber; }

/// RFC 5893, section 2.
bool obeys_bidi_rule(std::u32string_view label) {
  Bidi first = bidi_of(label[0]);
  if (first != Bidi::LeftToRight && first != Bidi::RightToLeft) return false;
  bool european = false;
  bool arabic = false;
  for (char32_t c : label) {
    Bidi bidi = bidi_of(c);
    european |= bidi == Bidi::EuropeanNumber;
    arabic |= bidi == Bidi::ArabicNumber;
    if (first == Bidi::LeftToRight ? is_right_to_left(bidi) : bidi == Bidi::LeftToRight)
      return false;
  }
  size_t last = label.size() - 1;
  while (last > 0 && bidi_of(label[last]) == Bidi::NonspacingMark) --last;
  Bidi end = bidi_of(label[last]);
  if (first == Bidi::LeftToRight) return end == Bidi::LeftToRight || end == Bidi::EuropeanNumber;
  return !(european && arabic) && (is_right_to_left(end) || end == Bidi::EuropeanNumber);
}

bool is_ldh_label(std::u32string_view label) {
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(), [](char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

bool has_encoded_prefix(std::u32string_view label) {
  return label.size() >= 4 && (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n' &&
         label[2] == '-' && label[3] == '-';
}

/// What an A-label stands for; nothing when it is not what its decoded form encodes to.
std::optional<std::u32string> decode_a_label(std::u32string_view label) {
  std::string text;
  for (char32_t c : label.substr(4))
    text += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  auto decoded = decode_punycode(text);
  if (!decoded || is_ascii(*decoded)) return std::nullopt;
  return encode_punycode(*decoded) == text ? decoded : std::nullopt;
}

/// The label in Unicode; nothing when it is not valid.
std::optional<std::u32string> checked_label(std::u32string_view label, IdnaLabels which) {
  if (is_ascii(label)) {
    if (!is_ldh_label(label)) return std::nullopt;
    if (!has_encoded_prefix(label)) return std::u32string(label);
    auto decoded = decode_a_label(label);
    return decoded && is_u_label(*decoded) ? decoded : std::nullopt;
  }
  if (which == IdnaLabels::OnlyEncoded || !is_u_label(label)) return std::nullopt;
  return std::u32string(label);
}

bool is_dot(char32_t c) { return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61; }

/// Length of a label on the wire.
size_t encoded_size(std::u32string_view label) {
  if (is_ascii(label)) return label.size();
  auto encoded = encode_punycode(label);
  return encoded ? encoded->size() + 4 : kMaxName;
}

}  // namespace

std::optional<std::u32string> decode_punycode(std::string_view text) {
  std::u32string label;
  if (size_t hyphen = text.rfind('-'); hyphen != text.npos) {
    for (char c : text.substr(0, hyphen)) {
      if (static_cast<unsigned char>(c) >= 0x80) return std::nullopt;
      label += static_cast<char32_t>(c);
    }
    text.remove_prefix(hyphen + 1);
  }
  uint32_t bias = kInitialBias;
  uint32_t i = 0;
  char32_t code = kInitialCode;
  while (!text.empty()) {
    uint32_t before = i;
    if (!take_delta(text, bias, i)) return std::nullopt;
    uint32_t points = static_cast<uint32_t>(label.size()) + 1;
    bias = adapt(i - before, points, before == 0);
    if (i / points > 0x10FFFF - code) return std::nullopt;
    code += i / points;
    i %= points;
    label.insert(label.begin() + i++, code);
  }
  return label;
}

std::optional<std::string> encode_punycode(std::u32string_view label) {
  // Longer labels are too long in any case.
  if (label.size() > kMaxName) return std::nullopt;
  std::string out;
  for (char32_t c : label)
    if (c < 0x80) out += static_cast<char>(c);
  uint32_t basic = static_cast<uint32_t>(out.size());
  uint32_t handled = basic;
  if (basic > 0) out += '-';
  char32_t code = kInitialCode;
  uint32_t delta = 0;
  uint32_t bias = kInitialBias;
  while (handled < label.size()) {
    char32_t next = 0x10FFFF;
    for (char32_t c : label)
      if (c >= code) next = std::min(next, c);
    delta += (next - code) * (handled + 1);
    code = next;
    for (char32_t c : label) {
      if (c < code) ++delta;
      if (c != code) continue;
      append_delta(out, bias, delta);
      bias = adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++code;
  }
  return out;
}

bool is_idn_labels(std::string_view name, IdnaLabels which) {
  std::vector<std::u32string> labels(1);
  while (!name.empty()) {
    DecodedRune rune = decode_rune(name);
    name.remove_prefix(static_cast<size_t>(rune.size));
    if (is_dot(rune.rune))
      labels.emplace_back();
    else
      labels.back() += rune.rune;
  }
  size_t total = labels.size() - 1;
  bool is_bidi = false;
  for (std::u32string& label : labels) {
    total += encoded_size(label);
    auto checked = checked_label(label, which);
    if (!checked) return false;
    label = std::move(*checked);
    is_bidi |= std::any_of(label.begin(), label.end(),
                           [](char32_t c) { return is_right_to_left(bidi_of(c)); });
  }
  if (total > kMaxName) return false;
  return !is_bidi || std::all_of(labels.begin(), labels.end(), obeys_bidi_rule);
}

}  // namespace drydock::schemas
