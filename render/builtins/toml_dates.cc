#include "render/builtins/toml_dates.h"

#include "render/builtins/time_values.h"

namespace drydock::render {
namespace {

constexpr std::string_view kWithOffset = "2006-01-02T15:04:05.999999999Z07:00";

/// What a date or time without an offset is called, and how it is written. A time is in such a zone
/// if its location has the very name, not one that reads the same.
struct LocalForm {
  std::string_view zone;
  std::string_view layout;
};
constexpr LocalForm kDatetime = {"datetime-local", "2006-01-02T15:04:05.999999999"};
constexpr LocalForm kDate = {"date-local", "2006-01-02"};
constexpr LocalForm kTime = {"time-local", "15:04:05.999999999"};

struct Form {
  std::string_view layout;
  const LocalForm* local;  // null for one with an offset
};
constexpr Form kForms[] = {
    {kWithOffset, nullptr}, {kDatetime.layout, &kDatetime},      {kDate.layout, &kDate},
    {kTime.layout, &kTime}, {"2006-01-02T15:04Z07:00", nullptr}, {"2006-01-02T15:04", &kDatetime},
    {"15:04", &kTime},
};

/// Go reads numbers without their leading zeros, TOML does not.
bool lacks_leading_zero(std::string_view text, std::string_view layout) {
  for (size_t i = 0; i < layout.size(); ++i) {
    char c = layout[i];
    if (c == '.' || c == 'Z') return false;
    bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (i >= text.size() || text[i] != c)) return true;
  }
  return false;
}

const Location* location_of(const Form& form, Context& context) {
  const Location* local = local_location(context);
  if (!form.local) return local;
  int offset = local->at(context.environment().now_seconds).offset;
  return context.arena().make<Location>(Location::fixed(form.local->zone, offset));
}

std::optional<GoTime> read_form(const Form& form, std::string_view text, Context& context) {
  try {
    GoTime time = parse_time(form.layout, text, location_of(form, context), context.arena());
    if (form.local) time.is_local = false;
    return time;
  } catch (const Error& error) {
    if (error.diagnostic().rule != "time") throw;
    return std::nullopt;
  }
}

}  // namespace

std::optional<GoTime> read_toml_date(std::string_view text, Context& context) {
  for (const Form& form : kForms) {
    std::optional<GoTime> time = read_form(form, text, context);
    if (!time) continue;
    if (lacks_leading_zero(text, form.layout)) return std::nullopt;
    return time;
  }
  return std::nullopt;
}

std::string toml_date_text(const GoTime& time) {
  for (const LocalForm* form : {&kDatetime, &kDate, &kTime}) {
    if (!time.location || time.location->name().data() != form->zone.data()) continue;
    GoTime utc = time;
    utc.location = nullptr;
    return format_time(utc, form->layout);
  }
  return format_time(time, kWithOffset);
}

}  // namespace drydock::render
