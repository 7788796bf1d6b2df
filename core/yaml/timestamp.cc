#include "core/yaml/timestamp.h"

#include <fmt/format.h>

namespace drydock {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int days_in(int month, int year) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

/// Takes a timestamp apart from left to right. Each step is false when the text does not fit.
class TimestampReader {
 public:
  explicit TimestampReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool literal(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// One or two digits, up to `limit`.
  bool number(int& value, int limit) {
    if (rest_.empty() || !is_digit(rest_.front())) return false;
    value = take_digit();
    if (!rest_.empty() && is_digit(rest_.front())) value = value * 10 + take_digit();
    return value <= limit;
  }

  bool year(int& value) {
    if (rest_.size() < 4) return false;
    for (int i = 0; i < 4; ++i) {
      if (!is_digit(rest_.front())) return false;
      value = value * 10 + take_digit();
    }
    return true;
  }

  /// Go's time.Parse takes a run of blanks, or none at the end of the text, for one in the layout.
  bool blanks() {
    if (!rest_.empty() && rest_.front() != ' ') return false;
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    return true;
  }

  /// An optional fraction of a second, after a point or a comma. Digits beyond the ninth are cut.
  void fraction(int& nanosecond) {
    if (rest_.size() < 2 || (rest_[0] != '.' && rest_[0] != ',') || !is_digit(rest_[1])) return;
    rest_.remove_prefix(1);
    int scale = 100'000'000;
    while (!rest_.empty() && is_digit(rest_.front())) {
      nanosecond += take_digit() * scale;
      scale /= 10;
    }
  }

  bool zone(int& minutes) {
    if (literal('Z')) return true;
    if (rest_.size() < 6 || rest_[3] != ':' || (rest_[0] != '+' && rest_[0] != '-')) return false;
    if (!is_digit(rest_[2]) || !is_digit(rest_[5])) return false;
    int sign = rest_[0] == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    int hour = 0;
    int minute = 0;
    // Go allows these limits themselves, "as some people do write" them.
    if (!number(hour, 24) || !literal(':') || !number(minute, 60)) return false;
    minutes = sign * (hour * 60 + minute);
    return true;
  }

 private:
  int take_digit() {
    int digit = rest_.front() - '0';
    rest_.remove_prefix(1);
    return digit;
  }

  std::string_view rest_;
};

bool read_date(TimestampReader& reader, YamlTimestamp& time) {
  return reader.year(time.year) && reader.literal('-') && reader.number(time.month, 12) &&
         time.month >= 1 && reader.literal('-') && reader.number(time.day, 31);
}

bool read_clock(TimestampReader& reader, YamlTimestamp& time) {
  if (!reader.number(time.hour, 23) || !reader.literal(':')) return false;
  if (!reader.number(time.minute, 59) || !reader.literal(':')) return false;
  if (!reader.number(time.second, 59)) return false;
  reader.fraction(time.nanosecond);
  return true;
}

}  // namespace

std::optional<YamlTimestamp> parse_yaml_timestamp(std::string_view text) {
  YamlTimestamp time;
  TimestampReader reader(text);
  if (!read_date(reader, time)) return std::nullopt;
  if (!reader.at_end()) {
    bool fits = reader.literal('T') || reader.literal('t')
                    ? read_clock(reader, time) && reader.zone(time.zone_minutes)
                    : reader.blanks() && read_clock(reader, time);
    if (!fits || !reader.at_end()) return std::nullopt;
  }
  if (time.day < 1 || time.day > days_in(time.month, time.year)) return std::nullopt;
  return time;
}

std::optional<std::string> to_rfc3339(const YamlTimestamp& time) {
  int zone = time.zone_minutes < 0 ? -time.zone_minutes : time.zone_minutes;
  if (zone >= 24 * 60) return std::nullopt;
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month,
                                time.day, time.hour, time.minute, time.second);
  if (time.nanosecond > 0) {
    std::string digits = fmt::format(".{:09}", time.nanosecond);
    out += digits.substr(0, digits.find_last_not_of('0') + 1);
  }
  if (zone == 0) return out + "Z";
  return out +
         fmt::format("{}{:02}:{:02}", time.zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

}  // namespace drydock
