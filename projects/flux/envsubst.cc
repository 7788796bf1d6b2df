#include "projects/flux/envsubst.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/go_number.h"
#include "core/unicode.h"
#include "projects/flux/envsubst_scan.h"
#include "projects/flux/shell_pattern.h"

namespace drydock::projects::flux {
namespace {

using Token = EnvsubstScanner::Token;
using Arguments = std::vector<std::string>;

constexpr int kMaxNesting = 1000;
constexpr size_t kMaxSteps = 200'000'000;

/// Thrown within this file only.
struct Fault {
  std::string message;
};

bool any_rune(char32_t, size_t) { return true; }
bool no_rune(char32_t, size_t) { return false; }
bool is_name_rune(char32_t rune, size_t) {
  return is_letter(rune) || is_digit(rune) || rune == '_';
}
bool is_not_closing(char32_t rune, size_t) { return rune != '}'; }
bool is_no_colon(char32_t rune, size_t) { return rune != ':' && rune != '}'; }
bool is_colon(char32_t rune, size_t) { return rune == ':'; }
bool is_one_colon(char32_t rune, size_t at) { return rune == ':' && at == 1; }
bool is_one_equal(char32_t rune, size_t at) { return rune == '=' && at == 1; }
bool is_one_hash(char32_t rune, size_t at) { return rune == '#' && at == 1; }
bool is_hash_operator(char32_t rune, size_t at) { return rune == '#' && at < 3; }
bool is_percent_operator(char32_t rune, size_t at) { return rune == '%' && at < 3; }
bool is_case_operator(char32_t rune, size_t at) { return (rune == ',' || rune == '^') && at < 3; }
bool is_slash(char32_t rune, size_t) { return rune == '/'; }
bool is_no_slash(char32_t rune, size_t) { return rune != '/'; }
bool is_default_operator(char32_t rune, size_t at) {
  if (at == 1) return rune == ':';
  return at == 2 && (rune == '=' || rune == '-' || rune == '?' || rune == '+');
}
bool is_replace_operator(char32_t rune, size_t at) {
  if (at == 1) return rune == '/';
  return at == 2 && (rune == '/' || rune == '#' || rune == '%');
}

std::string map_runes(std::string_view text, char32_t (*map)(char32_t), bool first_only) {
  std::string out;
  while (!text.empty()) {
    DecodedRune next = decode_rune(text);
    text.remove_prefix(static_cast<size_t>(next.size));
    append_rune(out, map(next.rune));
    if (first_only) break;
  }
  return out.append(text);
}

/// By runes; bytes of invalid UTF-8 become U+FFFD.
std::string reversed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    DecodedRune last = decode_last_rune(text);
    text.remove_suffix(static_cast<size_t>(last.size));
    append_rune(out, last.rune);
  }
  return out;
}

/// Bytes, not characters. What is no number leaves the whole value.
std::string substring(const std::string& value, const Arguments& arguments) {
  GoParsed<int64_t> parsed = parse_go_int(arguments[0]);
  if (!parsed.ok()) return value;
  auto size = static_cast<int64_t>(value.size());
  int64_t position = parsed.value;
  if (position < 0) position = std::max<int64_t>(position + size, 0);
  std::string rest = position < size ? value.substr(static_cast<size_t>(position)) : std::string();
  if (arguments.size() == 1) return rest;
  GoParsed<int64_t> length = parse_go_int(arguments[1]);
  if (!length.ok()) return value;
  if (length.value >= size - position) return rest;
  // Here the original ends with a panic.
  if (length.value < 0) throw Fault{"a length must not be negative"};
  return rest.substr(0, static_cast<size_t>(length.value));
}

class Expander {
 public:
  Expander(std::string_view text, const Variables& variables, bool strict)
      : scanner_(text), variables_(variables), strict_(strict), budget_{kMaxSteps} {}

