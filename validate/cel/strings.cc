#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/regex.h"
#include "core/unicode.h"
#include "validate/cel/format.h"
#include "validate/cel/library.h"

/// Texts, and regular expressions on them. Places in texts are counted in code points.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

Value contains(const Call& call) {
  return Value::of_bool(call.text(0).find(call.text(1)) != std::string_view::npos);
}
Value starts_with(const Call& call) {
  return Value::of_bool(call.text(0).starts_with(call.text(1)));
}
Value ends_with(const Call& call) { return Value::of_bool(call.text(0).ends_with(call.text(1))); }

/// Calls `use` with the expression, or answers with what is wrong with it.
template <class Use>
Value with_regex(const Call& call, std::string_view problem_prefix, Use&& use) {
  if (call.regex) return use(*call.regex);
  try {
    return use(call.memory.regexes().get(call.text(1)));
  } catch (const Error& error) {
    if (!error.diagnostic().rule.starts_with("regex")) throw;
    return call.error(fmt::format("{}{}", problem_prefix, error.diagnostic().message));
  }
}

Value matches(const Call& call) {
  return with_regex(
      call, "", [&](const Regex& regex) { return Value::of_bool(regex.matches(call.text(0))); });
}

Value find(const Call& call) {
  return with_regex(call, "Illegal regex: ", [&](const Regex& regex) {
    return Value::of_string(regex.find(call.text(0)).value_or(std::string_view()));
  });
}

Value find_all(const Call& call) {
  return with_regex(call, "Illegal regex: ", [&](const Regex& regex) {
    int64_t most = call.size() == 3 ? call.integer(2) : -1;
    std::string_view text = call.text(0);
    RegexSearch search(regex, text);
    Value found = call.memory.list({});
    size_t from = 0;
    size_t last_end = std::string_view::npos;
    while (static_cast<int64_t>(found.size) != most && from <= text.size() && search.search(from)) {
      RegexSpan span = search.spans()[0];
      bool empty = span.start == span.end;
      // As Go has it, no empty match right behind another match.
      if (!empty || span.start != last_end) {
        found = call.memory.append(
            found, Value::of_string(text.substr(span.start, span.end - span.start)));
      }
      last_end = span.end;
      size_t step = std::max(1, decode_rune(text.substr(std::min(span.end, text.size()))).size);
      from = empty ? span.end + step : span.end;
    }
    return found;
  });
}

// Parts of texts.

std::u32string runes_of(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    DecodedRune rune = decode_rune(text);
    out += rune.rune;
    text.remove_prefix(static_cast<size_t>(rune.size));
  }
  return out;
}

Value text_of(const Call& call, std::u32string_view runes) {
  std::string out;
  for (char32_t rune : runes) append_rune(out, rune);
  return call.memory.string(out);
}

Value out_of_range(const Call& call, int64_t index) {
  return call.error(fmt::format("index out of range: {}", index));
}

Value char_at(const Call& call) {
  std::u32string runes = runes_of(call.text(0));
  int64_t i = call.integer(1);
  if (i < 0 || i > static_cast<int64_t>(runes.size())) return out_of_range(call, i);
  return text_of(call, std::u32string_view(runes).substr(static_cast<size_t>(i), 1));
}

Value index_of(const Call& call) {
  std::u32string runes = runes_of(call.text(0));
  std::u32string wanted = runes_of(call.text(1));
  int64_t from = call.size() == 3 ? call.integer(2) : 0;
  auto size = static_cast<int64_t>(runes.size());
  if (from < 0) return out_of_range(call, from);
  if (wanted.empty()) return Value::of_int(std::min(from, size));
  if (from >= size) return Value::of_int(-1);
  size_t found = runes.find(wanted, static_cast<size_t>(from));
  return Value::of_int(found == runes.npos ? -1 : static_cast<int64_t>(found));
}

Value last_index_of(const Call& call) {
  std::u32string runes = runes_of(call.text(0));
  std::u32string wanted = runes_of(call.text(1));
  auto size = static_cast<int64_t>(runes.size());
  if (call.size() == 2 && wanted.empty()) return Value::of_int(size);
  int64_t from = call.size() == 3 ? call.integer(2) : size - 1;
  if (call.size() == 3 && from < 0) return out_of_range(call, from);
  if (wanted.empty()) return Value::of_int(std::min(from, size));
  if (from < 0 || from >= size) return Value::of_int(-1);
  size_t found = runes.rfind(wanted, static_cast<size_t>(from));
  return Value::of_int(found == runes.npos ? -1 : static_cast<int64_t>(found));
}

Value substring(const Call& call) {
  std::u32string runes = runes_of(call.text(0));
  auto size = static_cast<int64_t>(runes.size());
  int64_t start = call.integer(1);
  int64_t end = call.size() == 3 ? call.integer(2) : size;
  if (call.size() == 3 && start > end) {
    return call.error(fmt::format("invalid substring range. start: {}, end: {}", start, end));
  }
  if (start < 0 || start > size) return out_of_range(call, start);
  if (end < 0 || end > size) return out_of_range(call, end);
  return text_of(call, std::u32string_view(runes).substr(static_cast<size_t>(start),
                                                         static_cast<size_t>(end - start)));
}

