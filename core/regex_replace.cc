#include "core/regex_replace.h"

#include "core/unicode.h"

namespace drydock {
namespace {

constexpr uint64_t kBytesPerStep = 256;

void spend_search(const Regex& regex, std::string_view text, size_t from,
                  const RegexLimits& limits) {
  if (limits.spend) limits.spend(1 + (text.size() - from) * regex.weight() / kBytesPerStep);
}

size_t rune_size(std::string_view text, size_t at) {
  return static_cast<size_t>(decode_rune(text.substr(at)).size);
}

/// What of a replacement is copied: text, or a group.
struct ReplacementPart {
  std::string_view text;
  int group = -1;         // its number
  std::string_view name;  // or its name
};

bool is_name_rune(char32_t rune) { return is_letter(rune) || is_digit(rune) || rune == '_'; }

/// "1" and "12", but not "01", are numbers of groups.
int group_number(std::string_view name) {
  if (name[0] == '0' && name.size() > 1) return -1;
  int number = 0;
  for (char c : name) {
    if (c < '0' || c > '9' || number >= 100'000'000) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// Reads "name" or "{name}" off the front of `rest`; false, and nothing read, for other text.
bool read_group(std::string_view& rest, ReplacementPart& part) {
  bool brace = rest.starts_with('{');
  std::string_view inner = rest.substr(brace ? 1 : 0);
  size_t size = 0;
  while (size < inner.size()) {
    DecodedRune next = decode_rune(inner.substr(size));
    if (!is_name_rune(next.rune)) break;
    size += static_cast<size_t>(next.size);
  }
  if (size == 0 || (brace && (size == inner.size() || inner[size] != '}'))) return false;
  part.name = inner.substr(0, size);
  part.group = group_number(part.name);
  rest = inner.substr(size + (brace ? 1 : 0));
  return true;
}

std::vector<ReplacementPart> parse_replacement(std::string_view rest) {
  std::vector<ReplacementPart> parts;
  while (!rest.empty()) {
    size_t dollar = rest.find('$');
    parts.push_back({rest.substr(0, dollar)});
    if (dollar == std::string_view::npos) break;
    std::string_view mark = rest.substr(dollar, 1);
    rest.remove_prefix(dollar + 1);
    ReplacementPart part;
    if (rest.starts_with('$')) {
      rest.remove_prefix(1);
      part.text = mark;
    } else if (!read_group(rest, part)) {
      part.text = mark;
    }
    parts.push_back(part);
  }
  return parts;
}

/// The span that a part stands for: of groups with one name, the first that took part.
RegexSpan find_group(const Regex& regex, const ReplacementPart& part,
                     const std::vector<RegexSpan>& spans) {
  if (part.group >= 0) {
    auto number = static_cast<size_t>(part.group);
    return number < spans.size() ? spans[number] : RegexSpan();
  }
  for (int i = 1; i <= regex.group_count(); ++i) {
    const RegexSpan& span = spans[static_cast<size_t>(i)];
    if (regex.group_name(i) == part.name && span.found()) return span;
  }
  return {};
}

/// Copies `text` and calls `replace(out, spans)` in place of each match.
template <class Replace>
std::string replace_matches(const Regex& regex, std::string_view text, int groups,
                            const RegexLimits& limits, Replace replace) {
  RegexSearch search(regex, text, groups);
  std::string out;
  size_t copied = 0;
  for (size_t from = 0; from <= text.size();) {
    spend_search(regex, text, from, limits);
    if (!search.search(from)) break;
    RegexSpan match = search.spans()[0];
    out += text.substr(copied, match.start - copied);
    // Not for an empty match right behind another one.
    if (match.end > copied || match.start == 0) replace(out, search.spans());
    if (limits.check_size) limits.check_size(out.size());
    copied = match.end;
    from = std::max({from + rune_size(text, from), match.end, from + (from == text.size())});
  }
  out += text.substr(copied);
  return out;
}

}  // namespace

std::vector<RegexSpan> find_all_matches(const Regex& regex, std::string_view text, int64_t limit,
                                        const RegexLimits& limits) {
  std::vector<RegexSpan> out;
  RegexSearch search(regex, text);
  size_t previous_end = std::string_view::npos;
  for (size_t from = 0; from <= text.size();) {
    if (limit >= 0 && out.size() >= static_cast<size_t>(limit)) break;
    spend_search(regex, text, from, limits);
    if (!search.search(from)) break;
    RegexSpan match = search.spans()[0];
    bool behind_another = match.end == from && match.start == previous_end;
    if (!behind_another) out.push_back(match);
    from = match.end == from ? from + std::max<size_t>(1, rune_size(text, from)) : match.end;
    previous_end = match.end;
  }
  return out;
}

std::string replace_all_matches(const Regex& regex, std::string_view text,
                                std::string_view replacement, const RegexLimits& limits) {
  if (replacement.find('$') == std::string_view::npos) {
    return replace_all_literally(regex, text, replacement, limits);
  }
  std::vector<ReplacementPart> parts = parse_replacement(replacement);
  return replace_matches(regex, text, regex.group_count(), limits,
                         [&](std::string& out, const std::vector<RegexSpan>& spans) {
                           if (limits.spend) limits.spend(parts.size());
                           for (const ReplacementPart& part : parts) {
                             out += part.text;
                             if (part.name.empty()) continue;
                             RegexSpan span = find_group(regex, part, spans);
                             if (!span.found()) continue;
                             out += text.substr(span.start, span.end - span.start);
                           }
                         });
}

std::string replace_all_literally(const Regex& regex, std::string_view text,
                                  std::string_view replacement, const RegexLimits& limits) {
  return replace_matches(
      regex, text, 0, limits,
      [&](std::string& out, const std::vector<RegexSpan>&) { out += replacement; });
}

std::vector<std::string_view> split_at_matches(std::string_view text, int64_t limit,
                                               std::span<const RegexSpan> matches,
                                               bool empty_pattern) {
  if (limit == 0) return {};
  if (text.empty() && !empty_pattern) return {text};
  std::vector<std::string_view> out;
  size_t start = 0;
  size_t end = 0;
  for (const RegexSpan& match : matches) {
    if (limit > 0 && out.size() + 1 >= static_cast<size_t>(limit)) break;
    end = match.start;
    if (match.end != 0) out.push_back(text.substr(start, end - start));
    start = match.end;
  }
  if (end != text.size()) out.push_back(text.substr(start));
  return out;
}

}  // namespace drydock
