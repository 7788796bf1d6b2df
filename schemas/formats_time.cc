#include <optional>

#include "schemas/formats.h"

namespace drydock::schemas {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly `count` digits from the front of a text.
std::optional<int> take_digits(std::string_view& text, size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

int days_in(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

bool take_date(std::string_view& text) {
  auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return false;
  auto month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return false;
  auto day = take_digits(text, 2);
  return day && *day >= 1 && *day <= days_in(*year, *month);
}

/// Minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  bool west = text.starts_with('-');
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int offset = *hour * 60 + *minute;
  return west ? -offset : offset;
}

struct DurationUnit {
  char letter;
  bool is_time;
};
constexpr DurationUnit kDurationUnits[] = {{'Y', false}, {'M', false}, {'D', false},
                                           {'H', true},  {'M', true},  {'S', true}};

/// Takes "12" and the letter behind it.
std::optional<char> take_duration_element(std::string_view& text) {
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits >= text.size()) return std::nullopt;
  char letter = text[digits];
  text.remove_prefix(digits + 1);
  return letter;
}

}  // namespace

bool is_date(std::string_view text) { return take_date(text) && text.empty(); }

bool is_time(std::string_view text) {
  auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return false;
  auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return false;
  auto second = take_digits(text, 2);
  if (!second || *second > 60) return false;
  if (take(text, '.')) {
    if (!take_digits(text, 1)) return false;
    while (take_digits(text, 1)) {
    }
  }
  auto offset = take_offset(text);
  if (!offset || !text.empty()) return false;
  // Leap seconds end a day of UTC.
  constexpr int kDay = 24 * 60;
  return *second < 60 || (*hour * 60 + *minute - *offset + kDay) % kDay == kDay - 1;
}

bool is_date_time(std::string_view text) {
  return take_date(text) && (take(text, 'T') || take(text, 't')) && is_time(text);
}

bool is_duration(std::string_view text) {
  if (!take(text, 'P')) return false;
  std::string_view weeks = text;
  if (take_duration_element(weeks) == 'W') return weeks.empty();
  bool in_time = false;
  int previous = -1;  // units follow each other without a gap, in the date and in the time
  size_t elements = 0;
  while (!text.empty()) {
    if (!in_time && take(text, 'T')) {
      in_time = true;
      previous = -1;
      elements = 0;
      continue;
    }
    auto letter = take_duration_element(text);
    if (!letter) return false;
    int unit = in_time ? 3 : 0;
    int end = unit + 3;
    while (unit < end && kDurationUnits[unit].letter != *letter) ++unit;
    if (unit == end || (previous >= 0 && unit != previous + 1)) return false;
    previous = unit;
    ++elements;
  }
  return elements > 0;
}

}  // namespace drydock::schemas
