#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/unicode.h"
#include "render/time/duration.h"
#include "render/time/go_time.h"
#include "validate/cel/library.h"

/// From one type to another, and how large something is.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

Value same(const Call& call) { return call[0]; }
Value size(const Call& call) { return Value::of_int(static_cast<int64_t>(size_of_value(call[0]))); }
Value type(const Call& call) { return Value::of_type(type_of_value(call[0])); }

template <class T>
Value parse_failure(const Call& call, std::string_view function, const GoParsed<T>& parsed) {
  return call.error(fmt::format("strconv.{}: parsing {}: {}", function, go_quote(call.text(0)),
                                go_parse_problem(parsed.status)));
}

Value to_int(const Call& call) {
  const Value& value = call[0];
  switch (value.kind) {
    case Kind::Uint:
      if (value.natural > INT64_MAX) return call.error("integer overflow");
      return Value::of_int(value.integer);
    case Kind::Double:
      if (!(value.real > -9223372036854775808.0 && value.real < 9223372036854775808.0)) {
        return call.error("integer overflow");
      }
      return Value::of_int(static_cast<int64_t>(value.real));
    case Kind::String: {
      GoParsed<int64_t> parsed = parse_go_int(value.text());
      return parsed.ok() ? Value::of_int(parsed.value) : parse_failure(call, "ParseInt", parsed);
    }
    default:
      return Value::of_int(value.integer);
  }
}

Value to_uint(const Call& call) {
  const Value& value = call[0];
  switch (value.kind) {
    case Kind::Int:
      if (value.integer < 0) return call.error("unsigned integer overflow");
      return Value::of_uint(value.natural);
    case Kind::Double:
      if (!(value.real >= 0 && value.real < 18446744073709551616.0)) {
        return call.error("unsigned integer overflow");
      }
      return Value::of_uint(static_cast<uint64_t>(value.real));
    case Kind::String: {
      GoParsed<uint64_t> parsed = parse_go_uint(value.text());
      return parsed.ok() ? Value::of_uint(parsed.value) : parse_failure(call, "ParseUint", parsed);
    }
    default:
      return value;
  }
}

Value to_double(const Call& call) {
  const Value& value = call[0];
  if (value.is(Kind::Int)) return Value::of_double(static_cast<double>(value.integer));
  if (value.is(Kind::Uint)) return Value::of_double(static_cast<double>(value.natural));
  if (value.is(Kind::Double)) return value;
  GoParsed<double> parsed = parse_go_float(value.text());
  return parsed.ok() ? Value::of_double(parsed.value) : parse_failure(call, "ParseFloat", parsed);
}

Value to_bool(const Call& call) {
  GoParsed<bool> parsed = parse_go_bool(call.text(0));
  return parsed.ok() ? Value::of_bool(parsed.value)
                     : call.error("type conversion error from 'string' to 'bool'");
}

Value text_to_bytes(const Call& call) { return Value::of_text(Kind::Bytes, call.text(0)); }

Value bytes_to_text(const Call& call) {
  if (is_valid_utf8(call.text(0))) return Value::of_string(call.text(0));
  return call.error("invalid UTF-8 in bytes, cannot convert to string");
}

Value to_text(const Call& call) {
  const Value& value = call[0];
  switch (value.kind) {
    case Kind::Bool:
      return Value::of_string(value.boolean ? "true" : "false");
    case Kind::Int:
      return call.memory.string(std::to_string(value.integer));
    case Kind::Uint:
      return call.memory.string(std::to_string(value.natural));
    case Kind::Double:
      return call.memory.string(format_go_float(value.real));
    case Kind::Duration:
      return call.memory.string(duration_text(value));
    case Kind::Timestamp:
      return call.memory.string(timestamp_text(value));
    default:
      return value;
  }
}

Value to_duration(const Call& call) {
  try {
    return Value::of_duration(render::parse_duration(call.text(0)));
  } catch (const Error& error) {
    return call.error(error.diagnostic().message);
  }
}

Value to_timestamp(const Call& call) {
  static const render::Location utc;
  try {
    render::GoTime time =
        render::parse_time("2006-01-02T15:04:05Z07:00", call.text(0), &utc, call.memory.arena());
    if (time.seconds < kFirstSecond || time.seconds > kLastSecond) {
      return call.error("timestamp overflow");
    }
    return Value::of_timestamp(time.seconds, time.nanos);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
    return call.error(error.diagnostic().message);
  }
}

Value int_to_timestamp(const Call& call) {
  if (call.integer(0) < kFirstSecond || call.integer(0) > kLastSecond) {
    return call.error("timestamp overflow");
  }
  return Value::of_timestamp(call.integer(0), 0);
}

// clang-format off
constexpr Overload kRows[] = {
    {"int", "i", "i", same},       {"int", "u", "i", to_int},  {"int", "d", "i", to_int},
    {"int", "s", "i", to_int},     {"int", "T", "i", to_int},  {"int", "D", "i", to_int},
    {"uint", "u", "u", same},      {"uint", "i", "u", to_uint},
    {"uint", "d", "u", to_uint},   {"uint", "s", "u", to_uint},
    {"double", "d", "d", same},    {"double", "i", "d", to_double},
    {"double", "u", "d", to_double}, {"double", "s", "d", to_double},
    {"bool", "b", "b", same},      {"bool", "s", "b", to_bool},
    {"bytes", "y", "y", same},     {"bytes", "s", "y", text_to_bytes, CostRule::TextToBytes},
    {"string", "s", "s", same},    {"string", "b", "s", to_text},
    {"string", "i", "s", to_text}, {"string", "u", "s", to_text},
    {"string", "d", "s", to_text}, {"string", "T", "s", to_text},
    {"string", "D", "s", to_text}, {"string", "y", "s", bytes_to_text, CostRule::BytesToText},
    {"dyn", "A", "*", same},
    {"type", "A", "t", type},
    {"duration", "D", "D", same},  {"duration", "s", "D", to_duration},
    {"duration", "i", "D", [](const Call& call) { return Value::of_duration(call.integer(0)); }},
    {"timestamp", "T", "T", same}, {"timestamp", "s", "T", to_timestamp},
    {"timestamp", "i", "T", int_to_timestamp},
    {"size", "s", "i", size},      {"size", "s.", "i", size},
    {"size", "y", "i", size},      {"size", "y.", "i", size},
    {"size", "LA", "i", size},     {"size", "LA.", "i", size},
    {"size", "MAB", "i", size},    {"size", "MAB.", "i", size},
};
// clang-format on

}  // namespace

std::string duration_text(const Value& duration) {
  return format_go_float(static_cast<double>(duration.integer / render::kNanosPerSecond) +
                             static_cast<double>(duration.integer % render::kNanosPerSecond) / 1e9,
                         'f') +
         "s";
}

std::string timestamp_text(const Value& time) {
  render::GoTime moment;
  moment.seconds = time.integer;
  moment.nanos = static_cast<int32_t>(time.size);
  return render::format_time(moment, "2006-01-02T15:04:05.999999999Z07:00");
}

std::span<const Overload> conversion_overloads() { return kRows; }

}  // namespace drydock::validate::cel
