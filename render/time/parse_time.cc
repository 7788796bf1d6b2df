#include "core/error.h"
#include "render/time/duration.h"
#include "render/time/go_time.h"
#include "render/time/layout.h"

namespace drydock::render {
namespace {

bool is_digit_at(std::string_view text, size_t i) {
  return i < text.size() && text[i] >= '0' && text[i] <= '9';
}
bool is_point_at(std::string_view text, size_t i) {
  return i < text.size() && (text[i] == '.' || text[i] == ',');
}

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// Go's atoi: a sign, digits, nothing else.
std::optional<int64_t> read_whole_number(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  uint64_t value = 0;
  if (!read_leading_int(text, value) || !text.empty()) return std::nullopt;
  return static_cast<int64_t>(negative ? 0 - value : value);
}

/// The bytes of "+03" or "-11" at the front of a text; 0 if there is no such offset.
size_t signed_offset_size(std::string_view text) {
  if (!text.starts_with('-') && !text.starts_with('+')) return 0;
  std::string_view rest = text.substr(1);
  uint64_t hours = 0;
  if (!read_leading_int(rest, hours) || rest.size() + 1 == text.size() || hours > 23) return 0;
  return text.size() - rest.size();
}

/// The bytes of what looks like the abbreviation of a zone; 0 if nothing does.
size_t zone_name_size(std::string_view text) {
  if (text.size() < 3) return 0;
  if (text.starts_with("ChST") || text.starts_with("MeST")) return 4;
  if (text.starts_with("GMT")) return 3 + signed_offset_size(text.substr(3));
  if (text[0] == '+' || text[0] == '-') return signed_offset_size(text);
  size_t capitals = 0;
  while (capitals < 6 && capitals < text.size() && text[capitals] >= 'A' && text[capitals] <= 'Z') {
    ++capitals;
  }
  if (capitals == 3) return 3;
  if (capitals == 4 && (text[3] == 'T' || text.starts_with("WITA"))) return 4;
  return capitals == 5 && text[4] == 'T' ? 5 : 0;
}

class TimeParser {
 public:
  TimeParser(std::string_view layout, std::string_view text)
      : layout_(layout), text_(text), rest_(text) {}

  GoTime parse(const Location* local, Arena& arena);

 private:
  [[noreturn]] void reject(std::string message) const {
    fail("time", "parsing time " + quote_for_time(text_) + message);
  }
  [[noreturn]] void reject_part(std::string_view layout_part, std::string_view text_part) const {
    reject(" as " + quote_for_time(layout_) + ": cannot parse " + quote_for_time(text_part) +
           " as " + quote_for_time(layout_part));
  }
  void range_error(std::string_view what) const {
    reject(": " + std::string(what) + " out of range");
  }

  void read_all();
  bool skip_prefix(std::string_view prefix);
  bool read(const LayoutChunk& chunk);
  bool read_date(LayoutPart part);
  bool read_clock(const LayoutChunk& chunk);
  bool read_year(size_t digits);
  bool read_year_day(LayoutPart part);
  bool read_second(const LayoutChunk& chunk);
  bool read_am_pm(std::string_view am, std::string_view pm);
  bool read_offset(const OffsetForm& form);
  bool read_zone_name();
  bool read_fraction(const LayoutChunk& chunk);
  bool read_nanos(size_t size);
  template <class Name>
  bool read_name(int count, size_t length, Name name, int& index);
  bool read_number(bool two_digits, int& value);

  void apply_year_day();
  GoTime in_offset(const DateParts& parts, const Location* local, Arena& arena) const;
  GoTime in_named_zone(const DateParts& parts, const Location* local, Arena& arena) const;

  std::string_view layout_;
  std::string_view text_;
  std::string_view rest_;
  std::string_view rest_layout_;

