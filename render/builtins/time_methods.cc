#include <limits>

#include "render/builtins/time_types.h"
#include "render/time/duration.h"

namespace drydock::render {
namespace {

const GoTime& receiver(const CallArgs& args) { return *time_of(args[0]); }
const GoTime& other(const CallArgs& args) { return *time_of(args[1]); }
Value result(const CallArgs& args, const GoTime& time) {
  return make_time_value(args.arena(), time);
}
Value go_int(int64_t value) { return Value::of_int(value, GoType::Int); }
Value bytes(const CallArgs& args, std::string_view text) {
  return Value::of_bytes(args.arena().copy(text));
}

Value year(const CallArgs& args) { return go_int(receiver(args).date().year); }
Value month(const CallArgs& args) {
  return make_time_number(args.arena(), Type::Month, receiver(args).date().month);
}
Value day(const CallArgs& args) { return go_int(receiver(args).date().day); }
Value year_day(const CallArgs& args) { return go_int(receiver(args).date().year_day); }
Value weekday(const CallArgs& args) {
  return make_time_number(args.arena(), Type::Weekday, receiver(args).date().weekday);
}
int clock_of(const CallArgs& args) { return second_of_day(receiver(args).wall_seconds()); }
Value hour(const CallArgs& args) { return go_int(clock_of(args) / 3600); }
Value minute(const CallArgs& args) { return go_int(clock_of(args) / 60 % 60); }
Value second(const CallArgs& args) { return go_int(clock_of(args) % 60); }
Value nanosecond(const CallArgs& args) { return go_int(receiver(args).nanos); }

/// Units since 1970; wraps around, as in Go.
Value unix_units(const CallArgs& args, int64_t units_per_second) {
  const GoTime& time = receiver(args);
  uint64_t units = static_cast<uint64_t>(time.seconds) * static_cast<uint64_t>(units_per_second);
  return Value::of_int(static_cast<int64_t>(
      units + static_cast<uint64_t>(time.nanos / (kNanosPerSecond / units_per_second))));
}
Value unix_seconds(const CallArgs& args) { return Value::of_int(receiver(args).seconds); }
Value unix_milli(const CallArgs& args) { return unix_units(args, 1'000); }
Value unix_micro(const CallArgs& args) { return unix_units(args, 1'000'000); }
Value unix_nano(const CallArgs& args) { return unix_units(args, kNanosPerSecond); }

Value is_zero(const CallArgs& args) { return Value::of_bool(receiver(args).is_zero()); }
Value is_dst(const CallArgs& args) { return Value::of_bool(receiver(args).zone().is_dst); }
int compare_with(const CallArgs& args) { return compare_times(receiver(args), other(args)); }
Value compare(const CallArgs& args) { return go_int(compare_with(args)); }
Value before(const CallArgs& args) { return Value::of_bool(compare_with(args) < 0); }
Value after(const CallArgs& args) { return Value::of_bool(compare_with(args) > 0); }
Value equal(const CallArgs& args) { return Value::of_bool(compare_with(args) == 0); }

Value add(const CallArgs& args) {
  return result(args, add_duration(receiver(args), duration_of(args[1])));
}
Value add_days(const CallArgs& args) {
  return result(args, add_date(receiver(args), args.integer(1), args.integer(2), args.integer(3)));
}
Value sub(const CallArgs& args) {
  return make_duration_value(args.arena(), time_between(receiver(args), other(args)));
}
Value round(const CallArgs& args) {
  return result(args, round_time(receiver(args), duration_of(args[1])));
}
Value truncate(const CallArgs& args) {
  return result(args, truncate_time(receiver(args), duration_of(args[1])));
}

Value utc(const CallArgs& args) {
  GoTime time = receiver(args);
  time.location = nullptr;
  time.is_local = false;
  time.clock.reset();
  return result(args, time);
}
Value local(const CallArgs& args) {
  GoTime time = receiver(args);
  time.location = local_location(args.context());
  time.is_local = true;
  time.clock.reset();
  return result(args, time);
}
Value in(const CallArgs& args) {
  if (args[1].is_nil()) args.fail("time: missing Location in call to Time.In");
  GoTime time = receiver(args);
  set_location(time, args[1]);
  return result(args, time);
}
Value location(const CallArgs& args) { return make_location_value(args.arena(), receiver(args)); }

Value format(const CallArgs& args) {
  return args.string(format_time(receiver(args), args.text(1)));
}
Value text(const CallArgs& args) { return args.string(time_text(receiver(args))); }
Value go_string(const CallArgs& args) { return args.string(time_go_syntax(receiver(args))); }
Value append_format(const CallArgs& args) {
  std::string out(args[1].as_bytes());
  append_time(out, receiver(args), args.text(2));
  return bytes(args, out);
}

std::string rfc3339(const CallArgs& args, std::string_view method) {
  try {
    return time_rfc3339(receiver(args));
  } catch (const Error& error) {
    args.fail("Time." + std::string(method) + ": " + error.diagnostic().message);
  }
}
Value marshal_json(const CallArgs& args) {
  return bytes(args, '"' + rfc3339(args, "MarshalJSON") + '"');
}
Value marshal_text(const CallArgs& args) { return bytes(args, rfc3339(args, "MarshalText")); }
Value append_text(const CallArgs& args) {
  return bytes(args, std::string(args[1].as_bytes()) + rfc3339(args, "AppendText"));
}

/// The form of encoding/gob: a version, seconds since the zero time, nanoseconds, minutes of the
/// offset (-1 is UTC), and its seconds if it has any.
std::string binary(const CallArgs& args) {
  const GoTime& time = receiver(args);
  int offset = time.zone().offset;
  int minutes = time.location ? offset / 60 : -1;
  if (time.location && (minutes < -32768 || minutes == -1 || minutes > 32767)) {
    args.fail("Time.MarshalBinary: unexpected zone offset");
  }
  bool has_seconds = time.location && offset % 60 != 0;
  std::string out(1, has_seconds ? '\2' : '\1');
  auto append = [&](uint64_t number, int size) {
    for (int i = size - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xFF);
  };
  append(static_cast<uint64_t>(time.seconds) - static_cast<uint64_t>(GoTime().seconds), 8);
  append(static_cast<uint64_t>(time.nanos), 4);
  append(static_cast<uint64_t>(minutes), 2);
  if (has_seconds) append(static_cast<uint64_t>(offset % 60), 1);
  return out;
}
Value marshal_binary(const CallArgs& args) { return bytes(args, binary(args)); }
Value append_binary(const CallArgs& args) {
  return bytes(args, std::string(args[1].as_bytes()) + binary(args));
}

// Methods with more results than a template can take.
Value three_results(const CallArgs& args) {
  args.fail_call("function " + std::string(args.function().name) +
                 " has 3 return values; should be 1 or 2");
}
[[noreturn]] void two_results(const CallArgs& args, std::string_view second) {
  args.fail_call("invalid function signature for " + std::string(args.function().name) +
                 ": second return value should be error; is " + std::string(second));
}
Value number_and_number(const CallArgs& args) { two_results(args, "int"); }
Value time_and_time(const CallArgs& args) { two_results(args, "time.Time"); }

constexpr Params kOther = takes(Type::Time);
constexpr Params kDuration = takes(Type::Duration);

// clang-format off
constexpr Builtin kTimeMethods[] = {
    {"Year",          takes(),                                 Type::Int,      year,              "the year"},
    {"Month",         takes(),                                 Type::Month,    month,             "the month, as \"January\" or 1"},
    {"Day",           takes(),                                 Type::Int,      day,               "the day of the month"},
    {"YearDay",       takes(),                                 Type::Int,      year_day,          "the day of the year, from 1 on"},
    {"Weekday",       takes(),                                 Type::Weekday,  weekday,           "the day of the week, as \"Sunday\" or 0"},
    {"Hour",          takes(),                                 Type::Int,      hour,              "the hour, from 0 to 23"},
    {"Minute",        takes(),                                 Type::Int,      minute,            "the minute"},
    {"Second",        takes(),                                 Type::Int,      second,            "the second"},
    {"Nanosecond",    takes(),                                 Type::Int,      nanosecond,        "nanoseconds within the second"},
    {"Unix",          takes(),                                 Type::Int64,    unix_seconds,      "seconds since 1970"},
    {"UnixMilli",     takes(),                                 Type::Int64,    unix_milli,        "milliseconds since 1970"},
    {"UnixMicro",     takes(),                                 Type::Int64,    unix_micro,        "microseconds since 1970"},
    {"UnixNano",      takes(),                                 Type::Int64,    unix_nano,         "nanoseconds since 1970"},
    {"IsZero",        takes(),                                 Type::Bool,     is_zero,           "whether it is the zero time, the first day of the year 1"},
    {"IsDST",         takes(),                                 Type::Bool,     is_dst,            "whether it is daylight saving time"},
    {"Compare",       kOther,                                  Type::Int,      compare,           "TIME: -1, 0 or 1"},
    {"Before",        kOther,                                  Type::Bool,     before,            "TIME: whether this one is before TIME"},
    {"After",         kOther,                                  Type::Bool,     after,             "TIME: whether this one is after TIME"},
    {"Equal",         kOther,                                  Type::Bool,     equal,             "TIME: whether both are the same moment"},
    {"Add",           kDuration,                               Type::Time,     add,               "DURATION: the time that much later; a number is nanoseconds"},
    {"AddDate",       takes(Type::Int, Type::Int, Type::Int),  Type::Time,     add_days,          "YEARS MONTHS DAYS: the time that much later"},
    {"Sub",           kOther,                                  Type::Duration, sub,               "TIME: the duration since TIME"},
    {"Round",         kDuration,                               Type::Time,     round,             "DURATION: the nearest multiple of DURATION since the zero time"},
    {"Truncate",      kDuration,                               Type::Time,     truncate,          "DURATION: the last multiple of DURATION since the zero time"},
    {"UTC",           takes(),                                 Type::Time,     utc,               "the time in UTC"},
    {"Local",         takes(),                                 Type::Time,     local,             "the time in the local zone"},
    {"In",            takes(Type::Zone),                       Type::Time,     in,                "LOCATION: the time in the zone LOCATION"},
    {"Location",      takes(),                                 Type::Zone,     location,          "the zone"},
    {"Format",        takes(Type::String),                     Type::String,   format,            "LAYOUT: as text"},
    {"AppendFormat",  takes(Type::Bytes, Type::String),        Type::Bytes,    append_format,     "BYTES LAYOUT: BYTES and the time as text"},
    {"String",        takes(),                                 Type::String,   text,              "as text"},
    {"GoString",      takes(),                                 Type::String,   go_string,         "as Go source"},
    {"MarshalJSON",   takes(),                                 Type::Bytes,    marshal_json,      "as bytes of JSON"},
    {"MarshalText",   takes(),                                 Type::Bytes,    marshal_text,      "as bytes of RFC 3339"},
    {"AppendText",    takes(Type::Bytes),                      Type::Bytes,    append_text,       "BYTES: BYTES and the time as RFC 3339"},
    {"MarshalBinary", takes(),                                 Type::Bytes,    marshal_binary,    "as bytes"},
    {"GobEncode",     takes(),                                 Type::Bytes,    marshal_binary,    "as bytes"},
    {"AppendBinary",  takes(Type::Bytes),                      Type::Bytes,    append_binary,     "BYTES: BYTES and the time as bytes"},
    {"Date",          takes(),                                 Type::Int,      three_results,     "of no use in templates"},
    {"Clock",         takes(),                                 Type::Int,      three_results,     "of no use in templates"},
    {"ISOWeek",       takes(),                                 Type::Int,      number_and_number, "of no use in templates"},
    {"Zone",          takes(),                                 Type::String,   number_and_number, "of no use in templates"},
    {"ZoneBounds",    takes(),                                 Type::Time,     time_and_time,     "of no use in templates"},
};
// clang-format on

int64_t nanos(const CallArgs& args) { return duration_of(args[0]); }
/// As a number of units, exact up to the fraction.
Value in_units(const CallArgs& args, int64_t unit) {
  auto whole = static_cast<double>(nanos(args) / unit);
  return Value::of_float(whole +
                         static_cast<double>(nanos(args) % unit) / static_cast<double>(unit));
}
Value hours(const CallArgs& args) { return in_units(args, 3600 * kNanosPerSecond); }
Value minutes(const CallArgs& args) { return in_units(args, 60 * kNanosPerSecond); }
Value seconds(const CallArgs& args) { return in_units(args, kNanosPerSecond); }
Value milliseconds(const CallArgs& args) { return Value::of_int(nanos(args) / 1'000'000); }
Value microseconds(const CallArgs& args) { return Value::of_int(nanos(args) / 1'000); }
Value nanoseconds(const CallArgs& args) { return Value::of_int(nanos(args)); }
Value absolute(const CallArgs& args) {
  int64_t duration = nanos(args);
  if (duration == std::numeric_limits<int64_t>::min()) ++duration;
  return make_duration_value(args.arena(), duration < 0 ? -duration : duration);
}
Value round_to(const CallArgs& args) {
  return make_duration_value(args.arena(), round_duration(nanos(args), duration_of(args[1])));
}
Value truncate_to(const CallArgs& args) {
  return make_duration_value(args.arena(), truncate_duration(nanos(args), duration_of(args[1])));
}

// clang-format off
constexpr Builtin kDurationMethods[] = {
    {"Hours",        takes(),   Type::Float64,  hours,        "as a number of hours"},
    {"Minutes",      takes(),   Type::Float64,  minutes,      "as a number of minutes"},
    {"Seconds",      takes(),   Type::Float64,  seconds,      "as a number of seconds"},
    {"Milliseconds", takes(),   Type::Int64,    milliseconds, "as a number of milliseconds"},
    {"Microseconds", takes(),   Type::Int64,    microseconds, "as a number of microseconds"},
    {"Nanoseconds",  takes(),   Type::Int64,    nanoseconds,  "as a number of nanoseconds"},
    {"Abs",          takes(),   Type::Duration, absolute,     "without its sign"},
    {"Round",        kDuration, Type::Duration, round_to,     "DURATION: the nearest multiple of DURATION"},
    {"Truncate",     kDuration, Type::Duration, truncate_to,  "DURATION: the next multiple of DURATION towards 0"},
};
// clang-format on

}  // namespace

std::span<const Builtin> time_methods() { return kTimeMethods; }
std::span<const Builtin> duration_methods() { return kDurationMethods; }

}  // namespace drydock::render
