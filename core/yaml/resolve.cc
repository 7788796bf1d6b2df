#include "core/yaml/resolve.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/go_number.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

/// What a scalar may be, judged by its first character.
enum class Hint : uint8_t { Text, Word, Point, Number };

constexpr std::array<Hint, 256> kHints = [] {
  std::array<Hint, 256> hints{};
  for (char c : std::string_view("+-0123456789")) hints[static_cast<uint8_t>(c)] = Hint::Number;
  for (char c : std::string_view("yYnNtTfFoO~")) hints[static_cast<uint8_t>(c)] = Hint::Word;
  hints['.'] = Hint::Point;
  return hints;
}();

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

/// The tags that mean something to the decoders.
enum class Tag : uint8_t { None, Str, Bool, Int, Float, Null, Timestamp, Binary, Merge, Other };

struct TagName {
  std::string_view name;
  Tag tag;
};
constexpr TagName kTagNames[] = {{"str", Tag::Str},       {"bool", Tag::Bool},
                                 {"int", Tag::Int},       {"float", Tag::Float},
                                 {"null", Tag::Null},     {"timestamp", Tag::Timestamp},
                                 {"binary", Tag::Binary}, {"merge", Tag::Merge}};

Tag tag_of(std::string_view text, YamlDialect dialect) {
  if (text.empty()) return Tag::None;
  if (text.starts_with(kTagPrefix)) {
    text.remove_prefix(kTagPrefix.size());
  } else if (dialect == YamlDialect::Kustomize && text.starts_with("!!")) {
    text.remove_prefix(2);  // only as `!<!!int>`
  } else {
    return Tag::Other;
  }
  for (const TagName& row : kTagNames) {
    if (row.name == text) return row.tag;
  }
  return Tag::Other;
}

std::string_view tag_name(ScalarType type) {
  switch (type) {
    case ScalarType::String:
      return "!!str";
    case ScalarType::Null:
      return "!!null";
    case ScalarType::Bool:
      return "!!bool";
    case ScalarType::Int:
      return "!!int";
    case ScalarType::Float:
      return "!!float";
    case ScalarType::Timestamp:
      return "!!timestamp";
    case ScalarType::Binary:
      return "!!binary";
    case ScalarType::Merge:
      return "!!merge";
  }
  return "!!str";
}

ResolvedScalar of_type(ScalarType type) {
  ResolvedScalar result;
  result.type = type;
  return result;
}

ResolvedScalar of_bool(bool value) {
  ResolvedScalar result = of_type(ScalarType::Bool);
  result.boolean = value;
  return result;
}

ResolvedScalar of_int(int64_t value) {
  ResolvedScalar result = of_type(ScalarType::Int);
  result.integer = value;
  return result;
}

ResolvedScalar of_uint(uint64_t value) {
  ResolvedScalar result = of_type(ScalarType::Int);
  result.is_unsigned = true;
  result.unsigned_integer = value;
  return result;
}

ResolvedScalar of_float(double value) {
  ResolvedScalar result = of_type(ScalarType::Float);
  result.number = value;
  return result;
}

/// One spelling of all lower case letters, one capital, or all capitals.
bool is_word(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
  bool all_lower = true, capital = true, all_upper = true;
  for (size_t i = 0; i < text.size(); ++i) {
    all_lower &= text[i] == lower[i];
    capital &= text[i] == (i == 0 ? upper(lower[i]) : lower[i]);
    all_upper &= text[i] == upper(lower[i]);
  }
  return all_lower || capital || all_upper;
}

ResolvedScalar resolve_word(std::string_view text, YamlDialect dialect) {
  if (text == "~" || is_word(text, "null")) return of_type(ScalarType::Null);
  if (is_word(text, "true")) return of_bool(true);
  if (is_word(text, "false")) return of_bool(false);
  if (dialect == YamlDialect::Kustomize) return {};
  if (is_word(text, "y") || is_word(text, "yes") || is_word(text, "on")) return of_bool(true);
  if (is_word(text, "n") || is_word(text, "no") || is_word(text, "off")) return of_bool(false);
  return {};
}

/// Infinities and NaN: ".inf", ".Inf", ".INF", ".nan", ".NaN" and ".NAN".
std::optional<double> special_float(std::string_view text) {
  bool negative = text.front() == '-';
  bool sign = negative || text.front() == '+';
  std::string_view word = sign ? text.substr(1) : text;
  if (word == ".inf" || word == ".Inf" || word == ".INF") {
    double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }
  if (!sign && (word == ".nan" || word == ".NaN" || word == ".NAN")) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return std::nullopt;
}

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looks_like_float(std::string_view text) {
  size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  size_t whole = skip_digits(text, at);
  bool digits = whole > at;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    size_t fraction = skip_digits(text, at + 1);
    if (!digits && fraction == at + 1) return false;
    digits = true;
    at = fraction;
  }
  if (!digits) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    size_t exponent = skip_digits(text, at);
    if (exponent == at) return false;
    at = exponent;
  }
  return at == text.size();
}

std::optional<ResolvedScalar> parse_integer(std::string_view text, int base) {
  if (GoParsed<int64_t> value = parse_go_int(text, base, 64); value.ok()) {
    return of_int(value.value);
  }
  if (GoParsed<uint64_t> value = parse_go_uint(text, base, 64); value.ok()) {
    return of_uint(value.value);
  }
  return std::nullopt;
}

/// After the usual forms go-yaml tries again what follows "0b" (v3: also "0o"), and there a sign
/// may follow: "0b-1" is -1.
std::optional<ResolvedScalar> parse_prefixed(std::string_view text, std::string_view prefix,
                                             int base) {
  if (text.starts_with(prefix)) return parse_integer(text.substr(prefix.size()), base);
  return std::nullopt;
}

