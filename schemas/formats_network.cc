#include "schemas/formats.h"
#include "schemas/idna.h"

namespace drydock::schemas {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Cuts off and returns what stands before the next `separator`.
std::string_view take_part(std::string_view& text, char separator) {
  size_t end = text.find(separator);
  std::string_view part = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return part;
}

bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
  int value = 0;
  for (char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  return value <= 255;
}

/// Groups of an IPv6 address on one side of "::"; -1 when they are none. Only the last group may be
/// an IPv4 address, and counts twice.
int count_groups(std::string_view text, bool ipv4_allowed) {
  if (text.empty()) return 0;
  int count = 0;
  while (true) {
    size_t colon = text.find(':');
    std::string_view group = text.substr(0, colon);
    if (colon == text.npos && ipv4_allowed && is_ipv4(group)) return count + 2;
    if (group.empty() || group.size() > 4) return -1;
    for (char c : group)
      if (!is_hex(c)) return -1;
    ++count;
    if (colon == text.npos) return count;
    text.remove_prefix(colon + 1);
  }
}

constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxHostname = 253;
constexpr size_t kMaxLocalPart = 64;

bool is_ascii_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  for (char c : label)
    if (!is_alphanumeric(c) && c != '-') return false;
  return true;
}

bool is_atom_character(char c, bool unicode) {
  if (static_cast<unsigned char>(c) >= 0x80) return unicode;
  return is_alphanumeric(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text, bool unicode) {
  char previous = '.';
  for (char c : text) {
    if (c == '.' ? previous == '.' : !is_atom_character(c, unicode)) return false;
    previous = c;
  }
  return previous != '.';
}

bool is_quoted_string(std::string_view text, bool unicode) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return false;
  text = text.substr(1, text.size() - 2);
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80 && !unicode) return false;
    if (c < ' ' || c == 0x7F || c == '"') return false;
    if (c == '\\' && ++i >= text.size()) return false;
  }
  return true;
}

bool is_address_literal(std::string_view text) {
  text = text.substr(1, text.size() - 2);
  if (text.starts_with("IPv6:")) return is_ipv6(text.substr(5));
  return is_ipv4(text);
}

bool is_mail_domain(std::string_view domain, bool unicode) {
  if (domain.size() > 2 && domain.starts_with('[') && domain.ends_with(']'))
    return is_address_literal(domain);
  if (!unicode) return is_ascii_hostname(domain);
  while (!domain.empty()) {
    std::string_view label = take_part(domain, '.');
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    for (char c : label)
      if (static_cast<unsigned char>(c) < 0x80 && !is_alphanumeric(c) && c != '-') return false;
  }
  return true;
}

bool is_mailbox(std::string_view text, bool unicode) {
  size_t at = text.rfind('@');
  if (at == text.npos || at == 0 || at > kMaxLocalPart || at + 1 == text.size()) return false;
  std::string_view local = text.substr(0, at);
  if (!is_dot_atom(local, unicode) && !is_quoted_string(local, unicode)) return false;
  return is_mail_domain(text.substr(at + 1), unicode);
}

}  // namespace

bool is_ipv4(std::string_view text) {
  for (int i = 0; i < 3; ++i) {
    size_t dot = text.find('.');
    if (dot == text.npos || !is_octet(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_octet(text);
}

bool is_ipv6(std::string_view text) {
  constexpr int kGroups = 8;
  size_t gap = text.find("::");
  if (gap == text.npos) return count_groups(text, true) == kGroups;
  int before = count_groups(text.substr(0, gap), false);
  int after = count_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after < kGroups;
}

bool is_ascii_hostname(std::string_view text) {
  if (text.empty() || text.size() > kMaxHostname || text.ends_with('.')) return false;
  while (!text.empty())
    if (!is_ascii_label(take_part(text, '.'))) return false;
  return true;
}

bool is_hostname(std::string_view text) {
  if (!is_ascii_hostname(text)) return false;
  return is_idn_labels(text, IdnaLabels::OnlyEncoded);
}

bool is_idn_hostname(std::string_view text) { return is_idn_labels(text, IdnaLabels::All); }

bool is_email(std::string_view text) { return is_mailbox(text, false); }

bool is_idn_email(std::string_view text) { return is_mailbox(text, true); }

}  // namespace drydock::schemas
