#pragma once

#include <cstdint>
#include <string_view>

namespace drydock::render {

/// What a part of one of Go's layouts stands for. The layout shows how the second of January 2006,
/// 15:04:05, seven hours west of UTC, is to be written.
enum class LayoutPart : uint8_t {
  None,
  LongMonth,
  Month,
  NumMonth,
  ZeroMonth,
  LongWeekday,
  Weekday,
  Day,
  SpaceDay,
  ZeroDay,
  SpaceYearDay,
  ZeroYearDay,
  Hour,
  Hour12,
  ZeroHour12,
  Minute,
  ZeroMinute,
  Second,
  ZeroSecond,
  LongYear,
  Year,
  UpperPm,
  LowerPm,
  ZoneName,
  Offset,
  ZeroFraction,     // ".000"
  TrimmedFraction,  // ".999", without zeros at the end
};

struct LayoutChunk {
  std::string_view prefix;  // stands for itself
  LayoutPart part = LayoutPart::None;
  std::string_view text;    // of the part
  std::string_view suffix;  // what is behind it
  int digits = 0;           // of a fraction
};

/// The first part of a layout; None, and all of the layout as the prefix, if it has none.
LayoutChunk next_layout_chunk(std::string_view layout);

/// The form of an offset, "-07:00" or "Z070000".
struct OffsetForm {
  bool z_for_utc = false;
  bool minutes = false;
  bool seconds = false;
  bool colons = false;

  explicit OffsetForm(std::string_view text);
  size_t size() const;  // of "-07:00"
};

}  // namespace drydock::render
