#include "render/time/go_time.h"

#include <limits>

#include "core/error.h"
#include "render/time/duration.h"

namespace drydock::render {
namespace {

int64_t wrapping_add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t wrapping_subtract(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}

/// Moves what is below 0 or not below `base` from `low` to `high`.
void carry(int64_t& high, int64_t& low, int64_t base) {
  int64_t over = low / base - (low % base < 0 ? 1 : 0);
  high = wrapping_add(high, over);
  low -= over * base;
}

/// Seconds since the zero time, which is where Go counts from.
int64_t since_zero(const GoTime& time) { return wrapping_subtract(time.seconds, GoTime().seconds); }

/// The remainder of the time since the zero time, from 0 up to but without `duration`.
int64_t remainder(const GoTime& time, int64_t duration) {
  __extension__ using Wide = __int128;
  Wide nanos = Wide{since_zero(time)} * kNanosPerSecond + time.nanos;
  auto rest = static_cast<int64_t>(nanos % duration);
  return rest < 0 ? rest + duration : rest;
}

/// Whether Go has one address for both.
bool same_location(const GoTime& a, const GoTime& b) {
  if (a.location == b.location || (a.is_local && b.is_local)) return true;
  if (!a.location || !b.location) return false;
  bool both_fixed = a.location->is_fixed() && b.location->is_fixed();
  // Those that the program names itself, once, have the one name.
  if (both_fixed && a.location->name().data() == b.location->name().data()) {
    return a.location->at(0).offset == b.location->at(0).offset;
  }
  return a.location->is_shared_offset() && b.location->is_shared_offset() &&
         a.location->at(0).offset == b.location->at(0).offset;
}

}  // namespace

int64_t GoTime::wall_seconds() const { return wrapping_add(seconds, zone().offset); }

bool GoTime::is_zero() const { return seconds == GoTime().seconds && nanos == 0; }

GoTime make_go_time(const DateParts& parts, const Location* location) {
  int64_t year = parts.year;
  int64_t month = wrapping_subtract(parts.month, 1);
  carry(year, month, 12);
  int64_t wall =
      wrapping_add(start_of_day(year, static_cast<int>(month) + 1, parts.day), parts.second);
  GoTime time{.seconds = wall, .nanos = parts.nanos, .location = location};
  // The zone wants to be asked in UTC. It is asked as if the wall showed that, and once more where
  // that was on the other side of a change.
  Location::Period period = time.zone();
  if (period.offset == 0) return time;
  time.seconds = wrapping_subtract(wall, period.offset);
  if (time.seconds < period.start || time.seconds >= period.end) {
    time.seconds = wrapping_subtract(wall, time.zone().offset);
  }
  return time;
}

GoTime add_duration(GoTime time, int64_t duration) {
  int64_t seconds = duration / kNanosPerSecond;
  int64_t nanos = time.nanos + duration % kNanosPerSecond;
  carry(seconds, nanos, kNanosPerSecond);
  // Go's seconds since the zero time stop at the ends of their range.
  int64_t since = since_zero(time);
  int64_t moved = 0;
  if (__builtin_add_overflow(since, seconds, &moved)) {
    moved =
        seconds > 0 ? std::numeric_limits<int64_t>::max() : -std::numeric_limits<int64_t>::max();
  }
  time.seconds = wrapping_add(moved, GoTime().seconds);
  time.nanos = static_cast<int32_t>(nanos);
  int64_t clock = 0;
  if (time.clock && !__builtin_add_overflow(*time.clock, duration, &clock)) {
    time.clock = clock;
  } else {
    time.clock.reset();
  }
  return time;
}

int64_t time_between(const GoTime& later, const GoTime& earlier) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  __extension__ using Wide = __int128;
  Wide nanos = 0;
  if (later.clock && earlier.clock) {
    nanos = Wide{*later.clock} - *earlier.clock;
  } else {
    nanos = (Wide{since_zero(later)} - since_zero(earlier)) * kNanosPerSecond + later.nanos -
            earlier.nanos;
  }
  return nanos > kMax ? kMax : nanos < kMin ? kMin : static_cast<int64_t>(nanos);
}

GoTime add_date(const GoTime& time, int64_t years, int64_t months, int64_t days) {
  int64_t wall = time.wall_seconds();
  Date date = date_of(wall);
  GoTime out = make_go_time({.year = wrapping_add(date.year, years),
                             .month = wrapping_add(date.month, months),
                             .day = wrapping_add(date.day, days),
                             .second = second_of_day(wall),
                             .nanos = time.nanos},
                            time.location);
  out.is_local = time.is_local;
  return out;
}

GoTime truncate_time(GoTime time, int64_t duration) {
  time.clock.reset();
  if (duration <= 0) return time;
  return add_duration(time, -remainder(time, duration));
}

GoTime round_time(GoTime time, int64_t duration) {
  time.clock.reset();
  if (duration <= 0) return time;
  int64_t rest = remainder(time, duration);
  bool down = static_cast<uint64_t>(rest) * 2 < static_cast<uint64_t>(duration);
  return add_duration(time, down ? -rest : duration - rest);
}

int compare_times(const GoTime& a, const GoTime& b) {
  auto order = [](int64_t x, int64_t y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (a.clock && b.clock) return order(*a.clock, *b.clock);
  int seconds = order(since_zero(a), since_zero(b));
  return seconds != 0 ? seconds : order(a.nanos, b.nanos);
}

bool deeply_equal_times(const GoTime& a, const GoTime& b) {
  bool same_moment = a.seconds == b.seconds && a.nanos == b.nanos && a.clock == b.clock;
  if (!same_moment || same_location(a, b)) return same_moment;
  return a.location && b.location && !a.is_local && !b.is_local &&
         a.location->is_fixed() == b.location->is_fixed() &&
         a.location->name() == b.location->name() &&
         a.location->at(0).offset == b.location->at(0).offset;
}

bool identical_times(const GoTime& a, const GoTime& b) {
  return a.seconds == b.seconds && a.nanos == b.nanos && a.clock == b.clock && same_location(a, b);
}

std::string_view month_name(int month) {
  constexpr std::string_view kNames[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
  return kNames[month - 1];
}

std::string_view weekday_name(int weekday) {
  constexpr std::string_view kNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                         "Thursday", "Friday", "Saturday"};
  return kNames[weekday];
}

std::string quote_for_time(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (unsigned char c : text) {
    if (c >= 0x80 || c < ' ') {
      ((out += "\\x") += kHex[c >> 4]) += kHex[c & 0xF];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<char>(c);
  }
  return out + '"';
}

}  // namespace drydock::render
