#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::schemas {

// Numbers as their JSON text: exact, whatever their size and digits. The text must be a JSON
// number.

/// Below, equal or above 0, as `a` is less than, equal to or greater than `b`.
int compare_decimals(std::string_view a, std::string_view b);
/// Equal for equal numbers: 1, 1.0 and 10e-1.
uint64_t hash_decimal(std::string_view number);
/// Whether it has no fraction: 1, 1.0 and 1e3.
bool is_integer(std::string_view number);
/// Whether it is an integer times `divisor`. False for a divisor that is not above 0.
bool is_multiple_of(std::string_view number, std::string_view divisor);
/// The number when it is an integer from 0 on; larger ones than fit are the largest. Nothing for
/// others.
std::optional<uint64_t> to_count(std::string_view number);

/// Divisors with more digits than this are refused by `is_multiple_of`'s callers.
constexpr size_t kMaxDivisorDigits = 2000;

}  // namespace drydock::schemas
