#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/go_quote.h"
#include "core/semver.h"
#include "render/builtins/url.h"
#include "schemas/formats.h"
#include "validate/cel/library.h"
#include "validate/server/names.h"
#include "validate/server/object.h"
#include "validate/server/quantity.h"

/// Quantities, versions, named formats and authorization.
namespace drydock::validate::cel {
namespace {

using server::NameRule;
using server::Problems;
using server::Quantity;

const Type* quantity_type() { return find_named_type("kubernetes.Quantity"); }
const Type* semver_type() { return find_named_type("kubernetes.Semver"); }
const Type* format_type() { return find_named_type("kubernetes.NamedFormat"); }

Value quantity(const Call& call) {
  std::optional<Quantity> parsed = Quantity::parse(call.text(0));
  if (parsed) return call.memory.opaque(quantity_type(), *parsed);
  return call.error(
      "quantities must match the regular expression "
      "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

Value is_quantity(const Call& call) {
  return Value::of_bool(Quantity::parse(call.text(0)).has_value());
}

const Quantity& quantity_at(const Call& call, size_t i) { return opaque_data<Quantity>(call[i]); }

int compare_quantities(const Call& call) {
  return quantity_at(call, 0).compare(quantity_at(call, 1));
}

Value quantity_greater(const Call& call) { return Value::of_bool(compare_quantities(call) > 0); }
Value quantity_less(const Call& call) { return Value::of_bool(compare_quantities(call) < 0); }
Value quantity_compare(const Call& call) { return Value::of_int(compare_quantities(call)); }
Value quantity_sign(const Call& call) { return Value::of_int(quantity_at(call, 0).sign()); }
Value quantity_float(const Call& call) {
  return Value::of_double(quantity_at(call, 0).approximate());
}
Value quantity_is_integer(const Call& call) {
  return Value::of_bool(quantity_at(call, 0).is_integer());
}
Value quantity_integer(const Call& call) {
  if (!quantity_at(call, 0).is_integer()) return call.error("cannot convert value to integer");
  return Value::of_int(quantity_at(call, 0).value());
}

template <bool kSubtracts>
Value quantity_sum(const Call& call) {
  Quantity sum = quantity_at(call, 0);
  Quantity other = call[1].is(Value::Kind::Int) ? Quantity(call.integer(1)) : quantity_at(call, 1);
  if (kSubtracts) {
    sum.subtract(other);
  } else {
    sum.add(other);
  }
  return call.memory.opaque(quantity_type(), sum);
}

// Versions.

/// "v1.02" as "1.2.0"; nothing when a short version has more behind it.
std::optional<std::string> normalized(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::string out;
  for (int part = 0; part < 3; ++part) {
    size_t end = part < 2 ? std::min(text.find('.'), text.size()) : text.size();
    std::string_view number = text.substr(0, end);
    bool is_last = end == text.size();
    if (is_last && part < 2 && number.find_first_of("+-") != number.npos) return std::nullopt;
    size_t zeros = std::min(number.find_first_not_of('0'), number.size());
    bool digit_follows = zeros < number.size() && number[zeros] >= '0' && number[zeros] <= '9';
    if (number.size() > 1 && zeros > 0) number.remove_prefix(digit_follows ? zeros : zeros - 1);
    if (part > 0) out += '.';
    out += part > 0 && number.empty() && text.empty() ? std::string_view("0") : number;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<SemVersion> read_version(const Call& call) {
  std::string_view text = call.text(0);
  if (call.size() == 2 && call[1].boolean) {
    std::optional<std::string> plain = normalized(text);
    if (!plain) return std::nullopt;
    text = call.memory.arena().copy(*plain);
  }
  if (!SemVersion::is_strict(text)) return std::nullopt;
  return SemVersion::parse_strict(text);
}

Value semver(const Call& call) {
  std::optional<SemVersion> version = read_version(call);
  if (version) return call.memory.opaque(semver_type(), *version);
  return call.error(fmt::format("Invalid semantic version {}", go_quote(call.text(0))));
}

Value is_semver(const Call& call) { return Value::of_bool(read_version(call).has_value()); }

const SemVersion& version_at(const Call& call, size_t i) {
  return opaque_data<SemVersion>(call[i]);
}
int compare_versions(const Call& call) { return compare(version_at(call, 0), version_at(call, 1)); }

Value version_greater(const Call& call) { return Value::of_bool(compare_versions(call) > 0); }
Value version_less(const Call& call) { return Value::of_bool(compare_versions(call) < 0); }
Value version_compare(const Call& call) { return Value::of_int(compare_versions(call)); }
Value version_major(const Call& call) {
  return Value::of_int(static_cast<int64_t>(version_at(call, 0).major));
}
Value version_minor(const Call& call) {
  return Value::of_int(static_cast<int64_t>(version_at(call, 0).minor));
}
Value version_patch(const Call& call) {
  return Value::of_int(static_cast<int64_t>(version_at(call, 0).patch));
}

// Formats.

template <NameRule kRule, bool kPrefix>
Problems name_format(std::string_view text) {
  return server::name_problems(kRule, text, kPrefix);
}

Problems holds_or(bool holds, std::string_view problem) {
  return holds ? Problems{} : Problems{std::string(problem)};
}

Problems uri_format(std::string_view text) {
  render::UrlResult result = render::parse_url(text);
  bool relative = result.url.scheme.empty() && !text.starts_with('/');
  if (result.problem.empty() && relative) {
    return {fmt::format("parse {}: {}", go_quote(text),
                        text.empty() ? "empty url" : "invalid URI for request")};
  }
  return result.problem.empty() ? Problems{} : Problems{result.problem};
}

Problems uuid_format(std::string_view text) {
  std::string plain;
  size_t hyphens = 0;
  for (char c : text) {
    bool is_place =
        plain.size() == 8 || plain.size() == 12 || plain.size() == 16 || plain.size() == 20;
    if (c == '-' && is_place && hyphens < 4) {
      ++hyphens;
    } else {
      plain += c;
    }
  }
  bool right =
      plain.size() == 32 && plain.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  return holds_or(right, "does not match the UUID format");
}

Problems byte_format(std::string_view text) {
  return holds_or(!text.empty() && decode_base64(text).ok(), "invalid base64");
}
Problems date_format(std::string_view text) {
  return holds_or(schemas::is_date(text), "invalid date");
}
Problems datetime_format(std::string_view text) {
  return holds_or(schemas::is_date_time(text), "invalid datetime");
}

struct NamedFormat {
  std::string_view name;
  std::string_view function;
  Problems (*check)(std::string_view text);
  uint64_t pattern_size;  // of the server's expression, for the cost
};

// clang-format off
constexpr NamedFormat kFormats[] = {
    {"dns1123Label", "format.dns1123Label", name_format<NameRule::Label, false>, 30},
    {"dns1123Subdomain", "format.dns1123Subdomain", name_format<NameRule::Subdomain, false>, 60},
    {"dns1035Label", "format.dns1035Label", name_format<NameRule::Label1035, false>, 30},
    {"qualifiedName", "format.qualifiedName", server::qualified_name, 60},
    {"dns1123LabelPrefix", "format.dns1123LabelPrefix", name_format<NameRule::Label, true>, 30},
    {"dns1123SubdomainPrefix", "format.dns1123SubdomainPrefix",
     name_format<NameRule::Subdomain, true>, 60},
    {"dns1035LabelPrefix", "format.dns1035LabelPrefix", name_format<NameRule::Label1035, true>, 30},
    {"labelValue", "format.labelValue", server::label_value, 40},
    {"uri", "format.uri", uri_format, 1103},
    {"uuid", "format.uuid", uuid_format, 78},
    {"byte", "format.byte", byte_format, 84},
    {"date", "format.date", date_format, 131},
    {"datetime", "format.datetime", datetime_format, 131},
};
// clang-format on

template <size_t kRow>
Value format_constant(const Call& call) {
  return call.memory.opaque(format_type(), &kFormats[kRow]);
}

Value format_named(const Call& call) {
  for (const NamedFormat& format : kFormats) {
    if (format.name != call.text(0)) continue;
    return call.memory.optional(call.memory.opaque(format_type(), &format));
  }
  return call.memory.no_optional();
}

const NamedFormat* format_of(const Value& value) { return opaque_data<const NamedFormat*>(value); }

Value format_validate(const Call& call) {
  Problems problems = format_of(call[0])->check(call.text(1));
  if (problems.empty()) return call.memory.no_optional();
  return call.memory.optional(call.memory.strings(problems));
}

Value escape_key(const Call& call) {
  std::string out;
  for (char c : call.text(0)) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return call.memory.string(out);
}

/// Only a cluster knows who may do what.
Value ask_cluster(const Call&) { return Value::unknown(); }

// clang-format off
constexpr Overload kRows[] = {
    {"quantity", "s", "Q", quantity},
    {"isQuantity", "s", "b", is_quantity},
    {"sign", "Q", "i", quantity_sign},
    {"isGreaterThan", "Q.Q", "b", quantity_greater},
    {"isLessThan", "Q.Q", "b", quantity_less},
    {"compareTo", "Q.Q", "i", quantity_compare},
    {"asApproximateFloat", "Q.", "d", quantity_float},
    {"asInteger", "Q.", "i", quantity_integer},
    {"isInteger", "Q.", "b", quantity_is_integer},
    {"add", "Q.Q", "Q", quantity_sum<false>},
    {"add", "Q.i", "Q", quantity_sum<false>},
    {"sub", "Q.Q", "Q", quantity_sum<true>},
    {"sub", "Q.i", "Q", quantity_sum<true>},
    {"semver", "s", "V", semver},
    {"semver", "sb", "V", semver},
    {"isSemver", "s", "b", is_semver},
    {"isSemver", "sb", "b", is_semver},
    {"isGreaterThan", "V.V", "b", version_greater},
    {"isLessThan", "V.V", "b", version_less},
    {"compareTo", "V.V", "i", version_compare},
    {"major", "V.", "i", version_major},
    {"minor", "V.", "i", version_minor},
    {"patch", "V.", "i", version_patch},
    {"format.named", "s", "OF", format_named},
    {"validate", "F.s", "OLs", format_validate},
    {kFormats[0].function, "", "F", format_constant<0>},
    {kFormats[1].function, "", "F", format_constant<1>},
    {kFormats[2].function, "", "F", format_constant<2>},
    {kFormats[3].function, "", "F", format_constant<3>},
    {kFormats[4].function, "", "F", format_constant<4>},
    {kFormats[5].function, "", "F", format_constant<5>},
    {kFormats[6].function, "", "F", format_constant<6>},
    {kFormats[7].function, "", "F", format_constant<7>},
    {kFormats[8].function, "", "F", format_constant<8>},
    {kFormats[9].function, "", "F", format_constant<9>},
    {kFormats[10].function, "", "F", format_constant<10>},
    {kFormats[11].function, "", "F", format_constant<11>},
    {kFormats[12].function, "", "F", format_constant<12>},
    {"jsonpatch.escapeKey", "s", "s", escape_key},
    {"path", "Z.s", "H", ask_cluster},
    {"group", "Z.s", "G", ask_cluster},
    {"serviceAccount", "Z.ss", "Z", ask_cluster},
    {"resource", "G.s", "R", ask_cluster},
    {"subresource", "R.s", "R", ask_cluster},
    {"namespace", "R.s", "R", ask_cluster},
    {"name", "R.s", "R", ask_cluster},
    {"fieldSelector", "R.s", "R", ask_cluster},
    {"labelSelector", "R.s", "R", ask_cluster},
    {"check", "H.s", "X", ask_cluster},
    {"check", "R.s", "X", ask_cluster},
    {"errored", "X.", "b", ask_cluster},
    {"error", "X.", "s", ask_cluster},
    {"allowed", "X.", "b", ask_cluster},
    {"reason", "X.", "s", ask_cluster},
};
// clang-format on

}  // namespace

uint64_t format_pattern_size(const Value& format) { return format_of(format)->pattern_size; }

bool equal_kubernetes(const Value& a, const Value& b) {
  if (a.opaque->type == quantity_type()) {
    return opaque_data<Quantity>(a) == opaque_data<Quantity>(b);
  }
  if (a.opaque->type == semver_type()) {
    return compare(opaque_data<SemVersion>(a), opaque_data<SemVersion>(b)) == 0;
  }
  return a.opaque->type == format_type() && format_of(a) == format_of(b);
}

std::span<const Overload> kubernetes_overloads() { return kRows; }

}  // namespace drydock::validate::cel
