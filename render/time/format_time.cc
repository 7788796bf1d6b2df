#include "core/error.h"
#include "core/go_number.h"
#include "render/time/duration.h"
#include "render/time/go_time.h"
#include "render/time/layout.h"

namespace drydock::render {
namespace {

void append_number(std::string& out, int64_t value, size_t width) {
  if (value < 0) out += '-';
  auto size = static_cast<uint64_t>(value);
  std::string digits = format_go_uint(value < 0 ? 0 - size : size);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

void append_fraction(std::string& out, int32_t nanos, char separator, int digits, bool trim) {
  if (trim && (digits == 0 || nanos == 0)) return;
  out += separator;
  append_number(out, nanos, 9);
  if (digits < 9) out.resize(out.size() - 9 + static_cast<size_t>(digits));
  if (!trim) return;
  while (out.back() == '0') out.pop_back();
  if (out.back() == separator) out.pop_back();
}

void append_offset(std::string& out, int offset, const OffsetForm& form) {
  if (form.z_for_utc && offset == 0) {
    out += 'Z';
    return;
  }
  int minutes = offset / 60;
  // An offset of less than a minute counts as positive, but its seconds show the sign.
  out += minutes < 0 ? '-' : '+';
  int seconds = minutes < 0 ? -offset : offset;
  if (minutes < 0) minutes = -minutes;
  append_number(out, minutes / 60, 2);
  if (form.minutes) {
    if (form.colons) out += ':';
    append_number(out, minutes % 60, 2);
  }
  if (form.seconds) {
    if (form.colons) out += ':';
    append_number(out, seconds % 60, 2);
  }
}

/// A time taken apart, for the parts of a layout.
class TimeWriter {
 public:
  TimeWriter(std::string& out, const GoTime& time)
      : out_(out), time_(time), zone_(time.zone()), date_(time.date()) {
    int second = second_of_day(time.wall_seconds());
    hour_ = second / 3600;
    minute_ = second / 60 % 60;
    second_ = second % 60;
  }

  void write(const LayoutChunk& chunk) {
    if (write_date(chunk.part) || write_clock(chunk.part)) return;
    if (chunk.part == LayoutPart::ZoneName) {
      if (zone_.name.empty()) {
        append_offset(out_, zone_.offset, OffsetForm("-0700"));
      } else {
        out_ += zone_.name;
      }
    } else if (chunk.part == LayoutPart::Offset) {
      append_offset(out_, zone_.offset, OffsetForm(chunk.text));
    } else {
      append_fraction(out_, time_.nanos, chunk.text[0], chunk.digits,
                      chunk.part == LayoutPart::TrimmedFraction);
    }
  }

 private:
  bool write_date(LayoutPart part);
  bool write_clock(LayoutPart part);
  void number(int64_t value, size_t width = 0) { append_number(out_, value, width); }
  void padded(int64_t value, int width) {
    for (int64_t limit = width == 3 ? 100 : 10; value < limit && limit > 1; limit /= 10)
      out_ += ' ';
    number(value);
  }
  int hour12() const { return hour_ % 12 == 0 ? 12 : hour_ % 12; }

  std::string& out_;
  const GoTime& time_;
  Location::Period zone_;
  Date date_;
  int hour_;
  int minute_;
  int second_;
};

bool TimeWriter::write_date(LayoutPart part) {
  switch (part) {
    case LayoutPart::LongYear:
      number(date_.year, 4);
      return true;
    case LayoutPart::Year:
      number((date_.year < 0 ? -date_.year : date_.year) % 100, 2);
      return true;
    case LayoutPart::LongMonth:
      out_ += month_name(date_.month);
      return true;
    case LayoutPart::Month:
      out_ += month_name(date_.month).substr(0, 3);
      return true;
    case LayoutPart::NumMonth:
      number(date_.month);
      return true;
    case LayoutPart::ZeroMonth:
      number(date_.month, 2);
      return true;
    case LayoutPart::LongWeekday:
      out_ += weekday_name(date_.weekday);
      return true;
    case LayoutPart::Weekday:
      out_ += weekday_name(date_.weekday).substr(0, 3);
      return true;
    case LayoutPart::Day:
      number(date_.day);
      return true;
    case LayoutPart::SpaceDay:
      padded(date_.day, 2);
      return true;
    case LayoutPart::ZeroDay:
      number(date_.day, 2);
      return true;
    case LayoutPart::SpaceYearDay:
      padded(date_.year_day, 3);
      return true;
    case LayoutPart::ZeroYearDay:
      number(date_.year_day, 3);
      return true;
    default:
      return false;
  }
}

bool TimeWriter::write_clock(LayoutPart part) {
  switch (part) {
    case LayoutPart::Hour:
      number(hour_, 2);
      return true;
    case LayoutPart::Hour12:
      number(hour12());
      return true;
    case LayoutPart::ZeroHour12:
      number(hour12(), 2);
      return true;
    case LayoutPart::Minute:
      number(minute_);
      return true;
    case LayoutPart::ZeroMinute:
      number(minute_, 2);
      return true;
    case LayoutPart::Second:
      number(second_);
      return true;
    case LayoutPart::ZeroSecond:
      number(second_, 2);
      return true;
    case LayoutPart::UpperPm:
      out_ += hour_ >= 12 ? "PM" : "AM";
      return true;
    case LayoutPart::LowerPm:
      out_ += hour_ >= 12 ? "pm" : "am";
      return true;
    default:
      return false;
  }
}

/// "+1.5" as " m=+1.500000000".
void append_clock(std::string& out, int64_t clock) {
  auto nanos = static_cast<uint64_t>(clock);
  if (clock < 0) nanos = 0 - nanos;
  out += clock < 0 ? " m=-" : " m=+";
  append_go_uint(out, nanos / kNanosPerSecond);
  out += '.';
  append_number(out, static_cast<int64_t>(nanos % kNanosPerSecond), 9);
}

}  // namespace

void append_time(std::string& out, const GoTime& time, std::string_view layout) {
  TimeWriter writer(out, time);
  while (!layout.empty()) {
    LayoutChunk chunk = next_layout_chunk(layout);
    out += chunk.prefix;
    if (chunk.part == LayoutPart::None) break;
    writer.write(chunk);
    layout = chunk.suffix;
  }
}

std::string format_time(const GoTime& time, std::string_view layout) {
  std::string out;
  append_time(out, time, layout);
  return out;
}

std::string time_text(const GoTime& time) {
  std::string out = format_time(time, "2006-01-02 15:04:05.999999999 -0700 MST");
  if (time.clock) append_clock(out, *time.clock);
  return out;
}

std::string time_go_syntax(const GoTime& time) {
  std::string out = format_time(time, "time.Date(") + format_go_int(time.date().year);
  append_time(out, time, ", time.January, 2, ");
  int second = second_of_day(time.wall_seconds());
  for (int64_t part : {second / 3600, second / 60 % 60, second % 60, int{time.nanos}}) {
    append_go_int(out, part);
    out += ", ";
  }
  if (!time.location) {
    out += "time.UTC";
  } else if (time.is_local) {
    out += "time.Local";
  } else {
    out += "time.Location(" + quote_for_time(time.location->name()) + ")";
  }
  return out + ")";
}

std::string time_rfc3339(const GoTime& time) {
  int64_t year = time.date().year;
  if (year < 0 || year > 9999) fail("time", "year outside of range [0,9999]");
  int hours = time.zone().offset / 3600;
  if (hours <= -24 || hours >= 24) fail("time", "timezone hour outside of range [0,23]");
  return format_time(time, "2006-01-02T15:04:05.999999999Z07:00");
}

}  // namespace drydock::render
