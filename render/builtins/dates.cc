#include "core/go_number.h"
#include "render/builtins/families.h"
#include "render/builtins/time_values.h"
#include "render/time/duration.h"

namespace drydock::render {
namespace {

constexpr std::string_view kHtmlLayout = "2006-01-02";

GoTime in_local_zone(const CallArgs& args, int64_t seconds, int64_t nanos = 0) {
  return {.seconds = seconds,
          .nanos = static_cast<int32_t>(nanos),
          .location = local_location(args.context()),
          .is_local = true};
}

/// What `now` gives. There is one moment for a whole render, at which its clock starts.
GoTime current_time(const CallArgs& args) {
  const Environment& environment = args.context().environment();
  GoTime time = in_local_zone(args, environment.now_seconds, environment.now_nanos);
  time.clock = 0;
  return time;
}

bool is_unix_time(Value value) {
  return value.is_int() && (value.go_type() == GoType::Default || value.go_type() == GoType::Int ||
                            value.go_type() == GoType::Int32);
}

/// The time that an argument stands for: of anything else than a time or an integer, it is now.
GoTime time_argument(const CallArgs& args, size_t i) {
  if (const GoTime* time = time_of(args[i])) return *time;
  if (is_unix_time(args[i])) return in_local_zone(args, args[i].as_int());
  return current_time(args);
}

std::string in_zone(const CallArgs& args, std::string_view layout, GoTime time,
                    std::string_view zone) {
  std::optional<Location> location;
  if (zone == "Local") zone = args.context().environment().local_zone;
  location = Location::load(zone);
  time.location = location ? &*location : nullptr;  // of zones that nobody knows, it is UTC
  return format_time(time, layout);
}

Value now(const CallArgs& args) { return make_time_value(args.arena(), current_time(args)); }

Value date(const CallArgs& args) {
  return args.string(in_zone(args, args.text(0), time_argument(args, 1), "Local"));
}
Value date_in_zone(const CallArgs& args) {
  return args.string(in_zone(args, args.text(0), time_argument(args, 1), args.text(2)));
}
Value html_date(const CallArgs& args) {
  return args.string(in_zone(args, kHtmlLayout, time_argument(args, 0), "Local"));
}
Value html_date_in_zone(const CallArgs& args) {
  return args.string(in_zone(args, kHtmlLayout, time_argument(args, 0), args.text(1)));
}

Value ago(const CallArgs& args) {
  GoTime time = time_argument(args, 0);
  if (args[0].is_int() && args[0].go_type() == GoType::Int32) time = current_time(args);
  int64_t duration = time_between(current_time(args), time);
  return args.string(duration_text(round_duration(duration, kNanosPerSecond)));
}

Value must_date_modify(const CallArgs& args) {
  return make_time_value(args.arena(),
                         add_duration(*time_of(args[1]), parse_duration(args.text(0))));
}

Value date_modify(const CallArgs& args) {
  try {
    return must_date_modify(args);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
    return args[1];
  }
}

Value duration(const CallArgs& args) {
  uint64_t seconds = 0;
  if (args[0].is_string()) {
    seconds = static_cast<uint64_t>(parse_go_int(args[0].as_string()).value);
  } else if (args[0].is_int() && args[0].go_type() == GoType::Default) {
    seconds = static_cast<uint64_t>(args[0].as_int());
  }
  return args.string(duration_text(static_cast<int64_t>(seconds * kNanosPerSecond)));
}

/// The nanoseconds of what is a duration to `durationRound`.
int64_t duration_argument(const CallArgs& args) {
  Value value = args[0];
  if (const GoTime* time = time_of(value)) return time_between(current_time(args), *time);
  if (value.is_int() && value.go_type() == GoType::Default) return value.as_int();
  if (!value.is_string()) return 0;
  try {
    return parse_duration(value.as_string());
  } catch (const Error&) {
    return 0;
  }
}

Value duration_round(const CallArgs& args) {
  constexpr uint64_t kHour = uint64_t{3600} * kNanosPerSecond;
  constexpr std::pair<uint64_t, std::string_view> kUnits[] = {
      {365 * 24 * kHour, "y"},
      {30 * 24 * kHour, "mo"},
      {24 * kHour, "d"},
      {kHour, "h"},
      {uint64_t{60} * kNanosPerSecond, "m"},
      {kNanosPerSecond, "s"},
  };
  int64_t duration = duration_argument(args);
  auto size = static_cast<uint64_t>(duration);
  if (duration < 0) size = 0 - size;
  for (const auto& [unit, name] : kUnits) {
    // Exactly one day is "24h".
    if (size > unit) return args.string(format_go_uint(size / unit) + std::string(name));
  }
  return Value::of_string("0s");
}

Value must_to_date(const CallArgs& args) {
  return make_time_value(args.arena(), parse_time(args.text(0), args.text(1),
                                                  local_location(args.context()), args.arena()));
}

Value to_date(const CallArgs& args) {
  try {
    return must_to_date(args);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
    return make_time_value(args.arena(), GoTime());
  }
}

Value unix_epoch(const CallArgs& args) {
  return args.string(format_go_int(time_of(args[0])->seconds));
}

constexpr Params kInZone = takes(Type::String, Type::Any, Type::String);
constexpr Params kModify = takes(Type::String, Type::Time);
constexpr Params kParse = takes(Type::String, Type::String);

// clang-format off
constexpr Builtin kDateBuiltins[] = {
    {"now",              takes(),                          Type::Time,   now,               "the current time"},
    {"ago",              takes(Type::Any),                 Type::String, ago,               "TIME: how long TIME is ago, in seconds, as \"1h2m3s\""},
    {"date",             takes(Type::String, Type::Any),   Type::String, date,              "LAYOUT TIME: TIME as text; LAYOUT shows how to write 2006-01-02 15:04:05 -0700"},
    {"dateInZone",       kInZone,                          Type::String, date_in_zone,      "LAYOUT TIME ZONE: TIME as text, in a zone as \"Europe/Paris\""},
    {"date_in_zone",     kInZone,                          Type::String, date_in_zone,      "as `dateInZone`"},
    {"htmlDate",         takes(Type::Any),                 Type::String, html_date,         "TIME: TIME as \"2006-01-02\""},
    {"htmlDateInZone",   takes(Type::Any, Type::String),   Type::String, html_date_in_zone, "TIME ZONE: TIME as \"2006-01-02\", in a zone"},
    {"dateModify",       kModify,                          Type::Time,   date_modify,       "DURATION TIME: TIME moved by a duration as \"-1.5h\"; TIME itself for a wrong DURATION"},
    {"date_modify",      kModify,                          Type::Time,   date_modify,       "as `dateModify`"},
    {"mustDateModify",   kModify,                          Type::Time,   must_date_modify,  "DURATION TIME: TIME moved by a duration as \"-1.5h\""},
    {"must_date_modify", kModify,                          Type::Time,   must_date_modify,  "as `mustDateModify`"},
    {"duration",         takes(Type::Any),                 Type::String, duration,          "SECONDS: a number of seconds as \"1h2m3s\""},
    {"durationRound",    takes(Type::Any),                 Type::String, duration_round,    "DURATION: DURATION, or the time since a time, in its largest unit, as \"3mo\""},
    {"toDate",           kParse,                           Type::Time,   to_date,           "LAYOUT TEXT: the time that TEXT gives; the zero time for a wrong TEXT"},
    {"mustToDate",       kParse,                           Type::Time,   must_to_date,      "LAYOUT TEXT: the time that TEXT gives"},
    {"unixEpoch",        takes(Type::Time),                Type::String, unix_epoch,        "TIME: seconds since 1970"},
};
// clang-format on

}  // namespace

std::span<const Builtin> date_builtins() { return kDateBuiltins; }

}  // namespace drydock::render
