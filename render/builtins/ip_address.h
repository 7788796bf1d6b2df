#pragma once

#include <string>
#include <string_view>

namespace drydock::render {

struct IpCheck {
  bool is_v4 = false;
  std::string problem;  // netip.ParseAddr's error text; empty if the text is an address
};

/// Whether a text is an IPv4 or IPv6 address, zone included.
IpCheck check_ip_address(std::string_view text);

}  // namespace drydock::render
