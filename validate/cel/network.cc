#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/go_number.h"
#include "core/go_quote.h"
#include "render/builtins/url.h"
#include "schemas/formats.h"
#include "validate/cel/library.h"
#include "validate/server/addresses.h"

/// Addresses, networks and URLs.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;
using server::Cidr;
using server::IpAddress;

const Type* ip_type() { return find_named_type("net.IP"); }
const Type* cidr_type() { return find_named_type("net.CIDR"); }
const Type* url_type() { return find_named_type("kubernetes.URL"); }

bool is_mapped(std::string_view text, const IpAddress& address) {
  return address.is_v4 && text.find(':') != text.npos;
}

/// As Go's package netip reads them, which is stricter than the older fields of the server.
/// `problem` gets what is wrong.
std::optional<IpAddress> read_ip(std::string_view text, std::string& problem) {
  std::string_view plain = text.substr(0, text.find('%'));
  bool is_v6 = plain.find(':') != plain.npos;
  bool right = is_v6 ? schemas::is_ipv6(plain) : schemas::is_ipv4(plain);
  std::optional<IpAddress> address;
  if (right) address = server::parse_ip(plain);
  if (!address) {
    problem = fmt::format(
        "IP Address {0} parse error during conversion from string: ParseAddr({0}): unable to "
        "parse IP",
        go_quote(text));
    return std::nullopt;
  }
  if (plain.size() != text.size()) {
    problem = fmt::format("IP address {} with zone value is not allowed", go_quote(text));
    return std::nullopt;
  }
  if (is_mapped(text, *address)) {
    problem = fmt::format("IPv4-mapped IPv6 address {} is not allowed", go_quote(text));
    return std::nullopt;
  }
  return address;
}

std::optional<Cidr> read_cidr(std::string_view text, std::string& problem) {
  size_t slash = text.rfind('/');
  std::string ignored;
  std::optional<IpAddress> address;
  if (slash != text.npos) address = read_ip(text.substr(0, slash), ignored);
  std::string_view bits = address ? text.substr(slash + 1) : std::string_view();
  GoParsed<uint64_t> count = parse_go_uint(bits);
  bool right = address && count.ok() && (bits.size() == 1 || bits[0] != '0') &&
               count.value <= (address->is_v4 ? 32 : 128);
  if (right) return Cidr{*address, static_cast<int>(count.value)};
  problem = fmt::format(
      "network address parse error during conversion from string: network address parse error "
      "during conversion from string: netip.ParsePrefix({})",
      go_quote(text));
  return std::nullopt;
}

Value ip(const Call& call) {
  std::string problem;
  std::optional<IpAddress> address = read_ip(call.text(0), problem);
  return address ? call.memory.opaque(ip_type(), *address) : call.error(problem);
}

Value is_ip(const Call& call) {
  std::string problem;
  return Value::of_bool(read_ip(call.text(0), problem).has_value());
}

Value is_canonical(const Call& call) {
  std::string problem;
  std::optional<IpAddress> address = read_ip(call.text(0), problem);
  return address ? Value::of_bool(address->text() == call.text(0)) : call.error(problem);
}

const IpAddress& ip_of(const Call& call) { return opaque_data<IpAddress>(call[0]); }

Value family(const Call& call) { return Value::of_int(ip_of(call).is_v4 ? 4 : 6); }
Value ip_text(const Call& call) { return call.memory.string(ip_of(call).text()); }

/// The bytes that count: 4 or 16.
std::span<const uint8_t> bytes_of(const IpAddress& ip) {
  return std::span(ip.bytes).subspan(ip.is_v4 ? 12 : 0);
}

bool is_unspecified(const IpAddress& ip) {
  for (uint8_t byte : bytes_of(ip)) {
    if (byte != 0) return false;
  }
  return true;
}

bool is_loopback(const IpAddress& ip) {
  std::span<const uint8_t> bytes = bytes_of(ip);
  if (ip.is_v4) return bytes[0] == 127;
  for (size_t i = 0; i < 15; ++i) {
    if (bytes[i] != 0) return false;
  }
  return bytes[15] == 1;
}

