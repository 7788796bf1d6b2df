#include "validate/server/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"

namespace drydock::validate::server {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) { return is_letter(c) || is_digit(c); }
bool is_lower_alnum(char c) { return is_lower(c) || is_digit(c); }

constexpr std::string_view kLabelForm =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kSubdomainForm =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kUnderscoreSubdomainForm =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' "
    "or '.', and must start and end with an alphanumeric character (e.g. 'example.com')";
constexpr std::string_view k1035Form =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kWildcardForm =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which "
    "must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric "
    "character (e.g. '*.example.com', regex used for validation is "
    "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kQualifiedPart =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kLabelValueForm =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

std::string too_long(size_t limit) {
  return fmt::format("must be no more than {} characters", limit);
}

bool label_form(std::string_view text, bool (*is_first)(char), bool underscore = false) {
  if (text.empty() || !is_first(text.front()) || !is_lower_alnum(text.back())) return false;
  for (char c : text) {
    if (!is_lower_alnum(c) && c != '-' && !(underscore && c == '_')) return false;
  }
  return true;
}

bool subdomain_form(std::string_view text, bool underscore = false) {
  for (;;) {
    size_t dot = text.find('.');
    std::string_view part = text.substr(0, dot);
    if (underscore) {
      if (part.starts_with('_')) part.remove_prefix(1);
      if (!label_form(part, is_lower_alnum, true)) return false;
    } else if (!label_form(part, is_lower_alnum)) {
      return false;
    }
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool qualified_part(std::string_view text) {
  if (text.empty() || !is_alnum(text.front()) || !is_alnum(text.back())) return false;
  for (char c : text) {
    if (!is_alnum(c) && c != '-' && c != '_' && c != '.') return false;
  }
  return true;
}

constexpr size_t kAnnotationsLimit = 256 * 1024;

}  // namespace

bool is_dns1123_label(std::string_view text) {
  return text.size() <= 63 && label_form(text, is_lower_alnum);
}

bool is_dns1123_subdomain(std::string_view text) {
  return text.size() <= 253 && subdomain_form(text);
}

Problems dns1123_label(std::string_view text) {
  Problems problems;
  if (text.size() > 63) problems.push_back(too_long(63));
  if (!label_form(text, is_lower_alnum)) {
    problems.emplace_back(subdomain_form(text) ? std::string_view("must not contain dots")
                                               : kLabelForm);
  }
  return problems;
}

Problems dns1123_subdomain(std::string_view text) {
  Problems problems;
  if (text.size() > 253) problems.push_back(too_long(253));
  if (!subdomain_form(text)) problems.emplace_back(kSubdomainForm);
  return problems;
}

Problems dns1123_subdomain_with_underscore(std::string_view text) {
  Problems problems;
  if (text.size() > 253) problems.push_back(too_long(253));
  if (!subdomain_form(text, true)) problems.emplace_back(kUnderscoreSubdomainForm);
  return problems;
}

Problems dns1035_label(std::string_view text) {
  Problems problems;
  if (text.size() > 63) problems.push_back(too_long(63));
  if (!label_form(text, is_lower)) problems.emplace_back(k1035Form);
  return problems;
}

Problems wildcard_dns1123_subdomain(std::string_view text) {
  Problems problems;
  if (text.size() > 253) problems.push_back(too_long(253));
  if (!text.starts_with("*.") || !subdomain_form(text.substr(2))) {
    problems.emplace_back(kWildcardForm);
  }
  return problems;
}

Problems qualified_name(std::string_view text) {
  Problems problems;
  std::string_view name = text;
  size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    if (text.find('/', slash + 1) != std::string_view::npos) {
      problems.push_back(
          fmt::format("a qualified name {} with an optional DNS subdomain prefix and '/' (e.g. "
                      "'example.com/MyName')",
                      kQualifiedPart));
      return problems;
    }
    std::string_view prefix = text.substr(0, slash);
    name = text.substr(slash + 1);
    if (prefix.empty()) {
      problems.emplace_back("prefix part must be non-empty");
    } else {
      for (const std::string& problem : dns1123_subdomain(prefix)) {
        problems.push_back("prefix part " + problem);
      }
    }
  }
  if (name.empty()) {
    problems.emplace_back("name part must be non-empty");
  } else if (name.size() > 63) {
    problems.push_back("name part " + too_long(63));
  }
  if (!qualified_part(name)) problems.push_back(fmt::format("name part {}", kQualifiedPart));
  return problems;
}

Problems annotation_key(std::string_view text) {
  Problems problems = qualified_name(text);
  return problems.empty() ? problems : qualified_name(ascii_lower(text));
}

Problems label_value(std::string_view text) {
  Problems problems;
  if (text.size() > 63) problems.push_back(too_long(63));
  if (!text.empty() && !qualified_part(text)) problems.emplace_back(kLabelValueForm);
  return problems;
}

Problems config_map_key(std::string_view text) {
  Problems problems;
  if (text.size() > 253) problems.push_back(too_long(253));
  bool fits = !text.empty();
  for (char c : text) fits = fits && (is_alnum(c) || c == '-' || c == '_' || c == '.');
  if (!fits) {
    problems.emplace_back(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
        "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
        "'[-._a-zA-Z0-9]+')");
  }
  if (text == ".") {
    problems.emplace_back("must not be '.'");
  } else if (text == "..") {
    problems.emplace_back("must not be '..'");
  } else if (text.starts_with("..")) {
    problems.emplace_back("must not start with '..'");
  }
  return problems;
}

