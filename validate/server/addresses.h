#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// An IP address; an IPv4 address is kept as the IPv6 address that stands for it.
struct IpAddress {
  std::array<uint8_t, 16> bytes{};
  bool is_v4 = false;

  bool operator==(const IpAddress&) const = default;
  /// As Go prints it.
  std::string text() const;
};

struct Cidr {
  IpAddress address;
  int bits = 0;  // of 32 or 128

  bool contains(const IpAddress& other) const;
  /// The address with the bits of the host set to zero.
  IpAddress network() const;
};

/// As the server reads them from its older fields: leading zeros are passed over.
std::optional<IpAddress> parse_ip(std::string_view text);
std::optional<Cidr> parse_cidr(std::string_view text);

/// Reports what is no address, or no CIDR; nothing then.
std::optional<IpAddress> check_ip(const Field& where, std::string_view text);
std::optional<Cidr> check_cidr(const Field& where, std::string_view text);
/// An address that other machines can reach: not unspecified, loopback or link-local.
void check_non_special_ip(const Field& where, std::string_view text);

}  // namespace drydock::validate::server