  int64_t year_ = 0;
  int month_ = -1;
  int day_ = -1;
  int year_day_ = -1;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  int64_t nanos_ = 0;
  bool am_ = false;
  bool pm_ = false;
  bool utc_ = false;
  int offset_ = -1;
  std::string_view zone_name_;
};

/// Reads one digit or two.
bool TimeParser::read_number(bool two_digits, int& value) {
  value = 0;
  if (!is_digit_at(rest_, 0) || (two_digits && !is_digit_at(rest_, 1))) return false;
  for (int i = 0; i < 2 && is_digit_at(rest_, 0); ++i) {
    value = value * 10 + (rest_[0] - '0');
    rest_.remove_prefix(1);
  }
  return true;
}

/// Reads one of the names, in any case, cut to `length`; `index` counts from 0.
template <class Name>
bool TimeParser::read_name(int count, size_t length, Name name, int& index) {
  auto same = [](char a, char b) {
    if (a == b) return true;
    char small = static_cast<char>(a | 0x20);
    return small == (b | 0x20) && small >= 'a' && small <= 'z';
  };
  for (index = 0; index < count; ++index) {
    std::string_view wanted = name(index).substr(0, length);
    if (rest_.size() < wanted.size()) continue;
    if (!std::equal(wanted.begin(), wanted.end(), rest_.begin(), same)) continue;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  return false;
}

/// A run of spaces in the layout stands for any number of them.
bool TimeParser::skip_prefix(std::string_view prefix) {
  while (!prefix.empty()) {
    if (prefix[0] == ' ') {
      if (!rest_.empty() && rest_[0] != ' ') return false;
      skip_spaces(prefix);
      skip_spaces(rest_);
      continue;
    }
    if (rest_.empty() || rest_[0] != prefix[0]) return false;
    prefix.remove_prefix(1);
    rest_.remove_prefix(1);
  }
  return true;
}

void TimeParser::read_all() {
  rest_layout_ = layout_;
  while (true) {
    LayoutChunk chunk = next_layout_chunk(rest_layout_);
    if (!skip_prefix(chunk.prefix)) reject_part(chunk.prefix, rest_);
    if (chunk.part == LayoutPart::None) break;
    rest_layout_ = chunk.suffix;
    std::string_view before = rest_;
    if (!read(chunk)) reject_part(chunk.text, before);
  }
  if (!rest_.empty()) reject(": extra text: " + quote_for_time(rest_));
}

bool TimeParser::read(const LayoutChunk& chunk) {
  switch (chunk.part) {
    case LayoutPart::Hour:
    case LayoutPart::Hour12:
    case LayoutPart::ZeroHour12:
    case LayoutPart::Minute:
    case LayoutPart::ZeroMinute:
    case LayoutPart::Second:
    case LayoutPart::ZeroSecond:
      return read_clock(chunk);
    case LayoutPart::UpperPm:
      return read_am_pm("AM", "PM");
    case LayoutPart::LowerPm:
      return read_am_pm("am", "pm");
    case LayoutPart::ZoneName:
      return read_zone_name();
    case LayoutPart::Offset:
      return read_offset(OffsetForm(chunk.text));
    case LayoutPart::ZeroFraction:
    case LayoutPart::TrimmedFraction:
      return read_fraction(chunk);
    default:
      return read_date(chunk.part);
  }
}

bool TimeParser::read_date(LayoutPart part) {
  int weekday = 0;
  auto month = [](int i) { return month_name(i + 1); };
  switch (part) {
    case LayoutPart::Year:
      return read_year(2);
    case LayoutPart::LongYear:
      return is_digit_at(rest_, 0) && read_year(4);
    case LayoutPart::Month:
    case LayoutPart::LongMonth: {
      bool found = read_name(12, part == LayoutPart::Month ? 3 : 9, month, month_);
      ++month_;
      return found;
    }
    case LayoutPart::NumMonth:
    case LayoutPart::ZeroMonth:
      if (!read_number(part == LayoutPart::ZeroMonth, month_)) return false;
      if (month_ <= 0 || month_ > 12) range_error("month");
      return true;
    case LayoutPart::Weekday:
      return read_name(7, 3, weekday_name, weekday);
    case LayoutPart::LongWeekday:
      return read_name(7, 9, weekday_name, weekday);
    case LayoutPart::SpaceDay:
      if (rest_.starts_with(' ')) rest_.remove_prefix(1);
      [[fallthrough]];
    case LayoutPart::Day:
    case LayoutPart::ZeroDay:
      return read_number(part == LayoutPart::ZeroDay, day_);
    default:
      return read_year_day(part);
  }
}

bool TimeParser::read_year(size_t digits) {
  if (rest_.size() < digits) return false;
  std::optional<int64_t> year = read_whole_number(rest_.substr(0, digits));
  if (!year) return false;
  rest_.remove_prefix(digits);
  year_ = *year;
  if (digits == 2) year_ += year_ >= 69 ? 1900 : 2000;
  return true;
}

bool TimeParser::read_year_day(LayoutPart part) {
  bool spaced = part == LayoutPart::SpaceYearDay;
  for (int i = 0; i < 2 && spaced && rest_.starts_with(' '); ++i) rest_.remove_prefix(1);
  int size = 0;
  int value = 0;
  for (; size < 3 && is_digit_at(rest_, 0); ++size) {
    value = value * 10 + (rest_[0] - '0');
    rest_.remove_prefix(1);
  }
  year_day_ = value;
  return size > 0 && (spaced || size == 3);
}

bool TimeParser::read_clock(const LayoutChunk& chunk) {
  switch (chunk.part) {
    case LayoutPart::Hour:
      if (!read_number(false, hour_)) return false;
      if (hour_ >= 24) range_error("hour");
      return true;
    case LayoutPart::Hour12:
    case LayoutPart::ZeroHour12:
      if (!read_number(chunk.part == LayoutPart::ZeroHour12, hour_)) return false;
      if (hour_ > 12) range_error("hour");
      return true;
    case LayoutPart::Minute:
    case LayoutPart::ZeroMinute:
      if (!read_number(chunk.part == LayoutPart::ZeroMinute, minute_)) return false;
      if (minute_ >= 60) range_error("minute");
      return true;
    default:
      return read_second(chunk);
  }
}

bool TimeParser::read_second(const LayoutChunk& chunk) {
  if (!read_number(chunk.part == LayoutPart::ZeroSecond, second_)) return false;
  if (second_ >= 60) range_error("second");
  if (!is_point_at(rest_, 0) || !is_digit_at(rest_, 1)) return true;
  // A fraction may be there without being in the layout.
  LayoutPart next = next_layout_chunk(rest_layout_).part;
  if (next == LayoutPart::ZeroFraction || next == LayoutPart::TrimmedFraction) return true;
  size_t size = 2;
  while (is_digit_at(rest_, size)) ++size;
  return read_nanos(size);
}

bool TimeParser::read_am_pm(std::string_view am, std::string_view pm) {
  std::string_view found = rest_.substr(0, 2);
  if (found == pm) pm_ = true;
  if (found == am) am_ = true;
  if (found != am && found != pm) return false;
  rest_.remove_prefix(2);
  return true;
}

bool TimeParser::read_offset(const OffsetForm& form) {
  if (form.z_for_utc && rest_.starts_with('Z')) {
    rest_.remove_prefix(1);
    utc_ = true;
    return true;
  }
  if (rest_.size() < form.size()) return false;
  std::string_view text = rest_.substr(0, form.size());
  size_t step = form.colons ? 3 : 2;
  if (form.colons && (text[3] != ':' || (form.seconds && text[6] != ':'))) return false;
  int parts[3] = {0, 0, 0};
  size_t count = form.seconds ? 3 : form.minutes ? 2 : 1;
  bool numbers = true;
  for (size_t i = 0; i < count && numbers; ++i) {
    size_t at = 1 + i * step;
    numbers = is_digit_at(text, at) && is_digit_at(text, at + 1);
    if (numbers) parts[i] = (text[at] - '0') * 10 + (text[at + 1] - '0');
  }
  rest_.remove_prefix(form.size());
  // The last of these that is out of range is the one that Go names.
  if (parts[2] > 60) range_error("time zone offset second");
  if (parts[1] > 60) range_error("time zone offset minute");
  if (parts[0] > 24) range_error("time zone offset hour");
  offset_ = (parts[0] * 60 + parts[1]) * 60 + parts[2];
  if (text[0] == '-') offset_ = -offset_;
  return numbers && (text[0] == '-' || text[0] == '+');
}

bool TimeParser::read_zone_name() {
  if (rest_.starts_with("UTC")) {
    rest_.remove_prefix(3);
    utc_ = true;
    return true;
  }
  size_t size = zone_name_size(rest_);
  if (size == 0) return false;
  zone_name_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool TimeParser::read_fraction(const LayoutChunk& chunk) {
  if (chunk.part == LayoutPart::ZeroFraction) {
    auto size = static_cast<size_t>(chunk.digits) + 1;
    return rest_.size() >= size && read_nanos(size);
  }
  if (!is_point_at(rest_, 0) || !is_digit_at(rest_, 1)) return true;  // may be missing
  size_t size = 2;
  while (is_digit_at(rest_, size)) ++size;
  return read_nanos(size);
}

/// Reads a point and digits; more than nine are cut off.
bool TimeParser::read_nanos(size_t size) {
  if (!is_point_at(rest_, 0)) return false;
  size_t used = std::min<size_t>(size, 10);
  std::optional<int64_t> value = read_whole_number(rest_.substr(1, used - 1));
  if (!value) return false;
  nanos_ = *value;
  if (nanos_ < 0) range_error("fractional second");
  for (size_t i = used; i < 10; ++i) nanos_ *= 10;
  rest_.remove_prefix(size);
  return true;
}

/// Finds month and day of the day of the year.
void TimeParser::apply_year_day() {
  int month = 0;
  int day = 0;
  if (is_leap_year(year_)) {
    if (year_day_ == 31 + 29) {
      month = 2;
      day = 29;
    } else if (year_day_ > 31 + 29) {
      --year_day_;
    }
  }
  if (year_day_ < 1 || year_day_ > 365) reject(": day-of-year out of range");
  if (month == 0) {
    month = (year_day_ - 1) / 31 + 1;
    if (days_before_month(month + 1) < year_day_) ++month;
    day = year_day_ - days_before_month(month);
  }
  if (month_ >= 0 && month_ != month) reject(": day-of-year does not match month");
  if (day_ >= 0 && day_ != day) reject(": day-of-year does not match day");
  month_ = month;
  day_ = day;
}

GoTime TimeParser::parse(const Location* local, Arena& arena) {
  read_all();
  if (pm_ && hour_ < 12) {
    hour_ += 12;
  } else if (!pm_ && am_ && hour_ == 12) {
    hour_ = 0;
  }
  if (year_day_ >= 0) apply_year_day();
  if (month_ < 0) month_ = 1;
  if (day_ < 0) day_ = 1;
  if (day_ < 1 || day_ > days_in_month(month_, year_)) reject(": day out of range");
  DateParts parts{.year = year_,
                  .month = month_,
                  .day = day_,
                  .second = (hour_ * 60 + minute_) * 60 + second_,
                  .nanos = static_cast<int32_t>(nanos_)};
  if (utc_) return make_go_time(parts, nullptr);
  if (offset_ != -1) return in_offset(parts, local, arena);
  if (!zone_name_.empty()) return in_named_zone(parts, local, arena);
  GoTime time = make_go_time(parts, local);
  time.is_local = true;
  return time;
}

GoTime TimeParser::in_offset(const DateParts& parts, const Location* local, Arena& arena) const {
  GoTime time = make_go_time(parts, nullptr);
  time.seconds -= offset_;
  Location::Period period = local->at(time.seconds);
  if (period.offset == offset_ && (zone_name_.empty() || period.name == zone_name_)) {
    time.location = local;
    time.is_local = true;
  } else {
    time.location = arena.make<Location>(Location::fixed(arena.copy(zone_name_), offset_));
  }
  return time;
}

GoTime TimeParser::in_named_zone(const DateParts& parts, const Location* local,
                                 Arena& arena) const {
  GoTime time = make_go_time(parts, nullptr);
  if (std::optional<int> offset = local->find_offset(zone_name_, time.seconds)) {
    time.seconds -= *offset;
    time.location = local;
    time.is_local = true;
    return time;
  }
  int64_t hours = 0;
  if (zone_name_.size() > 3 && zone_name_.starts_with("GMT")) {
    hours = read_whole_number(zone_name_.substr(3)).value_or(0);
  }
  // As in Go, a zone that is not known does not move the moment.
  time.location =
      arena.make<Location>(Location::fixed(arena.copy(zone_name_), static_cast<int>(hours * 3600)));
  return time;
}

}  // namespace

GoTime parse_time(std::string_view layout, std::string_view text, const Location* local,
                  Arena& arena) {
  return TimeParser(layout, text).parse(local, arena);
}

}  // namespace drydock::render