Problems env_var_name(std::string_view text) {
  Problems problems;
  if (text.empty()) problems.emplace_back("environment variable name must be non-empty");
  for (char c : text) {
    if (c < ' ' || c > '~' || c == '=') {
      problems.emplace_back(
          "a valid environment variable name must consist only of printable ASCII characters "
          "other than '='");
      break;
    }
  }
  return problems;
}

Problems port_name(std::string_view text) {
  Problems problems;
  if (text.size() > 15) problems.push_back(too_long(15));
  bool charset = !text.empty();
  bool letter = false;
  for (char c : text) {
    charset = charset && (is_lower_alnum(c) || c == '-');
    letter = letter || is_lower(c);
  }
  if (!charset) {
    problems.emplace_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!letter) problems.emplace_back("must contain at least one letter (a-z)");
  if (text.find("--") != std::string_view::npos) {
    problems.emplace_back("must not contain consecutive hyphens");
  }
  if (!text.empty() && (text.front() == '-' || text.back() == '-')) {
    problems.emplace_back("must not begin or end with a hyphen");
  }
  return problems;
}

Problems port_number(int64_t port) {
  Problems problems;
  if (port < 1 || port > 65535) problems.emplace_back("must be between 1 and 65535, inclusive");
  return problems;
}

Problems path_segment_name(std::string_view text) {
  Problems problems;
  if (text == "." || text == "..") {
    problems.push_back(fmt::format("may not be '{}'", text));
    return problems;
  }
  if (text.find('/') != std::string_view::npos) problems.emplace_back("may not contain '/'");
  if (text.find('%') != std::string_view::npos) problems.emplace_back("may not contain '%'");
  return problems;
}

Problems http_header_name(std::string_view text) {
  Problems problems;
  bool fits = !text.empty();
  for (char c : text) fits = fits && (is_alnum(c) || c == '-');
  if (!fits) {
    problems.emplace_back(
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', "
        "regex used for validation is '[-A-Za-z0-9]+')");
  }
  return problems;
}

Problems c_identifier(std::string_view text) {
  Problems problems;
  bool fits = !text.empty() && !is_digit(text.front());
  for (char c : text) fits = fits && (is_alnum(c) || c == '_');
  if (!fits) {
    problems.emplace_back(
        "a valid C identifier must start with alphabetic character or '_', followed by a string of "
        "alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used "
        "for validation is '[A-Za-z_][A-Za-z0-9_]*')");
  }
  return problems;
}

Problems user_id(int64_t id) {
  Problems problems;
  if (id < 0 || id > 2147483647) {
    problems.emplace_back("must be between 0 and 2147483647, inclusive");
  }
  return problems;
}

bool is_percent(std::string_view text) {
  if (text.size() < 2 || text.back() != '%') return false;
  for (char c : text.substr(0, text.size() - 1)) {
    if (!is_digit(c)) return false;
  }
  return true;
}

void check_label_name(const Field& where, std::string_view text) {
  where.invalid_all(text, qualified_name(text));
}

void check_fully_qualified_name(const Field& where, std::string_view text) {
  if (text.empty()) return where.required();
  Problems problems = dns1123_subdomain(text);
  if (!problems.empty()) return where.invalid_all(text, problems);
  if (std::count(text.begin(), text.end(), '.') < 2) {
    where.invalid_text(text, "should be a domain with at least three segments separated by dots");
  }
}

void check_fully_qualified_domain(const Field& where, std::string_view text) {
  if (text.empty()) return where.required();
  if (text.back() == '.') text.remove_suffix(1);
  Problems problems = dns1123_subdomain(text);
  if (!problems.empty()) return where.invalid_all(text, problems);
  if (text.find('.') == std::string_view::npos) {
    return where.invalid_text(text,
                              "should be a domain with at least two segments separated by dots");
  }
  for (size_t start = 0; start <= text.size();) {
    size_t dot = std::min(text.find('.', start), text.size());
    where.invalid_all(text.substr(start, dot - start),
                      dns1123_label(text.substr(start, dot - start)));
    start = dot + 1;
  }
}

void check_domain_prefixed_path(const Field& where, std::string_view text) {
  if (text.empty()) return where.required();
  size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return where.invalid_text(text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
  }
  where.invalid_all(text.substr(0, slash), dns1123_subdomain(text.substr(0, slash)));
  for (char c : text.substr(slash + 1)) {
    if (!is_alnum(c) && std::string_view("%/-._~!$&'()*+,;=:@").find(c) == std::string_view::npos) {
      return where.invalid_text(text.substr(slash + 1), "Invalid path");
    }
  }
}

void check_labels(const Field& labels) { check_labels(labels, labels); }

void check_labels(const Field& labels, const Field& shown) {
  if (!labels.node() || !labels.node()->is_mapping()) return;
  for (const NodeEntry& entry : labels.node()->pairs()) {
    std::string_view key = entry.key->text();
    Problems problems = qualified_name(key);
    if (!problems.empty()) shown.invalid_all(key, problems);
    std::string_view value = labels.key(key).text();
    problems = label_value(value);
    if (!problems.empty()) shown.invalid_all(value, problems);
  }
}

void check_annotations(const Field& annotations, const Field& shown) {
  if (!annotations.node() || !annotations.node()->is_mapping()) return;
  size_t bytes = 0;
  for (const NodeEntry& entry : annotations.node()->pairs()) {
    std::string_view key = entry.key->text();
    Problems problems = annotation_key(key);
    if (!problems.empty()) shown.invalid_all(key, problems);
    bytes += key.size() + entry.value->text().size();
  }
  if (bytes > kAnnotationsLimit) shown.too_long(kAnnotationsLimit);
}

}  // namespace drydock::validate::server
