#include "render/schema_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/arena.h"
#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/regex.h"
#include "core/unicode.h"
#include "render/builtins/url.h"
#include "render/time/go_time.h"

namespace drydock::render {
namespace {

using Texts = std::vector<std::string_view>;

Texts split(std::string_view text, char separator) {
  Texts parts;
  for (;;) {
    size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

size_t count_digits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

std::string quote_rune(char32_t rune) {
  std::string out;
  append_quoted_rune(out, rune);
  return out;
}

/// The character at `at`, as Go's %q prints a rune.
std::string rune_at(std::string_view text, size_t at) {
  return quote_rune(decode_rune(text.substr(at)).rune);
}

std::string bad_character(std::string_view text, size_t at) {
  return "invalid character " + rune_at(text, at);
}

template <class Accepts>
std::optional<size_t> find_bad(std::string_view text, Accepts accepts) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!accepts(text[i])) return i;
  }
  return std::nullopt;
}

std::string regex(std::string_view text) {
  try {
    Regex compiled(text);
    return "";
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

std::string json_pointer(std::string_view text) {
  if (text.empty()) return "";
  if (text[0] != '/') return "not starting with /";
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    bool escaped = i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1');
    if (!escaped) return "~ must be followed by 0 or 1";
  }
  return "";
}

std::string relative_json_pointer(std::string_view text) {
  size_t digits = count_digits(text);
  if (digits == 0) return "must start with non-negative integer";
  if (digits > 1 && text[0] == '0') return "starts with zero";
  text.remove_prefix(digits);
  return text == "#" ? "" : json_pointer(text);
}

std::string uuid(std::string_view text) {
  constexpr size_t kSizes[] = {8, 4, 4, 4, 12};
  Texts groups = split(text, '-');
  if (groups.size() != std::size(kSizes)) return "must have 5 elements";
  for (size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].size() != kSizes[i]) {
      return fmt::format("element {} must be {} characters long", i + 1, kSizes[i]);
    }
    if (auto bad = find_bad(groups[i], is_hex)) {
      return "non-hex character " + rune_at(groups[i], *bad);
    }
  }
  return "";
}

std::string duration_units(std::string_view text, std::string_view all_units) {
  std::string_view units = all_units;
  while (!text.empty()) {
    size_t digits = count_digits(text);
    if (digits == 0) return "missing number";
    text.remove_prefix(digits);
    if (text.empty()) return "missing unit";
    size_t unit = units.find(text[0]);
    if (unit == units.npos) {
      bool known = all_units.find(text[0]) != all_units.npos;
      std::string quoted = quote_rune(static_cast<unsigned char>(text[0]));
      return known ? fmt::format("unit {} out of order", quoted) : "invalid unit " + quoted;
    }
    units.remove_prefix(unit + 1);
    text.remove_prefix(1);
  }
  return "";
}

std::string duration(std::string_view text) {
  if (!text.starts_with('P')) return "must start with P";
  text.remove_prefix(1);
  if (text.empty()) return "nothing after P";
  if (text.ends_with('W')) {
    text.remove_suffix(1);
    if (text.empty()) return "no number in week";
    return count_digits(text) == text.size() ? "" : "invalid week";
  }
  constexpr std::string_view kUnits[] = {"YMD", "HMS"};
  Texts parts = split(text, 'T');
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && parts[i].empty()) return "no time elements";
    if (i >= std::size(kUnits)) return "more than one T";
    if (std::string problem = duration_units(parts[i], kUnits[i]); !problem.empty()) return problem;
  }
  return "";
}

std::string ipv4(std::string_view text) {
  Texts groups = split(text, '.');
  if (groups.size() != 4) return "expected four decimals";
  for (std::string_view group : groups) {
    if (group.size() > 1 && group[0] == '0') return "leading zeros";
    GoParsed<int64_t> number = parse_go_int(group);
    if (!number.ok()) {
      return fmt::format("strconv.Atoi: parsing {}: {}", go_quote(group),
                         go_parse_problem(number.status));
    }
    if (number.value < 0 || number.value > 255) return "decimal must be between 0 and 255";
  }
  return "";
}

