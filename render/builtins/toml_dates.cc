#include "render/builtins/toml_dates.h"

namespace drydock::render {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int days_in(int month, int year) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  std::optional<TomlDate> read() {
    bool has_date = rest_.size() > 4 && rest_[4] == '-';
    if (has_date) {
      if (!read_date()) return std::nullopt;
      date_.zone = TomlDate::Zone::LocalDate;
      if (rest_.empty()) return date_;
      if (!take('T')) return std::nullopt;
    }
    if (!read_time()) return std::nullopt;
    date_.zone = has_date ? TomlDate::Zone::LocalDatetime : TomlDate::Zone::LocalTime;
    if (rest_.empty()) return date_;
    if (!has_date || !read_offset() || !rest_.empty()) return std::nullopt;
    return date_;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_number(size_t digits, int min, int max, int& number) {
    if (rest_.size() < digits) return false;
    number = 0;
    for (char c : rest_.substr(0, digits)) {
      if (!is_digit(c)) return false;
      number = number * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return number >= min && number <= max;
  }

  bool read_date() {
    return take_number(4, 0, 9999, date_.year) && take('-') && take_number(2, 1, 12, date_.month) &&
           take('-') && take_number(2, 1, days_in(date_.month, date_.year), date_.day);
  }

  bool read_time() {
    if (!take_number(2, 0, 23, date_.hour) || !take(':')) return false;
    if (!take_number(2, 0, 59, date_.minute)) return false;
    if (!take(':')) return true;
    if (!take_number(2, 0, 59, date_.second)) return false;
    if (rest_.size() >= 2 && rest_[0] == '.' && is_digit(rest_[1])) read_fraction();
    return true;
  }

  /// Of any number of digits; those after the ninth do not count.
  void read_fraction() {
    rest_.remove_prefix(1);
    int unit = 100'000'000;
    while (!rest_.empty() && is_digit(rest_[0])) {
      date_.nanosecond += unit * (rest_[0] - '0');
      unit /= 10;
      rest_.remove_prefix(1);
    }
  }

  bool read_offset() {
    if (take('Z')) {
      date_.zone = TomlDate::Zone::Utc;
      return true;
    }
    int sign = rest_.starts_with('-') ? -1 : 1;
    if (!take('-') && !take('+')) return false;
    int hours = 0;
    int minutes = 0;
    // 24 hours and 60 minutes are let through, as in Go.
    if (!take_number(2, 0, 24, hours) || !take(':')) return false;
    if (!take_number(2, 0, 60, minutes)) return false;
    date_.zone = TomlDate::Zone::Offset;
    date_.offset = sign * (hours * 60 + minutes) * 60;
    return true;
  }

  std::string_view rest_;
  TomlDate date_;
};

}  // namespace

std::optional<TomlDate> read_toml_date(std::string_view text) { return DateReader(text).read(); }

}  // namespace drydock::render
