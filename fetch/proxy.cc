#include <algorithm>
#include <charconv>

#include "fetch/http.h"

namespace drydock::fetch {
namespace {

/// Whether an address is in "10.0.0.0/8".
bool is_in_network(const Address& address, std::string_view network) {
  size_t slash = network.find('/');
  if (slash == std::string_view::npos) return false;
  Address base;
  if (!parse_address(network.substr(0, slash), base) || base.is_v6 != address.is_v6) return false;
  std::string_view digits = network.substr(slash + 1);
  size_t bits = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return false;
  if (bits > (base.is_v6 ? 128u : 32u)) return false;
  for (size_t i = 0; i < bits; ++i) {
    int mask = 0x80 >> (i % 8);
    if ((base.bytes[i / 8] & mask) != (address.bytes[i / 8] & mask)) return false;
  }
  return true;
}

/// One entry of no_proxy: a host with perhaps a port, a domain, an address or a network.
bool is_excepted(const Url& url, std::string_view entry) {
  if (entry == "*") return true;
  Address address;
  bool numeric = parse_address(url.host, address);
  if (numeric && is_in_network(address, entry)) return true;
  size_t colon = entry.rfind(':');
  if (colon != std::string_view::npos && std::count(entry.begin(), entry.end(), ':') == 1) {
    std::string port = std::to_string(url.port);
    if (entry.substr(colon + 1) != port) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  if (numeric) return url.host == entry;
  std::string_view host = url.host;
  // "example.com" is also the domain, ".example.com" the domain only.
  if (!entry.starts_with('.') && host == entry) return true;
  while (entry.starts_with('.')) entry.remove_prefix(1);
  return !entry.empty() && host.size() > entry.size() && host.ends_with(entry) &&
         host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

std::string proxy_for(const Url& url, const HttpSettings& settings) {
  const std::string& proxy = url.is_secure() ? settings.https_proxy : settings.http_proxy;
  if (proxy.empty()) return "";
  Address address;
  if (url.host == "localhost" || (parse_address(url.host, address) && address.is_loopback())) {
    return "";
  }
  std::string_view rest = settings.no_proxy;
  while (!rest.empty()) {
    size_t comma = std::min(rest.find(','), rest.size());
    std::string_view entry = rest.substr(0, comma);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (!entry.empty() && is_excepted(url, entry)) return "";
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return proxy;
}

}  // namespace drydock::fetch