/// Digits of at most 18 places need no library: most numbers of a manifest are such.
std::optional<int64_t> parse_short_decimal(std::string_view text) {
  if (text.size() > 18 || text.front() < '1' || text.front() > '9') return std::nullopt;
  int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

ResolvedScalar resolve_number(std::string_view text, YamlDialect dialect, bool timestamps) {
  if (std::optional<int64_t> value = parse_short_decimal(text)) return of_int(*value);
  if (std::optional<double> value = special_float(text)) return of_float(*value);
  if (timestamps && parse_yaml_timestamp(text)) return of_type(ScalarType::Timestamp);
  std::string without_underscores;
  if (text.find('_') != std::string_view::npos) {
    for (char c : text) {
      if (c != '_') without_underscores.push_back(c);
    }
    text = without_underscores;
  }
  if (auto value = parse_integer(text, 0)) return *value;
  if (looks_like_float(text)) {
    if (GoParsed<double> value = parse_go_float(text); value.ok()) return of_float(value.value);
  }
  if (auto value = parse_prefixed(text, "0b", 2)) return *value;
  if (dialect == YamlDialect::Kustomize) {
    if (auto value = parse_prefixed(text, "0o", 8)) return *value;
  }
  return {};
}

ResolvedScalar resolve_text(std::string_view text, YamlDialect dialect, bool timestamps) {
  if (text.empty()) return of_type(ScalarType::Null);
  switch (kHints[static_cast<uint8_t>(text.front())]) {
    case Hint::Text:
      return {};
    case Hint::Word:
      return resolve_word(text, dialect);
    case Hint::Point:
      if (std::optional<double> value = special_float(text)) return of_float(*value);
      if (GoParsed<double> value = parse_go_float(text); value.ok()) return of_float(value.value);
      return {};
    case Hint::Number:
      return resolve_number(text, dialect, timestamps);
  }
  return {};
}

ScalarType type_of_tag(Tag tag) {
  switch (tag) {
    case Tag::Bool:
      return ScalarType::Bool;
    case Tag::Int:
      return ScalarType::Int;
    case Tag::Float:
      return ScalarType::Float;
    case Tag::Null:
      return ScalarType::Null;
    case Tag::Timestamp:
      return ScalarType::Timestamp;
    default:
      return ScalarType::String;
  }
}

/// The text under a tag that says what it must be. An integer will do for a float, unless it is
/// beyond int64: Go converts only its int types.
ResolvedScalar resolve_tagged(std::string_view text, Tag tag, YamlDialect dialect,
                              std::string* problem) {
  ResolvedScalar found = resolve_text(text, dialect, tag == Tag::Timestamp);
  ScalarType wanted = type_of_tag(tag);
  if (found.type == wanted) return found;
  if (wanted == ScalarType::Float && found.type == ScalarType::Int && !found.is_unsigned) {
    return of_float(static_cast<double>(found.integer));
  }
  if (problem) {
    *problem = "cannot decode " + std::string(tag_name(found.type)) + " `" + std::string(text) +
               "` as a " + std::string(tag_name(wanted));
  }
  return {};
}

bool is_quoted(const Node& scalar) { return scalar.style != NodeStyle::Plain; }

}  // namespace

ResolvedScalar resolve_plain(std::string_view text, YamlDialect dialect) {
  return resolve_text(text, dialect, true);
}

ResolvedScalar resolve_scalar(const Node& scalar, YamlDialect dialect, std::string* problem) {
  std::string_view tag_text = scalar.tag();
  // v3 takes the tag "!" for none; to v2 it is one that it does not know, and so a string.
  if (tag_text == "!" && dialect == YamlDialect::Kustomize) tag_text = {};
  if (tag_text.empty()) {
    return is_quoted(scalar) ? ResolvedScalar() : resolve_plain(scalar.text(), dialect);
  }
  switch (Tag tag = tag_of(tag_text, dialect)) {
    case Tag::None:
    case Tag::Str:
    case Tag::Merge:
    case Tag::Other:
      return {};
    case Tag::Binary:
      return of_type(ScalarType::Binary);
    default:
      return resolve_tagged(scalar.text(), tag, dialect, problem);
  }
}

bool is_merge_key(const Node& key, YamlDialect dialect) {
  if (!key.is_scalar() || key.text() != "<<") return false;
  std::string_view tag = key.tag();
  if (tag.empty()) return !is_quoted(key);
  if (tag == "!") return dialect == YamlDialect::Sigs || !is_quoted(key);
  return tag_of(tag, dialect) == Tag::Merge;
}

std::optional<std::string> decode_yaml_binary(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  int in_group = 0;
  int padding = 0;
  bool ended = false;
  for (char c : text) {
    if (c == '\n' || c == '\r') continue;
    size_t digit = 0;
    if (c == '=') {
      if (ended || in_group < 2) return std::nullopt;
      ++padding;
    } else {
      digit = kDigits.find(c);
      if (ended || padding > 0 || digit == std::string_view::npos) return std::nullopt;
    }
    bits = bits << 6 | static_cast<uint32_t>(digit);
    if (++in_group < 4) continue;
    for (int i = 0; i < 3 - padding; ++i) out.push_back(static_cast<char>(bits >> (16 - 8 * i)));
    ended = padding > 0;
    bits = 0;
    in_group = 0;
  }
  if (in_group != 0) return std::nullopt;
  return out;
}

}  // namespace drydock
