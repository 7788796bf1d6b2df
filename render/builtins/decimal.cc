#include "render/builtins/decimal.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/go_number.h"

namespace drydock::render {
namespace {

constexpr int64_t kDivisionPlaces = 16;

boost::multiprecision::cpp_int power_of_ten(int64_t exponent) {
  return boost::multiprecision::pow(boost::multiprecision::cpp_int(10),
                                    static_cast<unsigned>(exponent));
}

}  // namespace

Decimal::Decimal(double value) {
  // "-1.2345e+10": the digits and how far the point is from their end.
  std::string text = format_go_float(value, 'e');
  size_t e = text.find('e');
  int64_t digits = 0;
  bool after_point = false;
  for (char c : std::string_view(text).substr(0, e)) {
    if (c == '.') after_point = true;
    if (c < '0') continue;
    digits = digits * 10 + (c - '0');
    if (after_point) --exponent_;
  }
  digits_ = std::signbit(value) ? -digits : digits;
  if (digits != 0) exponent_ += parse_go_int(std::string_view(text).substr(e + 1)).value;
}

Decimal::Integer Decimal::digits_at(int64_t exponent) const {
  return exponent == exponent_ ? digits_ : Integer(digits_ * power_of_ten(exponent_ - exponent));
}

Decimal Decimal::plus(const Decimal& other) const {
  int64_t exponent = std::min(exponent_, other.exponent_);
  return {digits_at(exponent) + other.digits_at(exponent), exponent};
}

Decimal Decimal::minus(const Decimal& other) const {
  int64_t exponent = std::min(exponent_, other.exponent_);
  return {digits_at(exponent) - other.digits_at(exponent), exponent};
}

Decimal Decimal::times(const Decimal& other) const {
  return {digits_ * other.digits_, exponent_ + other.exponent_};
}

Decimal Decimal::divided_by(const Decimal& other) const {
  int64_t shift = exponent_ - other.exponent_ + kDivisionPlaces;
  Integer above = shift > 0 ? Integer(digits_ * power_of_ten(shift)) : digits_;
  Integer below = shift < 0 ? Integer(other.digits_ * power_of_ten(-shift)) : other.digits_;
  Integer quotient;
  Integer rest;
  boost::multiprecision::divide_qr(above, below, quotient, rest);
  if (abs(rest) * 2 >= abs(below)) quotient += (above < 0) == (below < 0) ? 1 : -1;
  return {quotient, -kDivisionPlaces};
}

uint64_t Decimal::cost() const {
  return is_zero() ? 1 : 1 + boost::multiprecision::msb(abs(digits_)) / 64;
}

double Decimal::to_float() const {
  constexpr uint64_t kPiece = 1'000'000'000'000'000'000;
  std::vector<uint64_t> pieces;
  for (Integer rest = abs(digits_); !rest.is_zero(); rest /= kPiece) {
    pieces.push_back(static_cast<uint64_t>(rest % kPiece));
  }
  std::string text = digits_ < 0 ? "-0" : "0";
  for (size_t i = pieces.size(); i > 0; --i) text += fmt::format("{:018}", pieces[i - 1]);
  text += fmt::format("e{}", exponent_);
  return parse_go_float(text).value;
}

}  // namespace drydock::render
