#include "validate/policy/values.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include "validate/quantity.h"

namespace drydock::validate::policy {
namespace {

constexpr std::pair<std::string_view, double> kSuffixes[] = {{"", 1},
                                                             {"n", 1e-9},
                                                             {"u", 1e-6},
                                                             {"m", 1e-3},
                                                             {"k", 1e3},
                                                             {"M", 1e6},
                                                             {"G", 1e9},
                                                             {"T", 1e12},
                                                             {"P", 1e15},
                                                             {"E", 1e18},
                                                             {"Ki", 1024},
                                                             {"Mi", 1048576},
                                                             {"Gi", 1073741824},
                                                             {"Ti", 1099511627776},
                                                             {"Pi", 1125899906842624},
                                                             {"Ei", 1152921504606846976}};

constexpr std::pair<std::string_view, double> kUnits[] = {
    {"ns", 1e-9}, {"us", 1e-6}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1},
    {"m", 60},    {"h", 3600},  {"d", 86400}, {"w", 604800}};

/// A plain decimal number at the beginning, which is cut off.
std::optional<double> take_number(std::string_view& text) {
  size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string_view digits = text.substr(0, end);
  double value = 0;
  auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value,
                                       std::chars_format::fixed);
  if (error != std::errc() || digits.empty() || stop != digits.data() + digits.size()) return {};
  text.remove_prefix(end);
  return value;
}

/// An address as 16 bytes; those of IPv4 as IPv6 has them.
struct Range {
  std::array<uint8_t, 16> bytes{};
  int bits = 128;
};

std::optional<Range> read_range(std::string_view text) {
  Range range;
  size_t slash = text.find('/');
  std::string address(text.substr(0, slash));
  bool v4 = address.find(':') == std::string::npos;
  if (v4) {
    range.bytes[10] = range.bytes[11] = 0xff;
    if (inet_pton(AF_INET, address.c_str(), &range.bytes[12]) != 1) return {};
  } else if (inet_pton(AF_INET6, address.c_str(), range.bytes.data()) != 1) {
    return {};
  }
  if (slash == std::string_view::npos) return range;
  std::string_view length = text.substr(slash + 1);
  int bits = 0;
  auto [stop, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc() || stop != length.data() + length.size() || bits < 0 ||
      bits > (v4 ? 32 : 128)) {
    return {};
  }
  range.bits = bits + (v4 ? 96 : 0);
  return range;
}

}  // namespace

std::optional<double> quantity_value(std::string_view text) {
  if (!is_quantity(text)) return {};
  text = trim_spaces(text);
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string digits(text.substr(0, end));
  if (digits.starts_with('.')) digits.insert(0, "0");
  if (digits.ends_with('.')) digits += "0";
  std::string_view view = digits;
  std::optional<double> value = take_number(view);
  if (!value) return {};
  std::string_view suffix = text.substr(end);
  double factor = 0;
  for (const auto& [name, number] : kSuffixes) {
    if (name == suffix) factor = number;
  }
  if (factor == 0) {
    if (suffix.size() > 5) return {};
    factor = std::pow(10.0, std::atoi(std::string(suffix.substr(1)).c_str()));
  }
  // 100m is exactly what 0.1 is: divide where that is the exact way.
  double result = factor < 1 ? *value / std::round(1 / factor) : *value * factor;
  return negative ? -result : result;
}

std::optional<double> duration_seconds(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return {};
  double total = 0;
  while (!text.empty()) {
    std::optional<double> number = take_number(text);
    if (!number) return {};
    size_t end = std::min(text.find_first_of("0123456789."), text.size());
    std::string_view unit = text.substr(0, end);
    double factor = 0;
    for (const auto& [name, seconds] : kUnits) {
      if (name == unit) factor = seconds;
    }
    if (factor == 0) return {};
    total += *number * factor;
    text.remove_prefix(end);
  }
  return negative ? -total : total;
}

std::optional<bool> cidr_contains(std::string_view range, std::string_view other) {
  std::optional<Range> outer = read_range(range);
  std::optional<Range> inner = read_range(other);
  if (!outer || !inner) return {};
  if (inner->bits < outer->bits) return false;
  for (int bit = 0; bit < outer->bits; ++bit) {
    auto byte = static_cast<size_t>(bit / 8);
    int mask = 0x80 >> (bit % 8);
    if ((outer->bytes[byte] & mask) != (inner->bytes[byte] & mask)) return false;
  }
  return true;
}

}  // namespace drydock::validate::policy