  Substitution run() {
    Substitution result;
    size_t begin = 0;
    try {
      for (;;) {
        begin = scanner_.offset();
        scanner_.escape_all(false);
        Token token = scanner_.scan(
            EnvsubstScanner::kText | EnvsubstScanner::kOpen | EnvsubstScanner::kEscapes, any_rune);
        if (token == Token::End) break;
        add(result.text, token == Token::Open ? expression() : scanner_.text());
      }
    } catch (const Fault& fault) {
      result.fault = {fault.message, begin};
    }
    result.unset = std::move(unset_);
    return result;
  }

 private:
  static void add(std::string& out, std::string_view more) {
    if (more.size() > kMaxSubstituted - std::min(out.size(), kMaxSubstituted)) {
      throw Fault{fmt::format("the result has more than {} MiB", kMaxSubstituted >> 20)};
    }
    out.append(more);
  }

  /// What stands between `${` and its `}`.
  std::string expression() {
    if (++nesting_ > kMaxNesting) throw Fault{"expressions are nested too deeply"};
    scanner_.escape_all(true);
    std::string result = scanner_.peek() == '#' ? length() : of_variable();
    --nesting_;
    return result;
  }

  std::string of_variable() {
    std::string name = expect(is_name_rune, "unable to parse variable name");
    switch (scanner_.peek()) {
      case ':':
        return default_or_substring(name);
      case '=':
        return with_default(name);
      case ',':
      case '^':
        return in_case(name);
      case '/':
        return replaced(name);
      case '#':
        return trimmed(name, is_hash_operator);
      case '%':
        return trimmed(name, is_percent_operator);
      default:
        break;
    }
    if (scanner_.scan(EnvsubstScanner::kClose, no_rune) != Token::Close) {
      throw Fault{"missing closing brace"};
    }
    return value_of(name);
  }

  std::string expect(EnvsubstScanner::Accept accept, std::string_view otherwise) {
    if (scanner_.scan(EnvsubstScanner::kText, accept) != Token::Text) {
      throw Fault{std::string(otherwise)};
    }
    return scanner_.text();
  }
  std::string expect_operator(EnvsubstScanner::Accept accept) {
    return expect(accept, "bad substitution");
  }
  void expect_close() {
    if (scanner_.scan(EnvsubstScanner::kClose, no_rune) != Token::Close) {
      throw Fault{"bad substitution"};
    }
  }

  std::string argument(EnvsubstScanner::Accept accept, bool escapes = false) {
    uint8_t mode = EnvsubstScanner::kText | EnvsubstScanner::kOpen;
    if (escapes) mode |= EnvsubstScanner::kEscapes;
    Token token = scanner_.scan(mode, accept);
    if (token == Token::Open) return expression();
    if (token != Token::Text) throw Fault{"unable to parse substitution within function"};
    return scanner_.text();
  }

  const std::string* find(const std::string& name) const {
    auto at = variables_.find(name);
    return at == variables_.end() ? nullptr : &at->second;
  }

  /// For what reads a variable without a default.
  std::string value_of(const std::string& name) {
    if (const std::string* value = find(name)) return *value;
    unset_.insert(name);
    if (strict_) throw Fault{fmt::format("variable not set (strict mode): \"{}\"", name)};
    return {};
  }

  std::string length() {
    expect_operator(is_one_hash);
    std::string name = expect_operator(is_name_rune);
    expect_close();
    return std::to_string(value_of(name).size());
  }

  std::string default_or_substring(const std::string& name) {
    scanner_.read();
    char32_t next = scanner_.peek();
    // As in the original, over as many bytes as the rune behind the colon has.
    scanner_.step_back();
    bool gives_default = next == '=' || next == '-' || next == '?' || next == '+';
    return gives_default ? with_default(name) : part(name);
  }

