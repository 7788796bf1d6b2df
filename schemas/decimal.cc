#include "schemas/decimal.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace drydock::schemas {
namespace {

/// ±0.DIGITS × 10^exponent, without zeros at either end of the digits; zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// An exponent beyond this is as good as infinite: no text is that long.
constexpr int64_t kHugeExponent = std::numeric_limits<int64_t>::max() / 4;

int64_t parse_exponent(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  for (char c : text) value = std::min(value * 10 + (c - '0'), kHugeExponent / 10);
  return negative ? -value : value;
}

Decimal parse(std::string_view text) {
  Decimal decimal;
  if (text.starts_with('-')) {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) decimal.digits += text[i];
  decimal.exponent = static_cast<int64_t>(decimal.digits.size());
  if (i < text.size() && text[i] == '.')
    for (++i; i < text.size() && is_digit(text[i]); ++i) decimal.digits += text[i];
  if (i < text.size()) decimal.exponent += parse_exponent(text.substr(i + 1));
  size_t zeros = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, zeros);
  decimal.exponent -= static_cast<int64_t>(zeros);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  if (decimal.digits.empty()) return Decimal();
  return decimal;
}

/// The value of an integer that surely fits; nothing for every other text.
std::optional<int64_t> small_integer(std::string_view text) {
  constexpr size_t kSafeDigits = 18;
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.size() > kSafeDigits) return std::nullopt;
  int64_t value = 0;
  for (char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

int compare_magnitudes(const Decimal& a, const Decimal& b) {
  if (a.digits.empty() || b.digits.empty())
    return static_cast<int>(!a.digits.empty()) - static_cast<int>(!b.digits.empty());
  if (a.exponent != b.exponent) return a.exponent < b.exponent ? -1 : 1;
  return a.digits.compare(b.digits);
}

/// A natural number that only learns to append a decimal digit and to stay below a modulus.
class Remainder {
 public:
  explicit Remainder(std::string_view modulus_digits) : modulus_(limbs_of(modulus_digits)) {
    value_.resize(modulus_.size());
  }

  /// value := (value * 10 + digit) mod modulus
  void append(int digit) {
    uint64_t carry = static_cast<uint64_t>(digit);
    for (uint32_t& limb : value_) {
      carry += uint64_t{limb} * 10;
      limb = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    // At most nine rounds, since the value was below the modulus before.
    while (carry > 0 || !is_below()) carry -= subtract();
  }

  bool is_zero() const {
    return std::all_of(value_.begin(), value_.end(), [](uint32_t limb) { return limb == 0; });
  }

 private:
  static std::vector<uint32_t> limbs_of(std::string_view digits) {
    std::vector<uint32_t> limbs;
    for (char digit : digits) {
      uint64_t carry = static_cast<uint64_t>(digit - '0');
      for (uint32_t& limb : limbs) {
        carry += uint64_t{limb} * 10;
        limb = static_cast<uint32_t>(carry);
        carry >>= 32;
      }
      if (carry > 0) limbs.push_back(static_cast<uint32_t>(carry));
    }
    return limbs;
  }

  bool is_below() const {
    return std::lexicographical_compare(value_.rbegin(), value_.rend(), modulus_.rbegin(),
                                        modulus_.rend());
  }

  /// Takes the modulus away; 1 when that borrowed from the carry above.
  uint64_t subtract() {
    uint64_t borrow = 0;
    for (size_t i = 0; i < value_.size(); ++i) {
      uint64_t difference = uint64_t{value_[i]} - modulus_[i] - borrow;
      value_[i] = static_cast<uint32_t>(difference);
      borrow = difference >> 63;
    }
    return borrow;
  }

  std::vector<uint32_t> modulus_;
  std::vector<uint32_t> value_;
};

}  // namespace

int compare_decimals(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  auto small_a = small_integer(a);
  auto small_b = small_integer(b);
  if (small_a && small_b) return *small_a < *small_b ? -1 : *small_a > *small_b ? 1 : 0;
  Decimal x = parse(a);
  Decimal y = parse(b);
  if (x.negative != y.negative) return x.negative ? -1 : 1;
  int order = compare_magnitudes(x, y);
  return x.negative ? -order : order;
}

uint64_t hash_decimal(std::string_view number) {
  Decimal decimal = parse(number);
  return std::hash<std::string>()(decimal.digits) ^
         static_cast<uint64_t>(decimal.exponent * 2 + decimal.negative);
}

bool is_integer(std::string_view number) {
  if (small_integer(number)) return true;
  Decimal decimal = parse(number);
  return static_cast<int64_t>(decimal.digits.size()) <= decimal.exponent || decimal.digits.empty();
}

bool is_multiple_of(std::string_view number, std::string_view divisor) {
  auto small_number = small_integer(number);
  auto small_divisor = small_integer(divisor);
  if (small_number && small_divisor && *small_divisor > 0)
    return *small_number % *small_divisor == 0;
  Decimal n = parse(number);
  Decimal d = parse(divisor);
  if (d.digits.empty() || d.negative) return false;
  if (n.digits.empty()) return true;
  // As integers with a common scale: n × 10^shift against d.
  int64_t shift = (n.exponent - static_cast<int64_t>(n.digits.size())) -
                  (d.exponent - static_cast<int64_t>(d.digits.size()));
  // n ends in a digit that is not 0, so it is no multiple of 10.
  if (shift < 0) return false;
  Remainder remainder(d.digits);
  for (char digit : n.digits) remainder.append(digit - '0');
  // More zeros than d has factors 2 and 5 (at most 3.33 each digit) change nothing any more.
  int64_t zeros = std::min(shift, static_cast<int64_t>(d.digits.size()) * 4);
  for (; zeros > 0 && !remainder.is_zero(); --zeros) remainder.append(0);
  return remainder.is_zero();
}

std::optional<uint64_t> to_count(std::string_view number) {
  if (!is_integer(number)) return std::nullopt;
  Decimal decimal = parse(number);
  if (decimal.digits.empty()) return 0;
  if (decimal.negative) return std::nullopt;
  constexpr int64_t kSafeDigits = 19;
  if (decimal.exponent > kSafeDigits) return std::numeric_limits<uint64_t>::max();
  uint64_t count = 0;
  for (int64_t i = 0; i < decimal.exponent; ++i) {
    size_t at = static_cast<size_t>(i);
    count = count * 10 + (at < decimal.digits.size() ? decimal.digits[at] - '0' : 0);
  }
  return count;
}

}  // namespace drydock::schemas