template <bool kUpper>
Value in_case(const Call& call) {
  std::string out(call.text(0));
  for (char& c : out) {
    bool changes = kUpper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
    if (changes) c = static_cast<char>(c ^ 0x20);
  }
  return call.memory.string(out);
}

Value trim(const Call& call) {
  std::string_view text = call.text(0);
  while (!text.empty() && is_space(decode_rune(text).rune)) {
    text.remove_prefix(static_cast<size_t>(decode_rune(text).size));
  }
  while (!text.empty() && is_space(decode_last_rune(text).rune)) {
    text.remove_suffix(static_cast<size_t>(decode_last_rune(text).size));
  }
  return Value::of_string(text);
}

Value replace(const Call& call) {
  std::string_view text = call.text(0);
  std::string_view old = call.text(1);
  int64_t left = call.size() == 4 ? call.integer(3) : -1;
  std::string out;
  size_t from = 0;
  while (left != 0) {
    size_t found = old.empty() ? from : text.find(old, from);
    if (found == text.npos || found > text.size()) break;
    out += text.substr(from, found - from);
    out += call.text(2);
    if (old.empty()) {
      // An empty text is found before each code point, and at the end.
      auto size = static_cast<size_t>(decode_rune(text.substr(found)).size);
      out += text.substr(found, size);
      from = found + std::max<size_t>(size, 1);
      if (size == 0) return call.memory.string(out);
    } else {
      from = found + old.size();
    }
    --left;
    constexpr size_t kLongest = Memory::kLimit;
    if (out.size() > kLongest) return call.error("text is too long");
  }
  if (from < text.size()) out += text.substr(from);
  return call.memory.string(out);
}

Value split(const Call& call) {
  std::string_view text = call.text(0);
  std::string_view separator = call.text(1);
  int64_t most = call.size() == 3 ? call.integer(2) : -1;
  Value parts = call.memory.list({});
  if (most == 0 || (separator.empty() && text.empty())) return parts;
  while (most < 0 || static_cast<int64_t>(parts.size) < most - 1) {
    size_t end =
        separator.empty() ? static_cast<size_t>(decode_rune(text).size) : text.find(separator);
    if (end == text.npos || (separator.empty() && end >= text.size())) break;
    parts = call.memory.append(parts, Value::of_string(text.substr(0, end)));
    text.remove_prefix(end + separator.size());
  }
  return call.memory.append(parts, Value::of_string(text));
}

Value join(const Call& call) {
  std::string out;
  for (uint32_t i = 0; i < call[0].size; ++i) {
    Value item = list_item(call[0], i, call.memory);
    if (!item.is(Kind::String)) return call.error("join: invalid input");
    if (i > 0 && call.size() == 2) out += call.text(1);
    out += item.text();
    if (out.size() > Memory::kLimit) return call.error("text is too long");
  }
  return call.memory.string(out);
}

Value quote(const Call& call) {
  constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kNames = "abfnrtv\\\"";
  std::string out = "\"";
  std::string_view text = call.text(0);
  while (!text.empty()) {
    DecodedRune rune = decode_rune(text);
    size_t special =
        rune.rune < 0x80 ? kSpecial.find(static_cast<char>(rune.rune)) : std::string_view::npos;
    if (special == std::string_view::npos) {
      append_rune(out, rune.rune);
    } else {
      out += '\\';
      out += kNames[special];
    }
    text.remove_prefix(static_cast<size_t>(rune.size));
  }
  return call.memory.string(out + "\"");
}

// clang-format off
constexpr Overload kRows[] = {
    {"contains", "s.s", "b", contains, CostRule::Contains},
    {"startsWith", "s.s", "b", starts_with, CostRule::Affix},
    {"endsWith", "s.s", "b", ends_with, CostRule::Affix},
    {"matches", "ss", "b", matches, CostRule::Matches},
    {"matches", "s.s", "b", matches, CostRule::Matches},
    {"find", "s.s", "s", find},
    {"findAll", "s.s", "Ls", find_all},
    {"findAll", "s.si", "Ls", find_all},
    {"charAt", "s.i", "s", char_at},
    {"indexOf", "s.s", "i", index_of},
    {"indexOf", "s.si", "i", index_of},
    {"lastIndexOf", "s.s", "i", last_index_of},
    {"lastIndexOf", "s.si", "i", last_index_of},
    {"lowerAscii", "s.", "s", in_case<false>},
    {"upperAscii", "s.", "s", in_case<true>},
    {"replace", "s.ss", "s", replace},
    {"replace", "s.ssi", "s", replace},
    {"split", "s.s", "Ls", split},
    {"split", "s.si", "Ls", split},
    {"substring", "s.i", "s", substring},
    {"substring", "s.ii", "s", substring},
    {"trim", "s.", "s", trim},
    {"join", "Ls.", "s", join},
    {"join", "Ls.s", "s", join},
    {"strings.quote", "s", "s", quote, CostRule::Quote},
    {"format", "s.L*", "s", format_text, CostRule::Traverse},
};
// clang-format on

}  // namespace

std::span<const Overload> string_overloads() { return kRows; }

}  // namespace drydock::validate::cel
