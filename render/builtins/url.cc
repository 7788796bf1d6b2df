#include "render/builtins/url.h"

#include <algorithm>

#include "core/go_quote.h"
#include "render/builtins/ip_address.h"

namespace drydock::render {
namespace {

enum class Part { Path, Host, Zone, User, Fragment };

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool must_escape(char c, Part part) {
  if (is_alphanumeric(c) || is_one_of(c, "-_.~")) return false;
  switch (part) {
    case Part::Path:
      return !is_one_of(c, "$&+,/:;=@");
    case Part::Host:
    case Part::Zone:
      return !is_one_of(c, "!$&'()*+,;=:[]<>\"");
    case Part::User:
      return !is_one_of(c, "$&+,;=");
    case Part::Fragment:
      return !is_one_of(c, "$&+,/:;=?@!()*");
  }
  return true;
}

std::string escape(std::string_view text, Part part) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (!must_escape(c, part)) {
      out += c;
      continue;
    }
    unsigned char byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char letter = static_cast<char>(c | 0x20);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

class UrlParser {
 public:
  explicit UrlParser(std::string_view text) : text_(text) {}

  UrlResult parse() {
    size_t hash = text_.find('#');
    std::string_view front = text_.substr(0, hash);
    parse_front(front);
    if (!problem_.empty()) return failed(front);
    if (hash != std::string_view::npos) {
      url_.fragment = unescape(text_.substr(hash + 1), Part::Fragment);
    }
    if (!problem_.empty()) return failed(text_);
    return {std::move(url_), ""};
  }

 private:
  UrlResult failed(std::string_view where) {
    return {{}, fmt::format("parse {}: {}", go_quote(where), problem_)};
  }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  void parse_front(std::string_view rest) {
    auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
    if (std::any_of(rest.begin(), rest.end(), is_control)) {
      return fail("net/url: invalid control character in URL");
    }
    rest = take_scheme(rest);
    size_t question = rest.find('?');
    if (question != std::string_view::npos) {
      url_.query = rest.substr(question + 1);
      rest = rest.substr(0, question);
    }
    if (!rest.starts_with('/') && !url_.scheme.empty()) {
      url_.opaque = rest;
      return;
    }
    std::string_view segment = rest.substr(0, rest.find('/'));
    if (!segment.empty() && segment.find(':') != std::string_view::npos) {
      return fail("first path segment in URL cannot contain colon");
    }
    bool has_authority = rest.starts_with("//");
    if (has_authority && (!url_.scheme.empty() || !rest.starts_with("///"))) {
      size_t slash = rest.find('/', 2);
      parse_authority(rest.substr(2, slash == std::string_view::npos ? slash : slash - 2));
      rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    }
    if (problem_.empty()) url_.path = unescape(rest, Part::Path);
  }

  std::string_view take_scheme(std::string_view rest) {
    for (size_t i = 0; i < rest.size(); ++i) {
      char c = rest[i];
      bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (letter || (i > 0 && (is_alphanumeric(c) || is_one_of(c, "+-.")))) continue;
      if (c != ':') break;
      if (i == 0) fail("missing protocol scheme");
      for (char s : rest.substr(0, i)) url_.scheme += static_cast<char>(s | 0x20);
      return rest.substr(i + 1);
    }
    return rest;
  }

  void parse_authority(std::string_view authority) {
    size_t at = authority.rfind('@');
    url_.host = parse_host(at == std::string_view::npos ? authority : authority.substr(at + 1));
    if (!problem_.empty() || at == std::string_view::npos) return;
    std::string_view user = authority.substr(0, at);
    for (char c : user) {
      if (!is_alphanumeric(c) && !is_one_of(c, "-._:~!$&'()*+,;=%@")) {
        return fail("net/url: invalid userinfo");
      }
    }
    size_t colon = user.find(':');
    url_.user.emplace().name = unescape(user.substr(0, colon), Part::User);
    if (colon != std::string_view::npos) {
      url_.user->password = unescape(user.substr(colon + 1), Part::User);
    }
  }

  std::string parse_host(std::string_view host) {
    size_t bracket = host.rfind('[');
    if (bracket == 0) return parse_ip_literal(host);
    if (bracket != std::string_view::npos) fail("invalid IP-literal");
    size_t colon = host.find(':');
    // Lists of hosts with ports are let through, but not where browsers go.
    if (url_.scheme != "http" && url_.scheme != "https") colon = host.rfind(':');
    if (colon != std::string_view::npos) check_port(host.substr(colon));
    return unescape(host, Part::Host);
  }

