#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::render {

// Go's time.Duration, in nanoseconds.

constexpr int64_t kNanosPerSecond = 1'000'000'000;

/// "1h0m2.5s".
std::string duration_text(int64_t duration);
/// time.ParseDuration. Throws Error, rule "time", with Go's text.
int64_t parse_duration(std::string_view text);
/// To a multiple of `unit`; halves go away from zero.
int64_t round_duration(int64_t duration, int64_t unit);
int64_t truncate_duration(int64_t duration, int64_t unit);

/// Reads digits off the front of a text; false where Go's leadingInt overflows.
bool read_leading_int(std::string_view& text, uint64_t& value);

}  // namespace drydock::render
