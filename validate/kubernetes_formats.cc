#include "validate/kubernetes_formats.h"

#include <algorithm>
#include <cstdint>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/go_number.h"
#include "render/time/duration.h"

namespace drydock::validate {
namespace {

using schemas::FormatCheck;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0; }

/// Units in small letters; those of the second list may go on ("secs", "minutes").
constexpr std::string_view kUnits[] = {"ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"};
constexpr std::string_view kUnitStarts[] = {"nano", "micro", "milli", "sec",
                                            "min",  "hour",  "day",   "week"};

bool is_unit(std::string unit) {
  for (char& c : unit) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return std::ranges::find(kUnits, unit) != std::end(kUnits) ||
         std::ranges::any_of(kUnitStarts,
                             [&](std::string_view start) { return unit.starts_with(start); });
}

/// Anywhere in the text a number and a unit.
bool holds_duration(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    while (i < text.size() && is_digit(text[i])) ++i;
    size_t unit = i;
    while (unit < text.size() &&
           std::string_view(" \t\n\f\r").find(text[unit]) != std::string_view::npos) {
      ++unit;
    }
    size_t end = unit;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end > unit && is_unit(std::string(text.substr(unit, end - unit)))) return true;
  }
  return false;
}

bool is_either_duration(std::string_view text) {
  return is_kubernetes_duration(text) || schemas::is_duration(text);
}

bool is_base64(std::string_view text) { return decode_base64(text).ok(); }

bool is_cidr(std::string_view text) {
  size_t slash = text.rfind('/');
  if (slash == text.npos) return false;
  auto bits = parse_go_uint(text.substr(slash + 1));
  std::string_view address = text.substr(0, slash);
  if (!bits.ok()) return false;
  if (schemas::is_ipv4(address)) return bits.value <= 32;
  return schemas::is_ipv6(address) && bits.value <= 128;
}

// clang-format off
constexpr FormatCheck kKubeconform[] = {
    {"json-pointer",          schemas::is_json_pointer},
    {"relative-json-pointer", schemas::is_relative_json_pointer},
    {"uuid",                  schemas::is_uuid},
    {"duration",              is_either_duration},
    {"ipv4",                  schemas::is_ipv4},
    {"ipv6",                  schemas::is_ipv6},
    {"hostname",              schemas::is_ascii_hostname},
    {"email",                 schemas::is_email},
    {"date",                  schemas::is_date},
    {"time",                  schemas::is_time},
    {"date-time",             schemas::is_date_time},
    {"uri",                   schemas::is_uri},
    {"iri",                   schemas::is_iri},
    {"uri-reference",         schemas::is_uri_reference},
    {"iri-reference",         schemas::is_iri_reference},
    {"uri-template",          schemas::is_uri_template},
};

constexpr FormatCheck kCustomResources[] = {
    {"date-time", schemas::is_date_time},
    {"datetime",  schemas::is_date_time},
    {"date",      schemas::is_date},
    {"duration",  is_kubernetes_duration},
    {"ipv4",      schemas::is_ipv4},
    {"ipv6",      schemas::is_ipv6},
    {"cidr",      is_cidr},
    {"byte",      is_base64},
};
// clang-format on

template <size_t kCount>
const FormatCheck* find_in(const FormatCheck (&rows)[kCount], std::string_view name) {
  auto found = std::ranges::find(rows, name, &FormatCheck::name);
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

bool is_kubernetes_duration(std::string_view text) {
  try {
    render::parse_duration(text);
    return true;
  } catch (const Error&) {
    return holds_duration(text);
  }
}

const FormatCheck* find_kubeconform_format(std::string_view name) {
  return find_in(kKubeconform, name);
}

const FormatCheck* find_custom_resource_format(std::string_view name) {
  return find_in(kCustomResources, name);
}

}  // namespace drydock::validate
