#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// A point in time as a YAML scalar writes it. The fields are in range for a calendar, leap years
/// included; the zone is kept as written.
struct YamlTimestamp {
  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int nanosecond = 0;
  int zone_minutes = 0;  // east of UTC
};

/// The timestamps that go-yaml knows: "2006-1-2", "2006-1-2 15:4:5.9" and
/// "2006-1-2T15:4:5.9Z07:00", with Go's leniency (one digit, several blanks, a decimal comma).
std::optional<YamlTimestamp> parse_yaml_timestamp(std::string_view text);

/// What encoding/json makes of Go's time.Time: RFC 3339 with as many fractional digits as needed.
/// Nothing where Go refuses: zones of 24 hours and more.
std::optional<std::string> to_rfc3339(const YamlTimestamp& time);

}  // namespace drydock
