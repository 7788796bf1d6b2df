#include "render/time/calendar.h"

namespace drydock::render {
namespace {

// Days and seconds are counted from the first of March of a year so long ago that they are never
// negative; a year that begins in March has its leap day at the end.
constexpr uint64_t kYearOffset = 292'277'022'400;
constexpr uint64_t kDaysPerCycle = 146'097;  // of 400 years
constexpr uint64_t kDaysBefore1970 = kYearOffset / 400 * kDaysPerCycle + 719'468;
constexpr uint64_t kSecondsBefore1970 = kDaysBefore1970 * kSecondsPerDay;

uint64_t absolute_seconds(int64_t seconds) {
  return static_cast<uint64_t>(seconds) + kSecondsBefore1970;
}

}  // namespace

Date date_of(int64_t seconds) {
  uint64_t days = absolute_seconds(seconds) / kSecondsPerDay;
  uint64_t cycle = days / kDaysPerCycle;
  uint64_t day = days % kDaysPerCycle;
  uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;  // of the cycle
  uint64_t march_day = day - (365 * year + year / 4 - year / 100);
  uint64_t march_month = (5 * march_day + 2) / 153;
  Date date;
  date.day = static_cast<int>(march_day - (153 * march_month + 2) / 5 + 1);
  date.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  date.year = static_cast<int64_t>(year + cycle * 400 - kYearOffset) + (date.month <= 2 ? 1 : 0);
  date.year_day = days_before_month(date.month) + date.day +
                  (date.month > 2 && is_leap_year(date.year) ? 1 : 0);
  date.weekday = static_cast<int>((days + 3) % 7);  // the first day of a cycle is a Wednesday
  return date;
}

int second_of_day(int64_t seconds) {
  return static_cast<int>(absolute_seconds(seconds) % kSecondsPerDay);
}

int64_t start_of_day(int64_t year, int month, int64_t day) {
  uint64_t march_year = static_cast<uint64_t>(year) - (month <= 2 ? 1 : 0) + kYearOffset;
  auto march_month = static_cast<uint64_t>(month > 2 ? month - 3 : month + 9);
  uint64_t century = march_year / 100;
  uint64_t days = century * kDaysPerCycle / 4 + march_year % 100 * 1461 / 4 +
                  (153 * march_month + 2) / 5 + static_cast<uint64_t>(day) - 1;
  return static_cast<int64_t>(days * kSecondsPerDay - kSecondsBefore1970);
}

bool is_leap_year(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_before_month(int month) {
  constexpr int kDays[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  return kDays[month - 1];
}

int days_in_month(int month, int64_t year) {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return days_before_month(month + 1) - days_before_month(month);
}

}  // namespace drydock::render
