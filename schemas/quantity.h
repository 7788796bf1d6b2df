#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::schemas {

/// Go's resource.Quantity: "100m", "2Gi", "1e3", with its limits. What is smaller than a billionth
/// is rounded up to one, what is larger than an int64 is cut.
class Quantity {
 public:
  Quantity() = default;
  explicit Quantity(int64_t value) : nanos_(static_cast<__int128>(value) * kNano) {}

  /// Nothing when the text is no quantity.
  static std::optional<Quantity> parse(std::string_view text);

  int compare(const Quantity& other) const {
    return nanos_ < other.nanos_ ? -1 : nanos_ > other.nanos_ ? 1 : 0;
  }
  bool operator==(const Quantity& other) const { return compare(other) == 0; }
  void add(const Quantity& other) { nanos_ += other.nanos_; }
  void subtract(const Quantity& other) { nanos_ -= other.nanos_; }
  bool is_integer() const;
  double approximate() const { return static_cast<double>(nanos_) / kNano; }
  int sign() const { return nanos_ < 0 ? -1 : nanos_ > 0 ? 1 : 0; }
  /// In whole units and thousandths, rounded away from zero.
  int64_t value() const;
  int64_t milli_value() const;
  bool is_multiple_of(const Quantity& unit) const {
    return unit.nanos_ != 0 && nanos_ % unit.nanos_ == 0;
  }
  /// The canonical form, as Go prints it.
  std::string text() const;

 private:
  enum class Form : uint8_t { DecimalSI, BinarySI, DecimalExponent };
  static constexpr int64_t kNano = 1'000'000'000;

  std::string decimal_text(bool exponent) const;
  std::string binary_text() const;

  __int128 nanos_ = 0;
  Form form_ = Form::DecimalSI;
};

}  // namespace drydock::schemas
