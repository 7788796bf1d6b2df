#include "validate/server/cron.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/ascii.h"
#include "core/error.h"
#include "render/time/duration.h"
#include "render/time/location.h"
#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

struct NamedNumber {
  std::string_view name;
  unsigned number;
};
constexpr NamedNumber kMonths[] = {{"jan", 1}, {"feb", 2},  {"mar", 3},  {"apr", 4},
                                   {"may", 5}, {"jun", 6},  {"jul", 7},  {"aug", 8},
                                   {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12}};
constexpr NamedNumber kDays[] = {{"sun", 0}, {"mon", 1}, {"tue", 2}, {"wed", 3},
                                 {"thu", 4}, {"fri", 5}, {"sat", 6}};

struct CronField {
  unsigned least;
  unsigned most;
  const NamedNumber* names = nullptr;
  size_t name_count = 0;
};
constexpr CronField kFields[] = {{0, 59},
                                 {0, 23},
                                 {1, 31},
                                 {1, 12, kMonths, std::size(kMonths)},
                                 {0, 6, kDays, std::size(kDays)}};

constexpr std::string_view kDescriptors[] = {"@yearly", "@annually", "@monthly", "@weekly",
                                             "@daily",  "@midnight", "@hourly"};

using Problem = std::optional<std::string>;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  size_t i = 0;
  while (i < text.size()) {
    while (i < text.size() && is_space(text[i])) ++i;
    size_t start = i;
    while (i < text.size() && !is_space(text[i])) ++i;
    if (i > start) out.push_back(text.substr(start, i - start));
  }
  return out;
}

/// strconv.Atoi, and then not negative.
Problem read_number(std::string_view text, unsigned& out) {
  std::string_view digits = text;
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  bool fits = !digits.empty();
  uint64_t value = 0;
  for (char c : digits) {
    fits = fits && c >= '0' && c <= '9';
    if (fits && value < UINT32_MAX) value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (!fits) {
    return fmt::format("failed to parse int from {}: strconv.Atoi: parsing \"{}\": invalid syntax",
                       text, text);
  }
  if (negative && value > 0) {
    return fmt::format("negative number (-{}) not allowed: {}", value, text);
  }
  out = static_cast<unsigned>(std::min<uint64_t>(value, UINT32_MAX));
  return std::nullopt;
}

Problem read_number_or_name(std::string_view text, const CronField& field, unsigned& out) {
  std::string lower = ascii_lower(text);
  for (size_t i = 0; i < field.name_count; ++i) {
    if (field.names[i].name == lower) {
      out = field.names[i].number;
      return std::nullopt;
    }
  }
  return read_number(text, out);
}

size_t count(std::string_view text, char c) {
  size_t n = 0;
  for (char other : text) n += other == c;
  return n;
}

Problem check_range(std::string_view expression, const CronField& field) {
  size_t slash = expression.find('/');
  std::string_view range = expression.substr(0, slash);
  size_t dash = range.find('-');
  std::string_view low = range.substr(0, dash);
  bool single = dash == std::string_view::npos;
  unsigned start = field.least;
  unsigned end = field.most;
  if (low != "*" && low != "?") {
    if (Problem problem = read_number_or_name(low, field, start)) return problem;
    end = start;
    if (!single) {
      if (count(range, '-') > 1) return fmt::format("too many hyphens: {}", expression);
      if (Problem problem = read_number_or_name(range.substr(dash + 1), field, end)) return problem;
    }
  }
  unsigned step = 1;
  if (slash != std::string_view::npos) {
    if (count(expression, '/') > 1) return fmt::format("too many slashes: {}", expression);
    if (Problem problem = read_number(expression.substr(slash + 1), step)) return problem;
    if (single) end = field.most;
  }
  if (start < field.least) {
    return fmt::format("beginning of range ({}) below minimum ({}): {}", start, field.least,
                       expression);
  }
  if (end > field.most) {
    return fmt::format("end of range ({}) above maximum ({}): {}", end, field.most, expression);
  }
  if (start > end) {
    return fmt::format("beginning of range ({}) beyond end of range ({}): {}", start, end,
                       expression);
  }
  if (step == 0) return fmt::format("step of range should be a positive number: {}", expression);
  return std::nullopt;
}

Problem check_field(std::string_view text, const CronField& field) {
  while (!text.empty()) {
    size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) {
      if (Problem problem = check_range(text.substr(0, comma), field)) return problem;
    }
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return std::nullopt;
}

Problem check_descriptor(std::string_view text) {
  for (std::string_view known : kDescriptors) {
    if (text == known) return std::nullopt;
  }
  constexpr std::string_view kEvery = "@every ";
  if (text.starts_with(kEvery)) {
    std::string_view rest = text.substr(kEvery.size());
    try {
      render::parse_duration(rest);
      return std::nullopt;
    } catch (const Error& error) {
      return fmt::format("failed to parse duration {}: {}", text, error.diagnostic().message);
    }
  }
  return fmt::format("unrecognized descriptor: {}", text);
}

}  // namespace

std::optional<std::string> cron_problem(std::string_view schedule) {
  if (schedule.empty()) return "empty spec string";
  if (schedule.starts_with("TZ=") || schedule.starts_with("CRON_TZ=")) {
    size_t space = schedule.find(' ');
    std::string_view zone = schedule.substr(0, space);
    zone.remove_prefix(zone.find('=') + 1);
    if (!render::Location::load(zone)) {
      return fmt::format("provided bad location {}: unknown time zone {}", zone, zone);
    }
    schedule = space == std::string_view::npos ? std::string_view() : schedule.substr(space);
    while (!schedule.empty() && is_space(schedule.front())) schedule.remove_prefix(1);
  }
  if (schedule.starts_with('@')) return check_descriptor(schedule);
  std::vector<std::string_view> fields = words(schedule);
  if (fields.size() != std::size(kFields)) {
    return fmt::format("expected exactly 5 fields, found {}: [{}]", fields.size(),
                       fmt::join(fields, " "));
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    if (Problem problem = check_field(fields[i], kFields[i])) return problem;
  }
  return std::nullopt;
}

}  // namespace drydock::validate::server
