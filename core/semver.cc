#include "core/semver.h"

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"

namespace drydock {
namespace {

constexpr size_t kMaxVersionLength = 256;
constexpr size_t kMaxConstraintLength = 512;
constexpr size_t kMaxGroups = 32;

[[noreturn]] void reject(std::string message) { fail("semver", std::move(message)); }

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_identifier(char c) {
  return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}
// The original's character class has "|" in it by mistake; "1|2" fails later, as a number.
bool is_digit_or_wildcard(char c) {
  return is_ascii_digit(c) || c == 'x' || c == 'X' || c == '*' || c == '|';
}
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

bool all_of(std::string_view text, bool (*test)(char)) {
  return std::all_of(text.begin(), text.end(), test);
}

size_t end_of_run(std::string_view text, size_t start, bool (*test)(char)) {
  while (start < text.size() && test(text[start])) ++start;
  return start;
}

/// What of a version can be told from its characters alone.
struct LooseVersion {
  std::string_view numbers[3];  // empty where missing, which is only possible after the first
  std::string_view prerelease;
  std::string_view metadata;
  size_t end = 0;  // the first position after it; 0 if there is no version
};

/// Reads "ident(.ident)*" behind `mark`; moves `at` behind it, or leaves it if there is none.
std::string_view scan_tail(std::string_view text, size_t& at, char mark) {
  if (at >= text.size() || text[at] != mark) return {};
  size_t end = end_of_run(text, at + 1, is_identifier);
  if (end == at + 1) return {};
  while (end < text.size() && text[end] == '.') {
    size_t next = end_of_run(text, end + 1, is_identifier);
    if (next == end + 1) break;
    end = next;
  }
  std::string_view tail = text.substr(at + 1, end - at - 1);
  at = end;
  return tail;
}

/// The longest version that begins at `start`.
LooseVersion scan_version(std::string_view text, size_t start, bool (*is_number)(char)) {
  LooseVersion out;
  size_t at = start < text.size() && text[start] == 'v' ? start + 1 : start;
  size_t end = end_of_run(text, at, is_number);
  if (end == at) return out;
  out.numbers[0] = text.substr(at, end - at);
  at = end;
  for (int i = 1; i < 3 && at < text.size() && text[at] == '.'; ++i) {
    end = end_of_run(text, at + 1, is_number);
    if (end == at + 1) break;
    out.numbers[i] = text.substr(at + 1, end - at - 1);
    at = end;
  }
  out.prerelease = scan_tail(text, at, '-');
  out.metadata = scan_tail(text, at, '+');
  out.end = at;
  return out;
}

uint64_t parse_segment(std::string_view digits, std::string_view prefix) {
  GoParsed<uint64_t> number = parse_go_uint(digits);
  if (!number.ok()) {
    reject(std::string(prefix) + "strconv.ParseUint: parsing " + go_quote(digits) + ": " +
           std::string(go_parse_problem(number.status)));
  }
  return number.value;
}

int compare_numbers(uint64_t a, uint64_t b) { return a < b ? -1 : a > b ? 1 : 0; }

/// Cuts the text before the next dot off `rest`.
std::string_view next_part(std::string_view& rest) {
  size_t dot = rest.find('.');
  std::string_view part = rest.substr(0, dot);
  rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  return part;
}

int compare_parts(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  if (a.empty()) return -1;
  if (b.empty()) return 1;
  GoParsed<uint64_t> x = parse_go_uint(a);
  GoParsed<uint64_t> y = parse_go_uint(b);
  if (x.ok() && y.ok()) return x.value > y.value ? 1 : -1;
  // Numbers come before names. One that does not fit into 64 bits is a name to the original.
  if (x.ok() != y.ok()) return x.ok() ? -1 : 1;
  return a > b ? 1 : -1;
}

int compare_prereleases(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    if (int order = compare_parts(next_part(a), next_part(b))) return order;
  }
  return 0;
}

}  // namespace

void check_prerelease(std::string_view text) {
  for (size_t start = 0; start <= text.size();) {
    size_t dot = std::min(text.find('.', start), text.size());
    std::string_view part = text.substr(start, dot - start);
    if (part.empty() || !all_of(part, is_identifier)) reject("invalid prerelease string");
    if (part.size() > 1 && part[0] == '0' && all_of(part, is_ascii_digit)) {
      reject("version segment starts with 0");
    }
    start = dot + 1;
  }
}

