#include <optional>

#include "core/regex.h"
#include "core/unicode.h"
#include "render/builtins/url.h"
#include "render/lint/rules.h"

namespace drydock::render {
namespace {

/// Letters beyond ASCII, as the rules for addresses have them.
constexpr std::string_view kWide = "\\x{A0}-\\x{D7FF}\\x{F900}-\\x{FDCF}\\x{FDF0}-\\x{FFEF}";

std::string email_pattern() {
  std::string atom = fmt::format("[a-zA-Z0-9!#$%&'*+/=?^_`{{|}}~{}-]+", kWide);
  std::string fold = "(?:[ \\t]*\\r\\n)?[ \\t]+";
  std::string quoted = fmt::format(
      "\"(?:(?:{0})?(?:[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f!#-\\[\\]-~{1}]|"
      "\\([\\x01-\\x09\\x0b\\x0c\\x0d-\\x7f]|[{1}]))*(?:{0})?\"",
      fold, kWide);
  std::string letter = fmt::format("[a-zA-Z{}]", kWide);
  std::string letter_or_digit = fmt::format("[a-zA-Z0-9{}]", kWide);
  std::string label = fmt::format("{0}(?:[a-zA-Z0-9._~{1}-]*{0})?", letter_or_digit, kWide);
  std::string last = fmt::format("{0}(?:[a-zA-Z0-9_~{1}-]*{0})?", letter, kWide);
  return fmt::format("^(?:{0}(?:\\.{0})*|{1})@(?:{2}\\.)+{3}\\.?$", atom, quoted, label, last);
}

/// An IPv4 address, in the loose form that the rule takes.
constexpr std::string_view kIpv4 =
    "(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3]|24\\d|25[0-5])"
    "(?:\\.(?:\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])){2}"
    "\\.(?:[0-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";

std::string url_pattern() {
  std::string_view group = "[0-9a-fA-F]{1,4}";
  std::string ipv6 =
      fmt::format("\\[(?:(?:{0}:){{7}}{0}|[0-9a-zA-Z:.%]*::[0-9a-zA-Z:.%]*)\\]", group);
  std::string wide = "a-zA-Z\\x{a1}-\\x{ffff}";
  std::string sub = "(?:www\\.|[a-zA-Z0-9]+(?:[-_.]?[a-zA-Z0-9])*[a-zA-Z0-9]\\.[a-zA-Z0-9]+)";
  std::string name = fmt::format(
      "(?:(?:[a-zA-Z0-9][a-zA-Z0-9_-]*[a-zA-Z0-9](?:[-.][a-zA-Z0-9]+)*|{0}?)?"
      "(?:(?:[{1}0-9]+-?-?)*[{1}0-9]+)(?:\\.[{1}]+)?)",
      sub, wide);
  return fmt::format(
      "^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\\S+(?::\\S*)?@)?(?:{}|{}|{})\\.?(?::\\d{{1,5}})?"
      "(?:[/?#]\\S*)?$",
      kIpv4, ipv6, name);
}

}  // namespace

bool is_email(std::string_view text) { return Regex(email_pattern()).matches(text); }

bool is_url(std::string_view text) {
  constexpr size_t kMaxRunes = 2083;
  constexpr size_t kMinBytes = 4;
  if (text.size() < kMinBytes || text.starts_with('.') || count_runes(text) >= kMaxRunes) {
    return false;
  }
  bool bare_port =
      text.find(':') != std::string_view::npos && text.find("://") == std::string_view::npos;
  UrlResult parsed = parse_url(bare_port ? fmt::format("http://{}", text) : std::string(text));
  if (!parsed.problem.empty() || parsed.url.host.starts_with('.')) return false;
  if (parsed.url.host.empty() && !parsed.url.path.empty() &&
      parsed.url.path.find('.') == std::string::npos) {
    return false;
  }
  return Regex(url_pattern()).matches(text);
}

/// url.ParseRequestURI, and a scheme: an absolute address or path, without "#" meaning anything.
bool is_request_url(std::string_view text) {
  if (text.empty()) return false;
  std::string escaped;
  for (char c : text) escaped += c == '#' ? std::string("%23") : std::string(1, c);
  UrlResult parsed = parse_url(escaped);
  return parsed.problem.empty() && !parsed.url.scheme.empty() && parsed.url.opaque.empty();
}

}  // namespace drydock::render
