#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::validate {

/// Days since 1970-01-01 of "2027-03-31"; nothing for what is no such day.
std::optional<int64_t> day_number(std::string_view date);
/// The other way round.
std::string date_of_day(int64_t day);

}  // namespace drydock::validate
