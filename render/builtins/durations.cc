#include <cmath>
#include <limits>
#include <optional>

#include "core/go_number.h"
#include "core/go_quote.h"
#include "render/builtins/families.h"
#include "render/builtins/text_tools.h"
#include "render/builtins/time_values.h"
#include "render/time/duration.h"

// Helm 4's functions that take a duration in any form: a duration, its text, or seconds.

namespace drydock::render {
namespace {

constexpr double kNanosEnd = 0x1p63;

[[noreturn]] void refuse(const CallArgs& args, std::string problem) {
  args.fail(std::move(problem));
}

int64_t whole_seconds(const CallArgs& args, int64_t seconds) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / kNanosPerSecond;
  if (seconds > kMost || seconds < -kMost) {
    refuse(args, "duration seconds overflow: " + format_go_int(seconds));
  }
  return seconds * kNanosPerSecond;
}

int64_t unsigned_seconds(const CallArgs& args, uint64_t seconds) {
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max() / kNanosPerSecond;
  if (seconds > kMost) refuse(args, "duration seconds overflow: " + format_go_uint(seconds));
  return static_cast<int64_t>(seconds) * kNanosPerSecond;
}

int64_t real_seconds(const CallArgs& args, double seconds) {
  if (!std::isfinite(seconds)) {
    refuse(args, "invalid duration seconds: " + format_go_float(seconds));
  }
  if (std::fabs(seconds) > kNanosEnd / kNanosPerSecond) {
    refuse(args, "duration seconds overflow: " + format_go_float(seconds));
  }
  double nanos = seconds * static_cast<double>(kNanosPerSecond);
  if (std::fabs(nanos) > kNanosEnd) {
    refuse(args, "duration nanoseconds overflow: " + format_go_float(nanos));
  }
  // What the processor makes of 2^63, which Go lets through.
  if (nanos == kNanosEnd) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(nanos);
}

int64_t written_duration(const CallArgs& args, std::string_view text) {
  std::string_view trimmed = trim_runes(text, is_space);
  if (trimmed.empty()) refuse(args, "empty duration");
  try {
    return parse_duration(trimmed);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
  }
  GoParsed<double> seconds = parse_go_float(trimmed);
  if (seconds.ok()) return real_seconds(args, seconds.value);
  refuse(args, "could not parse duration " + go_quote(text));
}

/// The nanoseconds of argument number `i`; fails as `mustToDuration` does.
int64_t any_duration(const CallArgs& args, size_t i) {
  Value value = args[i];
  if (value.is_nil()) refuse(args, "invalid duration");
  if (value.is_string()) return written_duration(args, value.as_string());
  std::string type(go_type_name(value));
  if (type == "time.Duration") return duration_of(value);
  if (value.is_object()) value = value.as_object().underlying();
  switch (value.kind()) {
    case Value::Kind::Int:
      return whole_seconds(args, value.as_int());
    case Value::Kind::Uint:
      return unsigned_seconds(args, value.as_uint());
    case Value::Kind::Float:
      return real_seconds(args, value.as_float());
    default:
      refuse(args, "unsupported duration type " + type);
  }
}

/// Nothing for what is no duration.
std::optional<int64_t> duration_if_any(const CallArgs& args, size_t i) {
  try {
    return any_duration(args, i);
  } catch (const Error& error) {
    if (error.diagnostic().rule.ends_with("-limit")) throw;
    return std::nullopt;
  }
}

/// As Go does it: whole units and the rest apart.
double in_units(const CallArgs& args, int64_t unit) {
  int64_t nanos = duration_if_any(args, 0).value_or(0);
  return static_cast<double>(nanos / unit) +
         static_cast<double>(nanos % unit) / static_cast<double>(unit);
}

constexpr int64_t kMinute = 60 * kNanosPerSecond;
constexpr int64_t kHour = 60 * kMinute;

template <int64_t kUnit>
Value as_float(const CallArgs& args) {
  return Value::of_float(in_units(args, kUnit));
}
Value days(const CallArgs& args) { return Value::of_float(in_units(args, kHour) / 24); }
Value weeks(const CallArgs& args) { return Value::of_float(in_units(args, kHour) / 24 / 7); }

template <int64_t kUnit>
Value as_int(const CallArgs& args) {
  return Value::of_int(duration_if_any(args, 0).value_or(0) / kUnit);
}

Value must_to_duration(const CallArgs& args) {
  return make_duration_value(args.arena(), any_duration(args, 0));
}

template <int64_t (*kChange)(int64_t, int64_t)>
Value to_multiple(const CallArgs& args) {
  int64_t duration = duration_if_any(args, 0).value_or(0);
  if (std::optional<int64_t> unit = duration_if_any(args, 1)) {
    duration = kChange(duration, *unit);
  }
  return make_duration_value(args.arena(), duration);
}

using enum Type;

// clang-format off
constexpr Builtin kDurationBuiltins[] = {
    {"mustToDuration",       takes(Any),      Duration, must_to_duration,                "VALUE: VALUE as a duration; a number, or one as text, is in seconds", 4},
    {"durationSeconds",      takes(Any),      Float64,  as_float<kNanosPerSecond>,       "DURATION: as a number of seconds, 0 for what is no duration", 4},
    {"durationMinutes",      takes(Any),      Float64,  as_float<kMinute>,               "DURATION: as a number of minutes, 0 for what is no duration", 4},
    {"durationHours",        takes(Any),      Float64,  as_float<kHour>,                 "DURATION: as a number of hours, 0 for what is no duration", 4},
    {"durationDays",         takes(Any),      Float64,  days,                            "DURATION: as a number of days, 0 for what is no duration", 4},
    {"durationWeeks",        takes(Any),      Float64,  weeks,                           "DURATION: as a number of weeks, 0 for what is no duration", 4},
    {"durationMilliseconds", takes(Any),      Int64,    as_int<1'000'000>,               "DURATION: whole milliseconds, 0 for what is no duration", 4},
    {"durationMicroseconds", takes(Any),      Int64,    as_int<1'000>,                   "DURATION: whole microseconds, 0 for what is no duration", 4},
    {"durationNanoseconds",  takes(Any),      Int64,    as_int<1>,                       "DURATION: nanoseconds, 0 for what is no duration", 4},
    {"durationRoundTo",      takes(Any, Any), Duration, to_multiple<round_duration>,     "DURATION UNIT: the nearest multiple of UNIT", 4},
    {"durationTruncateTo",   takes(Any, Any), Duration, to_multiple<truncate_duration>,  "DURATION UNIT: the next multiple of UNIT towards 0", 4},
};
// clang-format on

}  // namespace

std::span<const Builtin> duration_builtins() { return kDurationBuiltins; }

}  // namespace drydock::render