std::string ipv6(std::string_view text) {
  if (text.find(':') == text.npos) return "missing colon";
  if (size_t zone = text.find('%'); zone != text.npos) {
    if (schemas::is_ipv6(text.substr(0, zone)) && zone + 1 < text.size()) {
      return "zone id is not a part of ipv6 address";
    }
  }
  if (schemas::is_ipv6(text)) return "";
  return fmt::format("ParseAddr({}): unable to parse IP", go_quote(text));
}

std::string hostname(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > 253) return "more than 253 characters long";
  for (std::string_view label : split(text, '.')) {
    if (label.empty() || label.size() > 63) return "label must be 1 to 63 characters long";
    if (label.starts_with('-')) return "label starts with hyphen";
    if (label.ends_with('-')) return "label ends with hyphen";
    auto bad = find_bad(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
    if (bad) return bad_character(label, *bad);
  }
  return "";
}

std::string local_part(std::string_view local) {
  if (local.size() > 1 && local.starts_with('"') && local.ends_with('"')) {
    bool escapes = local.substr(1, local.size() - 2).find_first_of("\\\"") != local.npos;
    return escapes ? "backslash and quote are not allowed within quoted local part" : "";
  }
  if (local.starts_with('.')) return "starts with dot";
  if (local.ends_with('.')) return "ends with dot";
  if (local.find("..") != local.npos) return "consecutive dots";
  constexpr std::string_view kSigns = ".!#$%&'*+-/=?^_`{|}~";
  auto bad = find_bad(
      local, [&](char c) { return is_letter(c) || is_digit(c) || kSigns.find(c) != kSigns.npos; });
  return bad ? bad_character(local, *bad) : "";
}

std::string within(std::string_view what, std::string problem) {
  return problem.empty() ? problem : fmt::format("invalid {}: {}", what, problem);
}

std::string email(std::string_view text) {
  if (text.size() > 254) return "more than 255 characters long";
  size_t at = text.rfind('@');
  if (at == text.npos) return "missing @";
  std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  if (local.size() > 64) return "local part more than 64 characters long";
  if (std::string problem = local_part(local); !problem.empty()) return problem;
  if (!domain.starts_with('[') || !domain.ends_with(']')) return within("domain", hostname(domain));
  domain = domain.substr(1, std::max<size_t>(domain.size(), 2) - 2);
  constexpr std::string_view kVersion6 = "IPv6:";
  if (!domain.starts_with(kVersion6)) return within("ipv4 address", ipv4(domain));
  return within("ipv6 address", ipv6(domain.substr(kVersion6.size())));
}

