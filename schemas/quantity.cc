#include "schemas/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace drydock::schemas {
namespace {

constexpr __int128 kLargest = static_cast<__int128>(std::numeric_limits<int64_t>::max());

struct Suffix {
  std::string_view text;
  int base;  // 10 or 2
  int exponent;
};
constexpr Suffix kSuffixes[] = {{"", 10, 0},   {"n", 10, -9}, {"u", 10, -6}, {"m", 10, -3},
                                {"k", 10, 3},  {"M", 10, 6},  {"G", 10, 9},  {"T", 10, 12},
                                {"P", 10, 15}, {"E", 10, 18}, {"Ki", 2, 10}, {"Mi", 2, 20},
                                {"Gi", 2, 30}, {"Ti", 2, 40}, {"Pi", 2, 50}, {"Ei", 2, 60}};
constexpr std::string_view kDecimalNames[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
constexpr std::string_view kBinaryNames[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "e3", "E-6": an exponent of ten.
std::optional<int> decimal_exponent(std::string_view text) {
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  text.remove_prefix(1);
  bool negative = text[0] == '-';
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

/// Digits times ten to the power of `scale`, in billionths: rounded up, and cut at the largest.
__int128 scaled(std::string_view digits, int scale, __int128 factor) {
  constexpr __int128 limit = kLargest * 1'000'000'000;
  __int128 value = 0;
  bool rest = false;
  scale += 9;
  for (size_t i = 0; i < digits.size(); ++i) {
    // Digits below a billionth only count as a rest.
    if (scale + static_cast<int>(digits.size() - i) - 1 < -20) {
      rest = rest || digits[i] != '0';
      continue;
    }
    if (value > limit) return limit;
    value = value * 10 + (digits[i] - '0');
  }
  int dropped = std::max(0, std::min<int>(static_cast<int>(digits.size()), -20 - scale));
  scale += dropped;
  if (value == 0) return rest ? 1 : 0;
  if (factor > 1) {
    if (value > std::numeric_limits<int64_t>::max() && scale >= 0) return limit;
    if (value > (static_cast<__int128>(1) << 126) / factor) {
      while (scale < 0 && value > (static_cast<__int128>(1) << 126) / factor) {
        rest = rest || value % 10 != 0;
        value /= 10;
        ++scale;
      }
      if (value > (static_cast<__int128>(1) << 126) / factor) return limit;
    }
    value *= factor;
  }
  for (; scale > 0; --scale) {
    value *= 10;
    if (value > limit) return limit;
  }
  for (; scale < 0 && value > 0; ++scale) {
    rest = rest || value % 10 != 0;
    value /= 10;
  }
  if (rest) ++value;
  return std::min(value, limit);
}

int64_t rounded_away(__int128 value, int64_t unit) {
  __int128 quotient = value / unit;
  if (value % unit != 0) quotient += value < 0 ? -1 : 1;
  if (quotient > kLargest) quotient = kLargest;
  if (quotient < -kLargest) quotient = -kLargest;
  return static_cast<int64_t>(quotient);
}

}  // namespace

std::optional<Quantity> Quantity::parse(std::string_view text) {
  bool negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string digits;
  int fraction = 0;
  bool point = false;
  size_t i = 0;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) {
    if (text[i] == '.') {
      if (point) return std::nullopt;
      point = true;
    } else {
      digits += text[i];
      if (point) ++fraction;
    }
  }
  if (digits.empty()) return std::nullopt;
  Quantity quantity;
  std::string_view suffix = text.substr(i);
  if (std::optional<int> exponent = decimal_exponent(suffix)) {
    quantity.form_ = Form::DecimalExponent;
    quantity.nanos_ = scaled(digits, *exponent - fraction, 1);
  } else {
    const Suffix* found = nullptr;
    for (const Suffix& row : kSuffixes) {
      if (row.text == suffix) found = &row;
    }
    if (!found) return std::nullopt;
    bool binary = found->base == 2;
    quantity.form_ = binary ? Form::BinarySI : Form::DecimalSI;
    quantity.nanos_ = binary
                          ? scaled(digits, -fraction, static_cast<__int128>(1) << found->exponent)
                          : scaled(digits, found->exponent - fraction, 1);
  }
  if (negative) quantity.nanos_ = -quantity.nanos_;
  return quantity;
}

int64_t Quantity::value() const { return rounded_away(nanos_, kNano); }
bool Quantity::is_integer() const {
  return nanos_ % kNano == 0 && nanos_ / kNano < kLargest && nanos_ / kNano > -kLargest;
}
int64_t Quantity::milli_value() const { return rounded_away(nanos_, kNano / 1000); }

std::string Quantity::decimal_text(bool exponent) const {
  if (nanos_ == 0) return "0";
  __int128 mantissa = nanos_;
  size_t name = 0;
  while (name + 1 < std::size(kDecimalNames) && mantissa % 1000 == 0) {
    mantissa /= 1000;
    ++name;
  }
  int64_t number = static_cast<int64_t>(mantissa);
  if (!exponent) return fmt::format("{}{}", number, kDecimalNames[name]);
  int power = static_cast<int>(name) * 3 - 9;
  return power == 0 ? std::to_string(number) : fmt::format("{}e{}", number, power);
}

std::string Quantity::binary_text() const {
  if (nanos_ > -1024 * static_cast<__int128>(kNano) &&
      nanos_ < 1024 * static_cast<__int128>(kNano)) {
    return decimal_text(false);
  }
  int64_t number = value();
  size_t name = 0;
  while (name + 1 < std::size(kBinaryNames) && number % 1024 == 0) {
    number /= 1024;
    ++name;
  }
  return fmt::format("{}{}", number, kBinaryNames[name]);
}

std::string Quantity::text() const {
  return form_ == Form::BinarySI ? binary_text() : decimal_text(form_ == Form::DecimalExponent);
}

}  // namespace drydock::schemas
