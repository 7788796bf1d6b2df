#include <fmt/format.h>

#include "core/go_number.h"
#include "render/time/go_time.h"
#include "validate/cel/library.h"

/// What timestamps and durations consist of.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

/// "+01:30", "-8:00": seconds east of UTC.
std::optional<int> parse_offset(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  GoParsed<int64_t> hours = parse_go_int(text.substr(0, colon));
  GoParsed<int64_t> minutes = parse_go_int(text.substr(colon + 1));
  constexpr int64_t kMost = 24;
  if (!hours.ok() || !minutes.ok() || hours.value > kMost || hours.value < -kMost) {
    return std::nullopt;
  }
  int64_t rest = minutes.value * 60;
  return static_cast<int>(hours.value * 3600 + (text.starts_with('-') ? -rest : rest));
}

/// The seconds since 1970 that a clock in the zone of the second argument shows; UTC without one.
/// Nothing when there is no such zone.
std::optional<int64_t> wall_seconds(const Call& call) {
  int64_t seconds = call.integer(0);
  if (call.size() == 1) return seconds;
  if (std::optional<int> offset = parse_offset(call.text(1))) return seconds + *offset;
  std::optional<render::Location> location = render::Location::load(call.text(1));
  if (!location) return std::nullopt;
  return seconds + location->at(seconds).offset;
}

template <int64_t (*kPart)(int64_t)>
Value part_of_time(const Call& call) {
  std::optional<int64_t> seconds = wall_seconds(call);
  if (!seconds) return call.error(fmt::format("unknown time zone {}", call.text(1)));
  return Value::of_int(kPart(*seconds));
}

int64_t year(int64_t seconds) { return render::date_of(seconds).year; }
int64_t month(int64_t seconds) { return render::date_of(seconds).month - 1; }
int64_t day_of_year(int64_t seconds) { return render::date_of(seconds).year_day - 1; }
int64_t day_of_month(int64_t seconds) { return render::date_of(seconds).day - 1; }
int64_t date(int64_t seconds) { return render::date_of(seconds).day; }
int64_t day_of_week(int64_t seconds) { return render::date_of(seconds).weekday; }
int64_t hours(int64_t seconds) { return render::second_of_day(seconds) / 3600; }
int64_t minutes(int64_t seconds) { return render::second_of_day(seconds) / 60 % 60; }
int64_t second(int64_t seconds) { return render::second_of_day(seconds) % 60; }

Value milliseconds(const Call& call) {
  if (!wall_seconds(call)) return call.error(fmt::format("unknown time zone {}", call.text(1)));
  return Value::of_int(call[0].size / 1'000'000);
}

template <int64_t kUnit>
Value duration_in(const Call& call) {
  return Value::of_int(call.integer(0) / kUnit);
}

constexpr int64_t kMilli = 1'000'000;
constexpr int64_t kSecond = 1000 * kMilli;

// clang-format off
constexpr Overload kRows[] = {
    {"getFullYear", "T.", "i", part_of_time<year>},
    {"getFullYear", "T.s", "i", part_of_time<year>},
    {"getMonth", "T.", "i", part_of_time<month>},
    {"getMonth", "T.s", "i", part_of_time<month>},
    {"getDayOfYear", "T.", "i", part_of_time<day_of_year>},
    {"getDayOfYear", "T.s", "i", part_of_time<day_of_year>},
    {"getDayOfMonth", "T.", "i", part_of_time<day_of_month>},
    {"getDayOfMonth", "T.s", "i", part_of_time<day_of_month>},
    {"getDate", "T.", "i", part_of_time<date>},
    {"getDate", "T.s", "i", part_of_time<date>},
    {"getDayOfWeek", "T.", "i", part_of_time<day_of_week>},
    {"getDayOfWeek", "T.s", "i", part_of_time<day_of_week>},
    {"getHours", "T.", "i", part_of_time<hours>},
    {"getHours", "T.s", "i", part_of_time<hours>},
    {"getHours", "D.", "i", duration_in<3600 * kSecond>},
    {"getMinutes", "T.", "i", part_of_time<minutes>},
    {"getMinutes", "T.s", "i", part_of_time<minutes>},
    {"getMinutes", "D.", "i", duration_in<60 * kSecond>},
    {"getSeconds", "T.", "i", part_of_time<second>},
    {"getSeconds", "T.s", "i", part_of_time<second>},
    {"getSeconds", "D.", "i", duration_in<kSecond>},
    {"getMilliseconds", "T.", "i", milliseconds},
    {"getMilliseconds", "T.s", "i", milliseconds},
    {"getMilliseconds", "D.", "i", duration_in<kMilli>},
};
// clang-format on

}  // namespace

std::span<const Overload> time_overloads() { return kRows; }

}  // namespace drydock::validate::cel
