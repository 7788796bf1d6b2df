#include "render/time/duration.h"

#include <limits>

#include "core/error.h"
#include "core/go_number.h"
#include "render/time/go_time.h"

namespace drydock::render {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr uint64_t kTooLarge = uint64_t{1} << 63;

[[noreturn]] void reject(std::string_view problem, std::string_view text) {
  fail("time", "time: " + std::string(problem) + " " + quote_for_time(text));
}

/// Prepends the fraction of `value` that `digits` decimal digits hold, and gives what is before it.
uint64_t cut_fraction(std::string& text, uint64_t value, int digits) {
  bool shown = false;
  for (int i = 0; i < digits; ++i) {
    char digit = static_cast<char>('0' + value % 10);
    shown = shown || digit != '0';
    if (shown) text.insert(text.begin(), digit);
    value /= 10;
  }
  if (shown) text.insert(text.begin(), '.');
  return value;
}

/// Reads the digits behind a point; more than fit are skipped.
double read_fraction(std::string_view& text, uint64_t& value) {
  double scale = 1;
  bool full = false;
  size_t size = 0;
  for (; size < text.size() && text[size] >= '0' && text[size] <= '9'; ++size) {
    if (full) continue;
    uint64_t next = value * 10 + static_cast<uint64_t>(text[size] - '0');
    if (value > static_cast<uint64_t>(kMax) / 10 || next > kTooLarge) {
      full = true;
      continue;
    }
    value = next;
    scale *= 10;
  }
  text.remove_prefix(size);
  return scale;
}

uint64_t unit_nanos(std::string_view unit) {
  constexpr std::pair<std::string_view, uint64_t> kUnits[] = {
      {"ns", 1},
      {"us", 1'000},
      {"\u00B5s", 1'000},  // micro sign
      {"\u03BCs", 1'000},  // Greek letter
      {"ms", 1'000'000},
      {"s", kNanosPerSecond},
      {"m", 60 * kNanosPerSecond},
      {"h", 3600 * kNanosPerSecond},
  };
  for (const auto& [name, nanos] : kUnits) {
    if (name == unit) return nanos;
  }
  return 0;
}

/// Reads "1.5h" off the front of `rest`. `whole` is for the error.
uint64_t read_part(std::string_view& rest, std::string_view whole) {
  size_t before = rest.size();
  uint64_t value = 0;
  if (!read_leading_int(rest, value)) reject("invalid duration", whole);
  bool has_digits = rest.size() != before;
  uint64_t fraction = 0;
  double scale = 1;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    before = rest.size();
    scale = read_fraction(rest, fraction);
    has_digits = has_digits || rest.size() != before;
  }
  if (!has_digits) reject("invalid duration", whole);
  std::string_view unit = rest.substr(0, rest.find_first_of(".0123456789"));
  if (unit.empty()) reject("missing unit in duration", whole);
  rest.remove_prefix(unit.size());
  uint64_t nanos = unit_nanos(unit);
  if (nanos == 0) reject("unknown unit " + quote_for_time(unit) + " in duration", whole);
  if (value > kTooLarge / nanos) reject("invalid duration", whole);
  value *= nanos;
  if (fraction > 0) {
    value +=
        static_cast<uint64_t>(static_cast<double>(fraction) * (static_cast<double>(nanos) / scale));
    if (value > kTooLarge) reject("invalid duration", whole);
  }
  return value;
}

}  // namespace

bool read_leading_int(std::string_view& text, uint64_t& value) {
  value = 0;
  size_t size = 0;
  for (; size < text.size() && text[size] >= '0' && text[size] <= '9'; ++size) {
    if (value > kTooLarge / 10) return false;
    value = value * 10 + static_cast<uint64_t>(text[size] - '0');
    if (value > kTooLarge) return false;
  }
  text.remove_prefix(size);
  return true;
}

std::string duration_text(int64_t duration) {
  uint64_t rest = static_cast<uint64_t>(duration);
  if (duration < 0) rest = 0 - rest;
  if (rest == 0) return "0s";
  std::string text;
  if (rest < kNanosPerSecond) {
    int digits = rest < 1'000 ? 0 : rest < 1'000'000 ? 3 : 6;
    text = digits == 0 ? "ns" : digits == 3 ? "\u00B5s" : "ms";
    rest = cut_fraction(text, rest, digits);
    text = format_go_uint(rest) + text;
  } else {
    text = "s";
    rest = cut_fraction(text, rest, 9);
    text = format_go_uint(rest % 60) + text;
    rest /= 60;
    if (rest > 0) text = format_go_uint(rest % 60) + "m" + text;
    rest /= 60;
    if (rest > 0) text = format_go_uint(rest) + "h" + text;
  }
  return duration < 0 ? "-" + text : text;
}

int64_t parse_duration(std::string_view text) {
  std::string_view rest = text;
  bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "0") return 0;
  if (rest.empty()) reject("invalid duration", text);
  uint64_t total = 0;
  while (!rest.empty()) {
    if (rest[0] != '.' && (rest[0] < '0' || rest[0] > '9')) reject("invalid duration", text);
    total += read_part(rest, text);
    if (total > kTooLarge) reject("invalid duration", text);
  }
  if (negative) return static_cast<int64_t>(0 - total);
  if (total == kTooLarge) reject("invalid duration", text);
  return static_cast<int64_t>(total);
}

int64_t truncate_duration(int64_t duration, int64_t unit) {
  return unit <= 0 ? duration : duration - duration % unit;
}

int64_t round_duration(int64_t duration, int64_t unit) {
  if (unit <= 0) return duration;
  int64_t over = duration % unit;
  auto size = static_cast<uint64_t>(over < 0 ? -over : over);
  if (size + size < static_cast<uint64_t>(unit)) return duration - over;
  int64_t rounded = 0;
  if (duration < 0) {
    return __builtin_sub_overflow(duration - over, unit, &rounded) ? kMin : rounded;
  }
  return __builtin_add_overflow(duration - over, unit, &rounded) ? kMax : rounded;
}

}  // namespace drydock::render
