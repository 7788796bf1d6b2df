#pragma once

#include <optional>
#include <string_view>

namespace drydock::render {

/// A TOML date, a time, or both. What the text lacks is the first day of the year 0, or midnight.
struct TomlDate {
  enum class Zone { Utc, Offset, LocalDatetime, LocalDate, LocalTime };

  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int nanosecond = 0;
  Zone zone = Zone::LocalDatetime;
  int offset = 0;  // seconds east of UTC, for Zone::Offset
};

/// Reads "2006-01-02T15:04:05.9+07:00" and the shorter forms that TOML 1.1 knows.
std::optional<TomlDate> read_toml_date(std::string_view text);

}  // namespace drydock::render
