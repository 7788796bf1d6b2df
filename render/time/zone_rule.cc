#include "render/time/zone_rule.h"

#include "render/time/calendar.h"

namespace drydock::render {
namespace {

constexpr int kHour = 3600;
constexpr int kMinute = 60;

struct Change {
  enum class Kind : uint8_t { JulianDay, YearDay, MonthWeekDay };
  Kind kind = Kind::YearDay;
  int day = 0;
  int week = 0;
  int month = 0;
  int time = 2 * kHour;
};

/// Reads a rule from the front; each reader gives nothing if it cannot.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool at(char c) const { return rest_.starts_with(c); }
  bool take(char c) {
    if (!at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::string_view> name();
  std::optional<int> number(int min, int max);
  std::optional<int> offset();
  std::optional<Change> change();

 private:
  std::string_view rest_;
};

std::optional<std::string_view> RuleReader::name() {
  bool quoted = take('<');
  size_t size =
      quoted ? rest_.find('>') : std::min(rest_.find_first_of("0123456789,-+"), rest_.size());
  if (size == std::string_view::npos || (!quoted && size < 3)) return std::nullopt;
  std::string_view name = rest_.substr(0, size);
  rest_.remove_prefix(size + (quoted ? 1 : 0));
  return name;
}

std::optional<int> RuleReader::number(int min, int max) {
  int value = 0;
  size_t size = 0;
  for (; size < rest_.size() && rest_[size] >= '0' && rest_[size] <= '9'; ++size) {
    value = value * 10 + (rest_[size] - '0');
    if (value > max) return std::nullopt;
  }
  if (size == 0 || value < min) return std::nullopt;
  rest_.remove_prefix(size);
  return value;
}

std::optional<int> RuleReader::offset() {
  bool negative = !take('+') && take('-');
  std::optional<int> hours = number(0, 24 * 7);
  if (!hours) return std::nullopt;
  int total = *hours * kHour;
  for (int unit : {kMinute, 1}) {
    if (!take(':')) break;
    std::optional<int> part = number(0, 59);
    if (!part) return std::nullopt;
    total += *part * unit;
  }
  return negative ? -total : total;
}

std::optional<Change> RuleReader::change() {
  Change change;
  std::optional<int> day;
  if (take('J')) {
    change.kind = Change::Kind::JulianDay;
    day = number(1, 365);
  } else if (take('M')) {
    change.kind = Change::Kind::MonthWeekDay;
    std::optional<int> month = number(1, 12);
    if (!month || !take('.')) return std::nullopt;
    std::optional<int> week = number(1, 5);
    if (!week || !take('.')) return std::nullopt;
    change.month = *month;
    change.week = *week;
    day = number(0, 6);
  } else {
    day = number(0, 365);
  }
  if (!day) return std::nullopt;
  change.day = *day;
  if (take('/')) {
    std::optional<int> time = offset();
    if (!time) return std::nullopt;
    change.time = *time;
  }
  return change;
}

/// The day of the year, from 0 on, of the first, second… or last (5) weekday of a month.
int day_of_month_week(const Change& change, int64_t year) {
  int first_weekday = date_of(start_of_day(year, change.month, 1)).weekday;
  int day = (change.day - first_weekday + 7) % 7;
  for (int week = 1; week < change.week; ++week) {
    if (day + 7 >= days_in_month(change.month, year)) break;
    day += 7;
  }
  return day + days_before_month(change.month) + (change.month > 2 && is_leap_year(year) ? 1 : 0);
}

/// Seconds from the start of the year, in UTC, to the change from a time with that offset.
int64_t second_of_change(const Change& change, int64_t year, int offset) {
  int day = change.day;
  switch (change.kind) {
    case Change::Kind::JulianDay:
      day += (is_leap_year(year) && day >= 60 ? 1 : 0) - 1;
      break;
    case Change::Kind::YearDay:
      break;
    case Change::Kind::MonthWeekDay:
      day = day_of_month_week(change, year);
      break;
  }
  return day * kSecondsPerDay + change.time - offset;
}

struct ZoneRule {
  Location::Period standard;
  Location::Period summer;
  bool has_summer = false;
  Change to_summer;
  Change to_standard;
};

std::optional<ZoneRule> read_rule(std::string_view text) {
  RuleReader reader(text);
  ZoneRule rule;
  std::optional<std::string_view> name = reader.name();
  if (!name) return std::nullopt;
  std::optional<int> west = reader.offset();  // POSIX counts to the west
  if (!west) return std::nullopt;
  rule.standard = {.name = *name, .offset = -*west};
  if (reader.at_end() || reader.at(',')) return rule;
  rule.has_summer = true;
  name = reader.name();
  if (!name) return std::nullopt;
  rule.summer = {.name = *name, .offset = rule.standard.offset + kHour, .is_dst = true};
  if (!reader.at_end() && !reader.at(',')) {
    west = reader.offset();
    if (!west) return std::nullopt;
    rule.summer.offset = -*west;
  }
  if (reader.at_end()) reader = RuleReader(",M3.2.0,M11.1.0");
  if (!reader.take(',') && !reader.take(';')) return std::nullopt;
  std::optional<Change> start = reader.change();
  if (!start || !reader.take(',')) return std::nullopt;
  std::optional<Change> end = reader.change();
  if (!end || !reader.at_end()) return std::nullopt;
  rule.to_summer = *start;
  rule.to_standard = *end;
  return rule;
}

}  // namespace

std::optional<Location::Period> apply_zone_rule(std::string_view text, int64_t last_change,
                                                int64_t seconds) {
  std::optional<ZoneRule> rule = read_rule(text);
  if (!rule) return std::nullopt;
  if (!rule->has_summer) {
    rule->standard.start = last_change;
    return rule->standard;
  }
  Date date = date_of(seconds);
  int64_t into_year = (date.year_day - 1) * kSecondsPerDay + second_of_day(seconds);
  int64_t year_start = seconds - into_year;
  int64_t start = second_of_change(rule->to_summer, date.year, rule->standard.offset);
  int64_t end = second_of_change(rule->to_standard, date.year, rule->summer.offset);
  Location::Period inside = rule->summer;
  Location::Period outside = rule->standard;
  if (end < start) {  // summer is around the turn of the year
    std::swap(start, end);
    std::swap(inside, outside);
  }
  // The bounds that are not a change are only those of the year, which is all that Go has.
  if (into_year < start) {
    outside.start = year_start;
    outside.end = year_start + start;
    return outside;
  }
  if (into_year >= end) {
    outside.start = year_start + end;
    outside.end = year_start + 365 * kSecondsPerDay;
    return outside;
  }
  inside.start = year_start + start;
  inside.end = year_start + end;
  return inside;
}

}  // namespace drydock::render
