#include "fetch/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/error.h"

namespace drydock::fetch {
namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  // The address may hold a password.
  size_t at = text.rfind('@');
  std::string_view shown = at == std::string_view::npos ? text : text.substr(at + 1);
  fail("download", fmt::format("`{}` is no address to fetch from: {}", shown, why));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

uint16_t usual_port(std::string_view scheme) { return scheme == "http" ? 80 : 443; }

bool is_safe(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

void read_authority(Url& url, std::string_view authority, std::string_view whole) {
  size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  size_t colon = authority.rfind(':');
  size_t bracket = authority.rfind(']');
  bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  url.port = usual_port(url.scheme);
  if (has_port) {
    std::string_view port = authority.substr(colon + 1);
    auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size()) refuse(whole, "bad port");
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  url.host = lower(authority);
  if (url.host.empty()) refuse(whole, "it has no host");
}

/// RFC 3986, 5.2.4.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> parts;
  for (size_t from = 1; from <= path.size();) {
    size_t end = std::min(path.find('/', from), path.size());
    std::string_view part = path.substr(from, end - from);
    bool last = end == path.size();
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
      if (last) parts.emplace_back("");
    } else if (part == ".") {
      if (last) parts.emplace_back("");
    } else {
      parts.push_back(part);
    }
    from = end + 1;
  }
  return "/" + fmt::format("{}", fmt::join(parts, "/"));
}

}  // namespace

Url Url::parse(std::string_view text) {
  size_t colon = text.find("://");
  if (colon == std::string_view::npos) refuse(text, "it has no scheme");
  Url url;
  url.scheme = lower(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "oci") {
    refuse(text, "only http, https and oci are known");
  }
  // Control characters could end a line of the request.
  if (!is_safe(text)) refuse(text, "it has blanks or control characters");
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  size_t end = std::min(rest.find_first_of("/?"), rest.size());
  read_authority(url, rest.substr(0, end), text);
  rest.remove_prefix(end);
  size_t question = rest.find('?');
  url.path = rest.substr(0, question);
  if (question != std::string_view::npos) url.query = rest.substr(question + 1);
  return url;
}

std::string Url::authority() const {
  std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  return port == usual_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::target() const {
  return fmt::format("{}{}{}{}", path.empty() ? "/" : path, "", query.empty() ? "" : "?", query);
}

std::string Url::text() const {
  return fmt::format("{}://{}{}{}{}", scheme, authority(), path, query.empty() ? "" : "?", query);
}

Url resolve(const Url& base, std::string_view link, bool as_folder) {
  if (link.find("://") != std::string_view::npos) return Url::parse(link);
  if (link.starts_with("//")) return Url::parse(fmt::format("{}:{}", base.scheme, link));
  if (!is_safe(link)) refuse(link, "it has blanks or control characters");
  Url url = base;
  link = link.substr(0, link.find('#'));
  size_t question = link.find('?');
  std::string_view path = link.substr(0, question);
  // Helm keeps the repository's query, which may hold a token.
  if (!as_folder) {
    url.query = question == std::string_view::npos ? "" : link.substr(question + 1);
  }
  if (path.starts_with('/')) {
    url.path = without_dots(path);
  } else if (!path.empty()) {
    std::string folder = base.path;
    if (as_folder && !folder.ends_with('/')) folder += '/';
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    url.path = without_dots(fmt::format("{}/{}", folder, path));
  }
  return url;
}

bool same_url(std::string_view a, std::string_view b) {
  while (a.ends_with('/')) a.remove_suffix(1);
  while (b.ends_with('/')) b.remove_suffix(1);
  if (a == b) return true;
  try {
    return Url::parse(a).text() == Url::parse(b).text();
  } catch (const Error&) {
    return false;
  }
}

std::string escape_url_part(std::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
                 c == '_' || c == '.' || c == '~';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += fmt::format("%{:02X}", c);
    }
  }
  return out;
}

bool is_registry(std::string_view url) { return url.starts_with("oci://"); }

}  // namespace drydock::fetch