std::string date(std::string_view text) {
  try {
    Arena arena;
    parse_time("2006-01-02", text, nullptr, arena);
    return "";
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

/// Numbers of two characters each; -1 for what is none, and below it for a negative one.
int two_digits(std::string_view text) {
  GoParsed<int64_t> number = parse_go_int(text);
  if (!number.ok()) return -1;
  return number.value < 0 ? -2 : static_cast<int>(number.value);
}

/// A moment of a day, in the zone that is written behind it.
struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::string read_clock(std::string_view text, Clock& clock) {
  if (text.size() < 9) return "less than 9 characters long";
  if (text[2] != ':' || text[5] != ':') return "missing colon in correct place";
  int* parts[] = {&clock.hour, &clock.minute, &clock.second};
  for (size_t i = 0; i < 3; ++i) {
    *parts[i] = two_digits(text.substr(3 * i, 2));
    if (*parts[i] == -1) return "invalid hour/min/sec";
    if (*parts[i] < 0) return "non-positive hour/min/sec";
  }
  bool in_range = clock.hour <= 23 && clock.minute <= 59 && clock.second <= 60;
  return in_range ? "" : "hour/min/sec out of range";
}

std::string apply_offset(std::string_view text, Clock& clock) {
  if (text == "z" || text == "Z") return "";
  if (text.size() != 6) return "offset must be 6 characters long";
  if (text[0] != '+' && text[0] != '-') return "offset must begin with plus/minus";
  int sign = text[0] == '+' ? -1 : 1;
  if (text[3] != ':') return "missing colon in offset in correct place";
  int hours = two_digits(text.substr(1, 2));
  int minutes = two_digits(text.substr(4, 2));
  if (hours == -1 || minutes == -1) return "invalid hour/min in offset";
  if (hours < 0 || minutes < 0) return "non-positive hour/min in offset";
  if (hours > 23 || minutes > 59) return "hour/min in offset out of range";
  int utc = clock.hour * 60 + clock.minute + sign * (hours * 60 + minutes);
  if (utc < 0) utc += 24 * 60;
  clock.hour = utc / 60;
  clock.minute = utc % 60;
  return "";
}

std::string time(std::string_view text) {
  Clock clock;
  if (std::string problem = read_clock(text, clock); !problem.empty()) return problem;
  text.remove_prefix(8);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    size_t digits = count_digits(text);
    if (digits == 0) return "no digits in second fraction";
    text.remove_prefix(digits);
  }
  if (std::string problem = apply_offset(text, clock); !problem.empty()) return problem;
  bool leaps = clock.second >= 60 && (clock.hour != 23 || clock.minute != 59);
  return leaps ? "invalid leap second" : "";
}

std::string date_time(std::string_view text) {
  if (text.size() < 20) return "less than 20 characters long";
  if (text[10] != 't' && text[10] != 'T') return "11th character must be t or T";
  std::string problem = within("date element", date(text.substr(0, 10)));
  return problem.empty() ? within("time element", time(text.substr(11))) : problem;
}

std::string url_problem(const UrlResult& parsed) {
  if (!parsed.problem.empty()) return parsed.problem;
  std::string name = parsed.url.hostname();
  if (name.find(':') == name.npos) return "";
  bool in_brackets = parsed.url.host.find('[') != std::string::npos &&
                     parsed.url.host.find(']') != std::string::npos;
  return in_brackets ? within("ipv6 address", ipv6(name)) : "ipv6 address not enclosed in brackets";
}

std::string uri(std::string_view text) {
  UrlResult parsed = parse_url(text);
  std::string problem = url_problem(parsed);
  if (!problem.empty()) return problem;
  return parsed.url.scheme.empty() ? "relative url" : "";
}

std::string uri_reference(std::string_view text) {
  if (text.find('\\') != text.npos) return "contains \\";
  return url_problem(parse_url(text));
}

std::string uri_template(std::string_view text) {
  UrlResult parsed = parse_url(text);
  if (std::string problem = url_problem(parsed); !problem.empty()) return problem;
  for (std::string_view part : split(parsed.url.path, '/')) {
    bool open = false;
    for (char c : part) {
      if (c != '{' && c != '}') continue;
      if ((c == '{') == open) return "nested curly braces";
      open = !open;
    }
    if (open) return "no matching closing brace";
  }
  return "";
}

std::string period(std::string_view text) {
  size_t slash = text.find('/');
  if (slash == text.npos) return "missing slash";
  std::string_view start = text.substr(0, slash);
  std::string_view end = text.substr(slash + 1);
  if (start.starts_with('P')) {
    std::string problem = within("start duration", duration(start));
    return problem.empty() ? within("end date-time", date_time(end)) : problem;
  }
  std::string problem = within("start date-time", date_time(start));
  if (!problem.empty()) return problem;
  return end.starts_with('P') ? within("end duration", duration(end))
                              : within("end date-time", date_time(end));
}

bool is_identifier(char c) { return is_letter(c) || is_digit(c) || c == '-'; }

std::string version_core(std::string_view text) {
  Texts numbers = split(text, '.');
  if (numbers.size() != 3) return "versionCore must have 3 numbers separated by dot";
  constexpr std::string_view kNames[] = {"major", "minor", "patch"};
  for (size_t i = 0; i < 3; ++i) {
    if (numbers[i].empty()) return fmt::format("{} is empty", kNames[i]);
    if (numbers[i].size() > 1 && numbers[i][0] == '0') {
      return fmt::format("{} starts with zero", kNames[i]);
    }
    if (count_digits(numbers[i]) != numbers[i].size()) {
      return fmt::format("{} contains non-digit", kNames[i]);
    }
  }
  return "";
}

std::string build_problem(std::string_view build) {
  if (build.empty()) return "build is empty";
  for (std::string_view identifier : split(build, '.')) {
    if (identifier.empty()) return "build identifier is empty";
    if (auto bad = find_bad(identifier, is_identifier)) {
      return bad_character(identifier, *bad) + " in build identifier";
    }
  }
  return "";
}

std::string semver(std::string_view text) {
  if (size_t plus = text.find('+'); plus != text.npos) {
    if (std::string problem = build_problem(text.substr(plus + 1)); !problem.empty()) {
      return problem;
    }
    text = text.substr(0, plus);
  }
  if (size_t dash = text.find('-'); dash != text.npos) {
    for (std::string_view identifier : split(text.substr(dash + 1), '.')) {
      if (identifier.empty()) return "pre-release identifier is empty";
      if (auto bad = find_bad(identifier, is_identifier)) {
        return bad_character(identifier, *bad) + " in pre-release identifier";
      }
      bool is_number = count_digits(identifier) == identifier.size();
      if (is_number && identifier.size() > 1 && identifier[0] == '0') {
        return "pre-release numeric identifier starts with zero";
      }
    }
    text = text.substr(0, dash);
  }
  return version_core(text);
}

template <std::string (*problem)(std::string_view)>
bool accepts(std::string_view text) {
  return problem(text).empty();
}

struct HelmFormat {
  schemas::FormatCheck check;
  std::string (*problem)(std::string_view);
};

// clang-format off
constexpr HelmFormat kFormats[] = {
    {{"date", accepts<date>},                                   date},
    {{"date-time", accepts<date_time>},                         date_time},
    {{"duration", accepts<duration>},                           duration},
    {{"email", accepts<email>},                                 email},
    {{"hostname", accepts<hostname>},                           hostname},
    {{"ipv4", accepts<ipv4>},                                   ipv4},
    {{"ipv6", accepts<ipv6>},                                   ipv6},
    {{"iri", accepts<uri>},                                     uri},
    {{"iri-reference", accepts<uri_reference>},                 uri_reference},
    {{"json-pointer", accepts<json_pointer>},                   json_pointer},
    {{"period", accepts<period>},                               period},
    {{"regex", accepts<regex>},                                 regex},
    {{"relative-json-pointer", accepts<relative_json_pointer>}, relative_json_pointer},
    {{"semver", accepts<semver>},                               semver},
    {{"time", accepts<time>},                                   time},
    {{"uri", accepts<uri>},                                     uri},
    {{"uri-reference", accepts<uri_reference>},                 uri_reference},
    {{"uri-template", accepts<uri_template>},                   uri_template},
    {{"uuid", accepts<uuid>},                                   uuid},
};
// clang-format on

const HelmFormat* find(std::string_view name) {
  for (const HelmFormat& format : kFormats) {
    if (format.check.name == name) return &format;
  }
  return nullptr;
}

}  // namespace

const schemas::FormatCheck* find_helm_format(std::string_view name) {
  const HelmFormat* format = find(name);
  return format ? &format->check : nullptr;
}

std::string helm_format_problem(std::string_view name, std::string_view text) {
  const HelmFormat* format = find(name);
  return format ? format->problem(text) : "";
}

}  // namespace drydock::render
