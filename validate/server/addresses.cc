#include "validate/server/addresses.h"

#include <fmt/format.h>

#include <algorithm>

namespace drydock::validate::server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number up to `limit`, or -1.
int decimal(std::string_view text, int limit) {
  if (text.empty()) return -1;
  int value = 0;
  for (char c : text) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
    if (value > limit) return -1;
  }
  return value;
}

bool read_v4(std::string_view text, uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return false;
    int value = decimal(text.substr(0, dot), 255);
    if (value < 0) return false;
    out[i] = static_cast<uint8_t>(value);
    if (i < 3) text.remove_prefix(dot + 1);
  }
  return true;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool read_v6(std::string_view text, uint8_t* out) {
  int filled = 0;
  int ellipsis = -1;
  if (text.starts_with("::")) {
    ellipsis = 0;
    text.remove_prefix(2);
  }
  while (filled < 16 && !text.empty()) {
    size_t length = 0;
    int value = 0;
    while (length < text.size() && hex_digit(text[length]) >= 0) {
      if (length == 4) return false;
      value = value * 16 + hex_digit(text[length++]);
    }
    if (length == 0) return false;
    if (length < text.size() && text[length] == '.') {
      if ((ellipsis < 0 && filled != 12) || filled > 12 || !read_v4(text, out + filled))
        return false;
      filled += 4;
      text = {};
      break;
    }
    out[filled++] = static_cast<uint8_t>(value >> 8);
    out[filled++] = static_cast<uint8_t>(value);
    text.remove_prefix(length);
    if (text.empty()) break;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
    if (text[0] == ':') {
      if (ellipsis >= 0) return false;
      ellipsis = filled;
      text.remove_prefix(1);
    }
  }
  if (!text.empty()) return false;
  if (filled == 16) return ellipsis < 0;
  if (ellipsis < 0) return false;
  std::move_backward(out + ellipsis, out + filled, out + 16);
  std::fill(out + ellipsis, out + ellipsis + 16 - filled, uint8_t{0});
  return true;
}

bool is_v4_in_v6(const std::array<uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

}  // namespace

std::string IpAddress::text() const {
  if (is_v4) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  int best = -1;
  int best_length = 1;
  for (int i = 0; i < 16; i += 2) {
    int end = i;
    while (end < 16 && bytes[end] == 0 && bytes[end + 1] == 0) end += 2;
    if ((end - i) / 2 > best_length) {
      best = i;
      best_length = (end - i) / 2;
    }
  }
  std::string out;
  for (int i = 0; i < 16; i += 2) {
    if (i == best) {
      out += "::";
      i += best_length * 2 - 2;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    fmt::format_to(std::back_inserter(out), "{:x}", bytes[i] << 8 | bytes[i + 1]);
  }
  return out;
}

bool Cidr::contains(const IpAddress& other) const {
  if (other.is_v4 != address.is_v4) return false;
  int total = bits + (address.is_v4 ? 96 : 0);
  for (int i = 0; i < total; ++i) {
    int mask = 0x80 >> (i % 8);
    if ((address.bytes[i / 8] & mask) != (other.bytes[i / 8] & mask)) return false;
  }
  return true;
}

IpAddress Cidr::network() const {
  IpAddress network = address;
  for (int i = bits + (address.is_v4 ? 96 : 0); i < 128; ++i) {
    network.bytes[i / 8] &= static_cast<uint8_t>(~(0x80 >> (i % 8)));
  }
  return network;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  IpAddress ip;
  size_t mark = text.find_first_of(".:");
  if (mark == std::string_view::npos) return std::nullopt;
  if (text[mark] == '.') {
    ip.bytes[10] = ip.bytes[11] = 0xff;
    ip.is_v4 = true;
    if (!read_v4(text, ip.bytes.data() + 12)) return std::nullopt;
    return ip;
  }
  if (!read_v6(text, ip.bytes.data())) return std::nullopt;
  ip.is_v4 = is_v4_in_v6(ip.bytes);
  return ip;
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  bool written_as_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  int bits = decimal(text.substr(slash + 1), written_as_v4 ? 32 : 128);
  if (bits < 0) return std::nullopt;
  if (address->is_v4 && !written_as_v4) {
    if (bits < 96) return std::nullopt;
    bits -= 96;
  }
  return Cidr{*address, bits};
}

std::optional<IpAddress> check_ip(const Field& where, std::string_view text) {
  std::optional<IpAddress> ip = parse_ip(text);
  if (!ip) {
    where.invalid_text(text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
  }
  return ip;
}

std::optional<Cidr> check_cidr(const Field& where, std::string_view text) {
  std::optional<Cidr> cidr = parse_cidr(text);
  if (!cidr) {
    where.invalid_text(text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  }
  return cidr;
}

void check_non_special_ip(const Field& where, std::string_view text) {
  std::optional<IpAddress> ip = parse_ip(text);
  if (!ip) return where.invalid_text(text, "must be a valid IP address");
  const auto& b = ip->bytes;
  auto zero_until = [&](int end) {
    return std::all_of(b.begin() + (ip->is_v4 ? 12 : 0), b.begin() + end,
                       [](uint8_t x) { return x == 0; });
  };
  if (zero_until(16)) where.invalid_text(text, fmt::format("may not be unspecified ({})", text));
  if (ip->is_v4 ? b[12] == 127 : zero_until(15) && b[15] == 1) {
    where.invalid_text(text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
  }
  if (ip->is_v4 ? b[12] == 169 && b[13] == 254 : b[0] == 0xfe && (b[1] & 0xc0) == 0x80) {
    where.invalid_text(text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  }
  if (ip->is_v4 ? b[12] == 224 && b[13] == 0 && b[14] == 0
                : b[0] == 0xff && (b[1] & 0x0f) == 0x02) {
    where.invalid_text(text,
                       "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}

}  // namespace drydock::validate::server