void check_metadata(std::string_view text) {
  for (size_t start = 0; start <= text.size();) {
    size_t dot = std::min(text.find('.', start), text.size());
    std::string_view part = text.substr(start, dot - start);
    if (part.empty() || !all_of(part, is_identifier)) reject("invalid metadata string");
    start = dot + 1;
  }
}

SemVersion SemVersion::parse(std::string_view text) {
  if (text.size() > kMaxVersionLength) reject("version string is too long (max 256 bytes)");
  LooseVersion loose = scan_version(text, 0, is_ascii_digit);
  if (loose.end == 0 || loose.end != text.size()) reject("invalid semantic version");
  SemVersion out;
  uint64_t* numbers[3] = {&out.major, &out.minor, &out.patch};
  for (int i = 0; i < 3; ++i) {
    if (loose.numbers[i].empty()) continue;
    *numbers[i] = parse_segment(loose.numbers[i], "error parsing version segment: ");
  }
  if (!loose.prerelease.empty()) check_prerelease(loose.prerelease);
  out.prerelease = loose.prerelease;
  out.metadata = loose.metadata;
  return out;
}

SemVersion SemVersion::parse_strict(std::string_view text) {
  if (text.empty()) reject("version string empty");
  if (text.size() > kMaxVersionLength) reject("version string is too long (max 256 bytes)");
  size_t dots[2] = {text.find('.'), std::string_view::npos};
  if (dots[0] != std::string_view::npos) dots[1] = text.find('.', dots[0] + 1);
  if (dots[1] == std::string_view::npos) reject("invalid semantic version");
  SemVersion out;
  std::string_view parts[3] = {text.substr(0, dots[0]),
                               text.substr(dots[0] + 1, dots[1] - dots[0] - 1),
                               text.substr(dots[1] + 1)};
  if (size_t plus = parts[2].find('+'); plus != std::string_view::npos) {
    out.metadata = parts[2].substr(plus + 1);
    parts[2] = parts[2].substr(0, plus);
    check_metadata(out.metadata);
  }
  if (size_t minus = parts[2].find('-'); minus != std::string_view::npos) {
    out.prerelease = parts[2].substr(minus + 1);
    parts[2] = parts[2].substr(0, minus);
    check_prerelease(out.prerelease);
  }
  for (std::string_view part : parts) {
    if (!all_of(part, is_ascii_digit)) reject("invalid characters in version");
    if (part.size() > 1 && part[0] == '0') reject("version segment starts with 0");
  }
  out.major = parse_segment(parts[0], "");
  out.minor = parse_segment(parts[1], "");
  out.patch = parse_segment(parts[2], "");
  return out;
}

