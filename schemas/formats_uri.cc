#include "schemas/formats.h"
#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

enum class Characters { Ascii, Unicode };

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && is_hex(text[1]) && is_hex(text[2]);
}

/// Unreserved characters, escapes and those of `more`.
bool consists_of(std::string_view text, std::string_view more, Characters characters) {
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (!is_escape(text.substr(i))) return false;
      i += 2;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      if (characters == Characters::Ascii) return false;
    } else if (!is_letter(c) && !is_digit(c) &&
               std::string_view("-._~").find(c) == std::string_view::npos &&
               more.find(c) == more.npos) {
      return false;
    }
  }
  return true;
}

/// RFC 3986's sub-delims.
#define DRYDOCK_SUB_DELIMS "!$&'()*+,;="

bool is_bracketed_host(std::string_view host) {
  host = host.substr(1, host.size() - 2);
  if (host.empty() || (host[0] != 'v' && host[0] != 'V')) return is_ipv6(host);
  size_t dot = host.find('.');
  if (dot == host.npos || dot < 2 || dot + 1 == host.size()) return false;
  for (char c : host.substr(1, dot - 1))
    if (!is_hex(c)) return false;
  return host.find('%') == host.npos &&
         consists_of(host.substr(dot + 1), DRYDOCK_SUB_DELIMS ":", Characters::Ascii);
}

bool is_authority(std::string_view text, Characters characters) {
  if (size_t at = text.find('@'); at != text.npos) {
    if (!consists_of(text.substr(0, at), DRYDOCK_SUB_DELIMS ":", characters)) return false;
    text.remove_prefix(at + 1);
  }
  size_t bracket = text.starts_with('[') ? text.find(']') : text.npos;
  if (text.starts_with('[') && bracket == text.npos) return false;
  size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
  if (colon != text.npos) {
    for (char c : text.substr(colon + 1))
      if (!is_digit(c)) return false;
    text = text.substr(0, colon);
  }
  if (bracket == text.npos) return consists_of(text, DRYDOCK_SUB_DELIMS, characters);
  return bracket + 1 == text.size() && is_bracketed_host(text);
}

bool is_reference(std::string_view text, Characters characters) {
  UriParts parts = split_uri(text);
  if (parts.authority && !is_authority(*parts.authority, characters)) return false;
  if (!consists_of(parts.path, DRYDOCK_SUB_DELIMS ":@/", characters)) return false;
  // "1:b" is neither a scheme nor a relative path.
  if (!parts.scheme && !parts.authority) {
    std::string_view first = parts.path.substr(0, parts.path.find('/'));
    if (first.find(':') != first.npos) return false;
  }
  constexpr std::string_view kQueryCharacters = DRYDOCK_SUB_DELIMS ":@/?";
  if (parts.query && !consists_of(*parts.query, kQueryCharacters, characters)) return false;
  return !parts.fragment || consists_of(*parts.fragment, kQueryCharacters, characters);
}

#undef DRYDOCK_SUB_DELIMS

bool is_template_literal(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c <= ' ' || c == 0x7F ||
        std::string_view("\"<>\\^`{|}").find(text[i]) != std::string_view::npos)
      return false;
    if (c == '%' && !is_escape(text.substr(i))) return false;
  }
  return true;
}

bool is_variable_name(std::string_view text) {
  bool after_dot = true;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '.') {
      if (after_dot) return false;
      after_dot = true;
      continue;
    }
    after_dot = false;
    if (c == '%') {
      if (!is_escape(text.substr(i))) return false;
      i += 2;
    } else if (!is_letter(c) && !is_digit(c) && c != '_') {
      return false;
    }
  }
  return !after_dot;
}

/// "name", "name*" or "name:12".
bool is_variable(std::string_view text) {
  if (text.ends_with('*')) return is_variable_name(text.substr(0, text.size() - 1));
  size_t colon = text.find(':');
  if (colon == text.npos) return is_variable_name(text);
  constexpr size_t kMaxLengthDigits = 4;
  std::string_view length = text.substr(colon + 1);
  if (length.empty() || length.size() > kMaxLengthDigits || length[0] == '0') return false;
  for (char c : length)
    if (!is_digit(c)) return false;
  return is_variable_name(text.substr(0, colon));
}

bool is_template_expression(std::string_view text) {
  if (!text.empty() && std::string_view("+#./;?&").find(text[0]) != std::string_view::npos)
    text.remove_prefix(1);
  while (true) {
    size_t comma = text.find(',');
    if (!is_variable(text.substr(0, comma))) return false;
    if (comma == text.npos) return true;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

bool is_uri(std::string_view text) {
  return split_uri(text).scheme && is_reference(text, Characters::Ascii);
}

bool is_uri_reference(std::string_view text) { return is_reference(text, Characters::Ascii); }

bool is_iri(std::string_view text) {
  return split_uri(text).scheme && is_reference(text, Characters::Unicode);
}

bool is_iri_reference(std::string_view text) { return is_reference(text, Characters::Unicode); }

bool is_uri_template(std::string_view text) {
  while (true) {
    size_t open = text.find('{');
    if (!is_template_literal(text.substr(0, open))) return false;
    if (open == text.npos) return true;
    size_t close = text.find('}', open);
    if (close == text.npos) return false;
    if (!is_template_expression(text.substr(open + 1, close - open - 1))) return false;
    text.remove_prefix(close + 1);
  }
}

}  // namespace drydock::schemas
