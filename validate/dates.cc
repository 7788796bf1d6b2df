#include "validate/dates.h"

#include <chrono>

namespace drydock::validate {

std::optional<int64_t> day_number(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return {};
  auto digits = [&](size_t from, size_t count) {
    int value = 0;
    for (char c : date.substr(from, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  int year = digits(0, 4);
  int month = digits(5, 2);
  int day = digits(8, 2);
  if (year < 0 || month < 1 || day < 1) return {};
  std::chrono::year_month_day parts{std::chrono::year(year),
                                    std::chrono::month(static_cast<unsigned>(month)),
                                    std::chrono::day(static_cast<unsigned>(day))};
  if (!parts.ok()) return {};
  return std::chrono::sys_days(parts).time_since_epoch().count();
}

std::string date_of_day(int64_t day) {
  std::chrono::year_month_day parts{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                     static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

}  // namespace drydock::validate
