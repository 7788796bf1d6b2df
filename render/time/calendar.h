#pragma once

#include <cstdint>

namespace drydock::render {

// The Gregorian calendar, as far before and after our time as Go's package time counts.

constexpr int64_t kSecondsPerDay = 86400;

struct Date {
  int64_t year = 1;
  int month = 1;
  int day = 1;
  int year_day = 1;  // from 1 on
  int weekday = 0;   // 0 is Sunday
};

/// The date of a moment in seconds since 1970. Wraps around at the ends of the range, as Go does.
Date date_of(int64_t seconds);
/// Seconds since midnight.
int second_of_day(int64_t seconds);
/// The moment at which a day begins. `month` is from 1 to 12; `day` may be out of range.
int64_t start_of_day(int64_t year, int month, int64_t day);

bool is_leap_year(int64_t year);
int days_in_month(int month, int64_t year);
/// The days of a common year before that month; 13 is allowed.
int days_before_month(int month);

}  // namespace drydock::render