bool is_link_local_multicast(const IpAddress& ip) {
  std::span<const uint8_t> bytes = bytes_of(ip);
  if (ip.is_v4) return bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0;
  return bytes[0] == 0xff && (bytes[1] & 0x0f) == 2;
}

bool is_link_local_unicast(const IpAddress& ip) {
  std::span<const uint8_t> bytes = bytes_of(ip);
  if (ip.is_v4) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

bool is_global_unicast(const IpAddress& ip) {
  std::span<const uint8_t> bytes = bytes_of(ip);
  bool is_broadcast =
      ip.is_v4 && bytes[0] == 255 && bytes[1] == 255 && bytes[2] == 255 && bytes[3] == 255;
  bool is_multicast = ip.is_v4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff;
  return !is_unspecified(ip) && !is_broadcast && !is_loopback(ip) && !is_multicast &&
         !is_link_local_unicast(ip);
}

template <bool (*kHolds)(const IpAddress&)>
Value asks_ip(const Call& call) {
  return Value::of_bool(kHolds(ip_of(call)));
}

Value cidr(const Call& call) {
  std::string problem;
  std::optional<Cidr> network = read_cidr(call.text(0), problem);
  return network ? call.memory.opaque(cidr_type(), *network) : call.error(problem);
}

Value is_cidr(const Call& call) {
  std::string problem;
  return Value::of_bool(read_cidr(call.text(0), problem).has_value());
}

const Cidr& cidr_of(const Value& value) { return opaque_data<Cidr>(value); }

bool contains(const Cidr& network, const IpAddress& address) {
  return network.address.is_v4 == address.is_v4 && network.contains(address);
}

Value contains_ip(const Call& call) {
  if (call[1].is(Kind::Opaque)) {
    return Value::of_bool(contains(cidr_of(call[0]), opaque_data<IpAddress>(call[1])));
  }
  std::string problem;
  std::optional<IpAddress> address = read_ip(call.text(1), problem);
  return address ? Value::of_bool(contains(cidr_of(call[0]), *address)) : call.error(problem);
}

Value contains_cidr(const Call& call) {
  std::string problem;
  std::optional<Cidr> other;
  if (call[1].is(Kind::Opaque)) {
    other = cidr_of(call[1]);
  } else {
    other = read_cidr(call.text(1), problem);
  }
  if (!other) return call.error(problem);
  const Cidr& network = cidr_of(call[0]);
  return Value::of_bool(contains(network, other->address) && network.bits <= other->bits);
}

std::string cidr_string(const Cidr& network) {
  return fmt::format("{}/{}", network.address.text(), network.bits);
}

Value cidr_text(const Call& call) { return call.memory.string(cidr_string(cidr_of(call[0]))); }
Value cidr_ip(const Call& call) { return call.memory.opaque(ip_type(), cidr_of(call[0]).address); }
Value prefix_length(const Call& call) { return Value::of_int(cidr_of(call[0]).bits); }
Value masked(const Call& call) {
  const Cidr& network = cidr_of(call[0]);
  return call.memory.opaque(cidr_type(), Cidr{network.network(), network.bits});
}

// URLs.

render::UrlResult read_url(std::string_view text) {
  render::UrlResult result = render::parse_url(text);
  if (!result.problem.empty()) return result;
  if (text.empty()) result.problem = "parse \"\": empty url";
  if (result.url.scheme.empty() && !text.starts_with('/')) {
    result.problem = fmt::format("parse {}: invalid URI for request", go_quote(text));
  }
  return result;
}

Value url(const Call& call) {
  render::UrlResult result = read_url(call.text(0));
  if (result.problem.empty()) return call.memory.opaque(url_type(), result.url);
  return call.error("URL parse error during conversion from string: " + result.problem);
}

Value is_url(const Call& call) { return Value::of_bool(read_url(call.text(0)).problem.empty()); }

const render::Url& url_of(const Call& call) { return opaque_data<render::Url>(call[0]); }

Value url_scheme(const Call& call) { return call.memory.string(url_of(call).scheme); }
Value url_host(const Call& call) { return call.memory.string(url_of(call).host); }
Value url_hostname(const Call& call) { return call.memory.string(url_of(call).hostname()); }

Value url_port(const Call& call) {
  std::string_view host = url_of(call).host;
  size_t colon = host.rfind(':');
  bool inside = colon != host.npos && host.find(']', colon) != host.npos;
  if (colon == host.npos || inside) return Value::of_string("");
  return call.memory.string(host.substr(colon + 1));
}

Value url_path(const Call& call) {
  render::Url only;
  only.path = url_of(call).path;
  return call.memory.string(only.text());
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      int high = hex_digit(text[i + 1]);
      int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

Value url_query(const Call& call) {
  std::map<std::string, std::vector<std::string>> parameters;
  std::string_view rest = url_of(call).query;
  while (!rest.empty()) {
    size_t end = std::min(rest.find('&'), rest.size());
    std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty() || part.find(';') != part.npos) continue;
    size_t equal = std::min(part.find('='), part.size());
    std::optional<std::string> key = unescaped(part.substr(0, equal));
    std::optional<std::string> value = unescaped(part.substr(std::min(equal + 1, part.size())));
    if (key && value) parameters[*key].push_back(*value);
  }
  Value map = call.memory.map();
  for (const auto& [key, values] : parameters) {
    map = call.memory.insert(map, call.memory.string(key), call.memory.strings(values));
  }
  return map;
}

// clang-format off
constexpr Overload kRows[] = {
    {"ip", "s", "P", ip},
    {"isIP", "s", "b", is_ip},
    {"ip.isCanonical", "s", "b", is_canonical},
    {"family", "P.", "i", family},
    {"isUnspecified", "P.", "b", asks_ip<is_unspecified>},
    {"isLoopback", "P.", "b", asks_ip<is_loopback>},
    {"isLinkLocalMulticast", "P.", "b", asks_ip<is_link_local_multicast>},
    {"isLinkLocalUnicast", "P.", "b", asks_ip<is_link_local_unicast>},
    {"isGlobalUnicast", "P.", "b", asks_ip<is_global_unicast>},
    {"string", "P", "s", ip_text},
    {"cidr", "s", "C", cidr},
    {"isCIDR", "s", "b", is_cidr},
    {"containsIP", "C.s", "b", contains_ip},
    {"containsIP", "C.P", "b", contains_ip},
    {"containsCIDR", "C.s", "b", contains_cidr},
    {"containsCIDR", "C.C", "b", contains_cidr},
    {"ip", "C.", "P", cidr_ip},
    {"prefixLength", "C.", "i", prefix_length},
    {"masked", "C.", "C", masked},
    {"string", "C", "s", cidr_text},
    {"url", "s", "U", url},
    {"isURL", "s", "b", is_url},
    {"getScheme", "U.", "s", url_scheme},
    {"getHost", "U.", "s", url_host},
    {"getHostname", "U.", "s", url_hostname},
    {"getPort", "U.", "s", url_port},
    {"getEscapedPath", "U.", "s", url_path},
    {"getQuery", "U.", "MsLs", url_query},
};
// clang-format on

}  // namespace

bool equal_opaque(const Value& a, const Value& b) {
  if (a.opaque->type != b.opaque->type) return false;
  if (a.opaque->type == ip_type()) return opaque_data<IpAddress>(a) == opaque_data<IpAddress>(b);
  if (a.opaque->type == cidr_type()) {
    const Cidr& left = cidr_of(a);
    const Cidr& right = cidr_of(b);
    return left.address == right.address && left.bits == right.bits;
  }
  if (a.opaque->type == url_type()) {
    return opaque_data<render::Url>(a).text() == opaque_data<render::Url>(b).text();
  }
  return equal_kubernetes(a, b);
}

std::span<const Overload> network_overloads() { return kRows; }

}  // namespace drydock::validate::cel
