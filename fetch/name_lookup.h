#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::fetch {

/// An IPv4 address, or an IPv6 one.
struct Address {
  std::array<uint8_t, 16> bytes = {};
  bool is_v6 = false;

  bool operator==(const Address&) const = default;
  bool is_loopback() const;
};

/// How names become addresses, without the C library's resolver: in a static program that one loads
/// the host's own modules, of whatever version. Plugins of nsswitch.conf are not asked.
struct LookupSettings {
  std::string hosts_file = "/etc/hosts";
  std::string resolver_file = "/etc/resolv.conf";
  uint16_t dns_port = 53;
};

/// The addresses of a host in the order to try them: of a number itself, of the hosts file, else of
/// the name servers that resolv.conf names, over UDP and, for long answers, TCP. Never empty:
/// throws Error, rule `download`, when there is none.
std::vector<Address> look_up(std::string_view host, const LookupSettings& settings = {});

// Parts of the above, for tests.

/// "192.0.2.1" or "2001:db8::1"; false for what is no address.
bool parse_address(std::string_view text, Address& address);
/// A question of the DNS for A (1) or AAAA (28) records.
std::string make_question(uint16_t id, std::string_view name, uint16_t type);
/// What an answer says. Hostile bytes never throw.
struct Answer {
  bool fits = false;       // it is the answer to that question
  bool truncated = false;  // ask again over TCP
  bool no_name = false;    // there is no such name
  std::vector<Address> addresses;
};
Answer read_answer(std::string_view packet, std::string_view question);

}  // namespace drydock::fetch