bool SemVersion::is_strict(std::string_view text) {
  try {
    parse_strict(text);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string SemVersion::text() const {
  std::string out;
  append_go_uint(out, major);
  append_go_uint(out += '.', minor);
  append_go_uint(out += '.', patch);
  if (!prerelease.empty()) (out += '-') += prerelease;
  if (!metadata.empty()) (out += '+') += metadata;
  return out;
}

int compare(const SemVersion& a, const SemVersion& b) {
  if (int order = compare_numbers(a.major, b.major)) return order;
  if (int order = compare_numbers(a.minor, b.minor)) return order;
  if (int order = compare_numbers(a.patch, b.patch)) return order;
  if (a.prerelease.empty() || b.prerelease.empty()) {
    return static_cast<int>(a.prerelease.empty()) - static_cast<int>(b.prerelease.empty());
  }
  return compare_prereleases(a.prerelease, b.prerelease);
}

namespace {

/// "1.2 - 2.3" that begins at `start`, blanks before and after it included.
struct HyphenRange {
  std::string_view low;
  std::string_view high;
  size_t end = 0;  // 0 if there is none
};

HyphenRange scan_range(std::string_view text, size_t start) {
  HyphenRange out;
  size_t at = end_of_run(text, start, is_blank);
  LooseVersion low = scan_version(text, at, is_digit_or_wildcard);
  if (low.end == 0) return out;
  size_t hyphen = end_of_run(text, low.end, is_blank);
  if (hyphen == low.end || hyphen == text.size() || text[hyphen] != '-') return out;
  size_t high_start = end_of_run(text, hyphen + 1, is_blank);
  if (high_start == hyphen + 1) return out;
  LooseVersion high = scan_version(text, high_start, is_digit_or_wildcard);
  if (high.end == 0) return out;
  out.low = text.substr(at, low.end - at);
  out.high = text.substr(high_start, high.end - high_start);
  out.end = end_of_run(text, high.end, is_blank);
  return out;
}

/// "1.2 - 2.3" becomes ">= 1.2, <= 2.3 ".
std::string rewrite_ranges(std::string_view text) {
  std::string out(text);
  for (size_t start = 0; start < text.size();) {
    HyphenRange range = scan_range(text, start);
    if (range.end == 0) {
      ++start;
      continue;
    }
    // As in the original, the first place with that text is replaced, wherever the range was found.
    std::string_view found = text.substr(start, range.end - start);
    std::string replacement = ">= ";
    ((replacement += range.low) += ", <= ") += range.high;
    replacement += ' ';
    size_t place = out.find(found);
    if (place != std::string::npos) out.replace(place, found.size(), replacement);
    start = range.end;
  }
  return out;
}

bool is_wildcard(std::string_view number) {
  return number.empty() || number == "x" || number == "X" || number == "*";
}

}  // namespace

SemConstraint SemConstraint::parse(std::string_view text) {
  if (text.size() > kMaxConstraintLength) reject("constraint string is too long (max 512 bytes)");
  std::string rewritten = rewrite_ranges(text);
  std::vector<std::string_view> parts;
  for (std::string_view rest = rewritten;;) {
    size_t bars = rest.find("||");
    parts.push_back(rest.substr(0, bars));
    if (bars == std::string_view::npos) break;
    rest.remove_prefix(bars + 2);
  }
  if (parts.size() > kMaxGroups) reject("too many constraint groups (max 32)");
  SemConstraint out;
  for (std::string_view part : parts) out.groups_.push_back(parse_group(part));
  return out;
}

SemConstraint::Group SemConstraint::parse_group(std::string_view text) {
  struct Found {
    std::string_view op;
    std::string_view version;
  };
  std::vector<Found> found;
  auto improper = [&] { reject("improper constraint: " + go_quote(text)); };
  size_t at = end_of_run(text, 0, is_blank);
  while (true) {
    constexpr std::string_view kOperators[] = {"!=", ">=", "=>", "<=", "=<", "~>",
                                               "=",  ">",  "<",  "~",  "^"};
    Found next;
    for (std::string_view op : kOperators) {
      if (next.op.empty() && text.substr(at).starts_with(op)) next.op = op;
    }
    at = end_of_run(text, at + next.op.size(), is_blank);
    LooseVersion version = scan_version(text, at, is_digit_or_wildcard);
    if (version.end == 0) improper();
    next.version = text.substr(at, version.end - at);
    found.push_back(next);
    at = end_of_run(text, version.end, is_blank);
    if (at == text.size()) break;
    if (text[at] == ',') {
      at = end_of_run(text, at + 1, is_blank);
    } else if (at == version.end) {
      improper();
    }
  }
  // The whole group must be well-formed before one of its versions may be found wrong.
  Group group;
  for (const Found& each : found) {
    group.bounds.push_back(parse_bound(each.op, each.version));
    if (!group.bounds.back().prerelease.empty()) group.names_prerelease = true;
  }
  return group;
}

SemConstraint::Bound SemConstraint::parse_bound(std::string_view operator_text,
                                                std::string_view version_text) {
  constexpr std::pair<std::string_view, Operator> kOperators[] = {
      {"", Operator::TildeOrEqual}, {"=", Operator::TildeOrEqual},  {"!=", Operator::NotEqual},
      {">", Operator::Greater},     {">=", Operator::GreaterEqual}, {"=>", Operator::GreaterEqual},
      {"<", Operator::Less},        {"<=", Operator::LessEqual},    {"=<", Operator::LessEqual},
      {"~", Operator::Tilde},       {"~>", Operator::Tilde},        {"^", Operator::Caret},
  };
  Bound bound;
  for (const auto& [name, op] : kOperators) {
    if (name == operator_text) bound.op = op;
  }
  LooseVersion loose = scan_version(version_text, 0, is_digit_or_wildcard);
  std::string plain(version_text);
  auto numbers = [&](std::string_view three) {
    plain = three;
    if (!loose.prerelease.empty()) (plain += '-') += loose.prerelease;
    bound.open = true;
  };
  if (is_wildcard(loose.numbers[0])) {
    numbers("0.0.0");
  } else if (is_wildcard(loose.numbers[1])) {
    numbers(std::string(loose.numbers[0]) + ".0.0");
    bound.minor_open = true;
  } else if (is_wildcard(loose.numbers[2])) {
    numbers(std::string(loose.numbers[0]) + '.' + std::string(loose.numbers[1]) + ".0");
    bound.patch_open = true;
  }
  try {
    SemVersion version = SemVersion::parse(plain);
    bound.major = version.major;
    bound.minor = version.minor;
    bound.patch = version.patch;
    bound.prerelease = version.prerelease;
  } catch (const Error&) {
    reject("constraint parser error");
  }
  return bound;
}

bool SemConstraint::allows(const SemVersion& version) const {
  return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
    if (!version.prerelease.empty() && !group.names_prerelease) return false;
    return std::all_of(group.bounds.begin(), group.bounds.end(),
                       [&](const Bound& bound) { return holds(bound, version); });
  });
}