  void check_port(std::string_view port) {
    auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (port.empty()) return;
    if (port[0] == ':' && std::all_of(port.begin() + 1, port.end(), is_digit)) return;
    fail(fmt::format("invalid port {} after host", go_quote(port)));
  }

  /// "[fe80::1%25en0]:80". The zone behind %25 may be escaped as it likes.
  std::string parse_ip_literal(std::string_view host) {
    size_t close = host.rfind(']');
    if (close == std::string_view::npos) {
      fail("missing ']' in host");
      return "";
    }
    check_port(host.substr(close + 1));
    std::string port = unescape(host.substr(close + 1), Part::Host);
    std::string_view name = host.substr(1, close - 1);
    size_t zone = name.find("%25");
    std::string address = unescape(name.substr(0, zone), Part::Host);
    if (zone != std::string_view::npos) address += unescape(name.substr(zone), Part::Zone);
    IpCheck check = check_ip_address(address);
    if (!check.problem.empty()) fail("invalid host: " + check.problem);
    if (check.is_v4) fail("invalid IP-literal");
    return fmt::format("[{}]{}", address, port);
  }

  void check_escape(std::string_view text, size_t at, Part part) {
    std::string_view escape = text.substr(at, 3);
    int high = escape.size() == 3 ? hex_value(escape[1]) : -1;
    int low = escape.size() == 3 ? hex_value(escape[2]) : -1;
    bool good = high >= 0 && low >= 0;
    // A host may escape only what is beyond ASCII, a zone only what it might have in plain.
    if (good && escape != "%25") {
      char c = static_cast<char>(high << 4 | low);
      if (part == Part::Host) good = high >= 8;
      if (part == Part::Zone) good = c == ' ' || !must_escape(c, Part::Host);
    }
    if (!good) fail(fmt::format("invalid URL escape {}", go_quote(escape)));
  }

  std::string unescape(std::string_view text, Part part) {
    std::string out;
    bool in_host = part == Part::Host || part == Part::Zone;
    for (size_t i = 0; i < text.size() && problem_.empty(); ++i) {
      char c = text[i];
      if (c == '%') {
        check_escape(text, i, part);
        if (!problem_.empty()) break;
        out += static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
        i += 2;
      } else if (in_host && static_cast<unsigned char>(c) < 0x80 && must_escape(c, part)) {
        fail(fmt::format("invalid character {} in host name", go_quote(text.substr(i, 1))));
      } else {
        out += c;
      }
    }
    return out;
  }

  std::string_view text_;
  Url url_;
  std::string problem_;
};

bool is_port(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string UrlUser::text() const {
  std::string out = escape(name, Part::User);
  if (password) out.append(1, ':').append(escape(*password, Part::User));
  return out;
}

std::string Url::hostname() const {
  std::string_view name = host;
  size_t colon = name.rfind(':');
  if (colon != std::string_view::npos && is_port(name.substr(colon + 1))) {
    name = name.substr(0, colon);
  }
  if (name.size() >= 2 && name.starts_with('[') && name.ends_with(']')) {
    name = name.substr(1, name.size() - 2);
  }
  return std::string(name);
}

std::string Url::text() const {
  std::string out;
  if (!scheme.empty()) out.append(scheme).append(1, ':');
  if (!opaque.empty()) {
    out += opaque;
  } else {
    if (!host.empty() || user || (!scheme.empty() && !path.empty())) out += "//";
    if (user) out.append(user->text()).append(1, '@');
    out += escape(host, Part::Host);
    std::string escaped = path == "*" ? path : escape(path, Part::Path);
    if (!escaped.empty() && escaped[0] != '/' && !host.empty()) out += '/';
    // Otherwise "a:b" would be read as a scheme.
    std::string segment = escaped.substr(0, escaped.find('/'));
    if (out.empty() && segment.find(':') != std::string::npos) out += "./";
    out += escaped;
  }
  if (!query.empty()) out.append(1, '?').append(query);
  if (!fragment.empty()) out.append(1, '#').append(escape(fragment, Part::Fragment));
  return out;
}

UrlResult parse_url(std::string_view text) { return UrlParser(text).parse(); }

}  // namespace drydock::render