  std::string with_default(const std::string& name) {
    expect(scanner_.peek() == '=' ? is_one_equal : is_default_operator,
           "unable to parse default function");
    std::string otherwise;
    while (scanner_.peek() != '}') add(otherwise, argument(is_not_closing));
    expect_close();
    const std::string* value = find(name);
    return value && !value->empty() ? *value : otherwise;
  }

  std::string part(const std::string& name) {
    expect_operator(is_one_colon);
    Arguments arguments{argument(is_no_colon)};
    Token token = scanner_.scan(EnvsubstScanner::kText | EnvsubstScanner::kClose, is_colon);
    if (token == Token::Text) {
      arguments.push_back(argument(is_not_closing));
      expect_close();
    } else if (token != Token::Close) {
      throw Fault{"bad substitution"};
    }
    return substring(value_of(name), arguments);
  }

  std::string in_case(const std::string& name) {
    std::string kind = expect_operator(is_case_operator);
    expect_close();
    std::string value = value_of(name);
    if (kind == "^") return map_runes(value, to_upper, true);
    if (kind == "^^") return map_runes(value, to_upper, false);
    if (kind == ",") return map_runes(value, to_lower, true);
    if (kind == ",,") return map_runes(value, to_lower, false);
    return value;
  }

  std::string trimmed(const std::string& name, EnvsubstScanner::Accept operators) {
    std::string kind = expect_operator(operators);
    std::string pattern = argument(is_not_closing);
    expect_close();
    std::string value = value_of(name);
    bool longest = kind.size() == 2;
    if (kind[0] == '#') return without_prefix(value, pattern, longest);
    return reversed(without_prefix(reversed(value), reversed(pattern), longest));
  }

  std::string without_prefix(const std::string& value, std::string_view pattern, bool longest) {
    std::string_view all = value;
    size_t matched = 0;
    for (size_t size = all.size(); size > 0; --size) {
      std::optional<bool> matches = match_shell_pattern(pattern, all.substr(0, size), budget_);
      if (budget_.left == 0) throw Fault{"matching the pattern takes too long"};
      if (!matches) return value;
      if (*matches) matched = size;
      if (matched && longest) break;
    }
    return value.substr(matched);
  }

  std::string replaced(const std::string& name) {
    std::string kind = expect_operator(is_replace_operator);
    Arguments arguments{argument(is_no_slash, true)};
    expect_operator(is_slash);
    if (scanner_.peek() != '}') arguments.push_back(argument(is_not_closing, true));
    expect_close();
    std::string value = value_of(name);
    const std::string& old = arguments[0];
    bool has_new = arguments.size() == 2;
    const std::string& with = has_new ? arguments[1] : empty_;
    if (kind == "/") return replace(value, old, with, false);
    if (kind == "//") return replace(value, old, with, true);
    if (!has_new) return value;
    if (kind == "/#") return value.starts_with(old) ? replace(value, old, with, false) : value;
    if (!value.ends_with(old)) return value;
    return value.substr(0, value.size() - old.size()) + with;
  }

  /// strings.Replace: an empty text is found before every rune and at the end.
  static std::string replace(std::string_view value, std::string_view old, std::string_view with,
                             bool all) {
    std::string out;
    for (bool first = true; first || all; first = false) {
      size_t at = 0;
      if (!old.empty()) {
        at = value.find(old);
        if (at == value.npos) break;
      } else if (!first) {
        if (value.empty()) break;
        at = static_cast<size_t>(decode_rune(value).size);
      }
      add(out, value.substr(0, at));
      add(out, with);
      value.remove_prefix(at + old.size());
    }
    add(out, value);
    return out;
  }

  EnvsubstScanner scanner_;
  const Variables& variables_;
  bool strict_;
  WorkBudget budget_;
  int nesting_ = 0;
  std::set<std::string, std::less<>> unset_;
  const std::string empty_;
};

}  // namespace

Substitution substitute_text(std::string_view text, const Variables& variables, bool strict) {
  return Expander(text, variables, strict).run();
}

}  // namespace drydock::projects::flux