bool SemConstraint::holds(const Bound& bound, const SemVersion& version) {
  int order = compare(version, bound.version());
  switch (bound.op) {
    case Operator::TildeOrEqual:
      return bound.open ? holds_tilde(bound, version) : order == 0;
    case Operator::NotEqual:
      return holds_not_equal(bound, version);
    case Operator::Greater:
      return holds_greater(bound, version);
    case Operator::Less:
      return order < 0;
    case Operator::GreaterEqual:
      return order >= 0;
    case Operator::LessEqual:
      return holds_less_equal(bound, version);
    case Operator::Tilde:
      return holds_tilde(bound, version);
    case Operator::Caret:
      return holds_caret(bound, version);
  }
  return false;
}

bool SemConstraint::holds_not_equal(const Bound& bound, const SemVersion& version) {
  if (bound.open) {
    if (bound.major != version.major) return true;
    if (bound.minor_open) return false;
    if (bound.minor != version.minor) return true;
    if (bound.patch_open) return compare_prereleases(version.prerelease, bound.prerelease) != 0;
    if (bound.patch != version.patch) return true;
  }
  return compare(version, bound.version()) != 0;
}

bool SemConstraint::holds_greater(const Bound& bound, const SemVersion& version) {
  if (!bound.open || version.major != bound.major) {
    return bound.open ? version.major > bound.major : compare(version, bound.version()) > 0;
  }
  if (bound.minor_open) return false;  // 11.1.0 is not above 11
  if (bound.patch_open) return version.minor > bound.minor;
  return compare(version, bound.version()) > 0;
}

bool SemConstraint::holds_less_equal(const Bound& bound, const SemVersion& version) {
  if (!bound.open) return compare(version, bound.version()) <= 0;
  if (version.major != bound.major) return version.major < bound.major;
  return version.minor <= bound.minor || bound.minor_open;
}

bool SemConstraint::holds_tilde(const Bound& bound, const SemVersion& version) {
  if (compare(version, bound.version()) < 0) return false;
  // ~0.0.0 and ~* allow everything from there on.
  if (bound.major == 0 && bound.minor == 0 && bound.patch == 0 && !bound.minor_open &&
      !bound.patch_open) {
    return true;
  }
  return version.major == bound.major && (version.minor == bound.minor || bound.minor_open);
}

bool SemConstraint::holds_caret(const Bound& bound, const SemVersion& version) {
  if (compare(version, bound.version()) < 0) return false;
  if (bound.major > 0 || bound.minor_open) return version.major == bound.major;
  if (version.major > 0) return false;
  if (bound.minor > 0 || bound.patch_open) return version.minor == bound.minor;
  return version.minor == 0 && version.patch == bound.patch;
}

}  // namespace drydock
