#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "render/time/calendar.h"
#include "render/time/location.h"

namespace drydock::render {

/// Go's time.Time: a moment, and the zone in which it is shown. Arithmetic wraps around at the ends
/// of the range, as Go's does.
struct GoTime {
  int64_t seconds = -62'135'596'800;   // since 1970; Go's zero time is the first day of the year 1
  int32_t nanos = 0;                   // from 0 to 999,999,999
  const Location* location = nullptr;  // null: UTC
  bool is_local = false;               // the location is Go's time.Local
  /// What `now` gives carries the reading of a clock that is never set; it is printed.
  std::optional<int64_t> clock = std::nullopt;

  Location::Period zone() const {
    return location ? location->at(seconds) : Location().at(seconds);
  }
  int64_t wall_seconds() const;
  Date date() const { return date_of(wall_seconds()); }
  bool is_zero() const;
};

/// time.Date; everything but the month may be out of range.
struct DateParts {
  int64_t year = 1;
  int64_t month = 1;
  int64_t day = 1;
  int64_t second = 0;  // of the day
  int32_t nanos = 0;
};
GoTime make_go_time(const DateParts& parts, const Location* location);

/// time.Time.Add and Sub; a duration is in nanoseconds.
GoTime add_duration(GoTime time, int64_t duration);
int64_t time_between(const GoTime& later, const GoTime& earlier);
GoTime add_date(const GoTime& time, int64_t years, int64_t months, int64_t days);
/// To a multiple of a duration since the zero time.
GoTime truncate_time(GoTime time, int64_t duration);
GoTime round_time(GoTime time, int64_t duration);
/// -1, 0 or 1.
int compare_times(const GoTime& a, const GoTime& b);
/// Go's `==`, which also compares what is not shown.
bool identical_times(const GoTime& a, const GoTime& b);
/// reflect.DeepEqual, which looks into locations instead of comparing their addresses.
bool deeply_equal_times(const GoTime& a, const GoTime& b);

/// time.Time.Format.
std::string format_time(const GoTime& time, std::string_view layout);
void append_time(std::string& out, const GoTime& time, std::string_view layout);
/// time.Time.String, with the reading of the clock.
std::string time_text(const GoTime& time);
/// time.Time.GoString.
std::string time_go_syntax(const GoTime& time);
/// RFC 3339 with as many fractional digits as needed. Throws Error, rule "time", for what that
/// cannot express.
std::string time_rfc3339(const GoTime& time);

/// time.ParseInLocation. Throws Error, rule "time", with Go's text. A location that the text names
/// is made in the arena.
GoTime parse_time(std::string_view layout, std::string_view text, const Location* local,
                  Arena& arena);

std::string_view month_name(int month);      // from 1 on
std::string_view weekday_name(int weekday);  // Sunday is 0

/// The quoting that Go's package time has for its errors.
std::string quote_for_time(std::string_view text);

}  // namespace drydock::render
