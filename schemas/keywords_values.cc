#include <fmt/format.h>

#include "core/json/parse.h"
#include "core/unicode.h"
#include "core/yaml/resolve.h"
#include "schemas/decimal.h"
#include "schemas/formats.h"
#include "schemas/keyword_families.h"

namespace drydock::schemas {
namespace {

struct Types {
  uint8_t types = 0;         // bits of JsonType
  bool integer = false;      // numbers without fraction fit as well
  bool by_spelling = false;  // draft 4: 1.0 is no integer
  std::span<const std::string_view> names;
};

struct TypeName {
  std::string_view name;
  JsonType type;
};
constexpr TypeName kTypeNames[] = {{"null", JsonType::Null},     {"boolean", JsonType::Boolean},
                                   {"number", JsonType::Number}, {"string", JsonType::String},
                                   {"array", JsonType::Array},   {"object", JsonType::Object}};

template <class T>
const T& operand_of(const Instruction& instruction) {
  return *static_cast<const T*>(instruction.operand);
}

bool add_type(Types& types, const JsonValue& name) {
  if (!name.is_string()) return false;
  if (name.text() == "integer") return types.integer = true;
  for (const TypeName& one : kTypeNames) {
    if (one.name != name.text()) continue;
    types.types |= static_cast<uint8_t>(1 << static_cast<int>(one.type));
    return true;
  }
  return false;
}

bool is_spelt_as_integer(std::string_view number) {
  return number.find_first_of(".eE") == number.npos;
}

std::string_view type_text(const JsonValue& value) {
  return value.is_number() && is_integer(value.text()) ? "integer" : json_type_name(value.type);
}

std::string join(std::span<const std::string_view> words, std::string_view separator) {
  std::string all;
  for (std::string_view word : words) {
    if (!all.empty()) all += separator;
    all += word;
  }
  return all;
}

Operand compile_number(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_number()) return compiler.misused(site, "a number");
  return site.value;
}

Operand compile_count(Compiler& compiler, const KeywordSite& site) {
  auto count = site.value->is_number() ? to_count(site.value->text()) : std::nullopt;
  if (!count) return compiler.misused(site, "an integer that is not below 0");
  return compiler.make(*count);
}

/// A limit, and whether it is itself allowed.
struct Limit {
  std::string_view number;
  bool exclusive = false;
};

/// In draft 4 a boolean beside the limit excludes it.
Operand compile_limit(Compiler& compiler, const KeywordSite& site, std::string_view exclusive) {
  if (!site.value->is_number()) return compiler.misused(site, "a number");
  Limit limit{site.value->text(), false};
  const JsonValue* sibling = site.sibling(exclusive);
  if (site.dialect().draft == Draft::Draft4 && sibling) limit.exclusive = sibling->boolean;
  return compiler.make(limit);
}

bool refuse_number(Evaluation& evaluation, const Instruction& instruction, const Place& place,
                   std::string_view relation, std::string_view limit) {
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("must be {} {}, not {}", relation, limit, json_excerpt(*place.value));
  });
}

bool is_blank_or_json(std::string_view text) {
  Arena arena;
  return parse_json(text, arena).ok();
}

}  // namespace

Operand compile_type(Compiler& compiler, const KeywordSite& site) {
  Types types;
  types.by_spelling = site.dialect().draft == Draft::Draft4;
  std::span<const JsonValue> names = site.value->items();
  if (!site.value->is_array()) names = {site.value, 1};
  std::span<std::string_view> texts = compiler.array<std::string_view>(names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    if (!add_type(types, names[i]))
      return compiler.misused(site, "the name of a type, or a list of them");
    texts[i] = names[i].text();
  }
  types.names = texts;
  return compiler.make(types);
}

bool apply_type(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& operand = operand_of<Types>(instruction);
  const JsonValue& value = *place.value;
  if (operand.types >> static_cast<int>(value.type) & 1) return true;
  if (operand.integer && value.is_number()) {
    if (operand.by_spelling ? is_spelt_as_integer(value.text()) : is_integer(value.text()))
      return true;
  }
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("must be {}, not {}", join(operand.names, " or "), type_text(value));
  });
}

Operand compile_enum(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_array()) return compiler.misused(site, "a list");
  return site.value;
}

bool apply_enum(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& allowed = operand_of<JsonValue>(instruction);
  for (const JsonValue& one : allowed.items())
    if (json_equal(one, *place.value)) return true;
  return evaluation.refuse(instruction, place, [&] {
    constexpr size_t kLongList = 400;
    return fmt::format("must be one of {}, not {}", json_excerpt(allowed, kLongList),
                       json_excerpt(*place.value));
  });
}

Operand compile_const(Compiler&, const KeywordSite& site) { return site.value; }

bool apply_const(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& wanted = operand_of<JsonValue>(instruction);
  if (json_equal(wanted, *place.value)) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("must be {}, not {}", json_excerpt(wanted), json_excerpt(*place.value));
  });
}

Operand compile_minimum(Compiler& compiler, const KeywordSite& site) {
  return compile_limit(compiler, site, "exclusiveMinimum");
}

bool apply_minimum(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& limit = operand_of<Limit>(instruction);
  int order = compare_decimals(place.value->text(), limit.number);
  if (limit.exclusive ? order > 0 : order >= 0) return true;
  return refuse_number(evaluation, instruction, place, limit.exclusive ? "more than" : "at least",
                       limit.number);
}

Operand compile_maximum(Compiler& compiler, const KeywordSite& site) {
  return compile_limit(compiler, site, "exclusiveMaximum");
}

bool apply_maximum(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& limit = operand_of<Limit>(instruction);
  int order = compare_decimals(place.value->text(), limit.number);
  if (limit.exclusive ? order < 0 : order <= 0) return true;
  return refuse_number(evaluation, instruction, place, limit.exclusive ? "less than" : "at most",
                       limit.number);
}

Operand compile_exclusive_minimum(Compiler& compiler, const KeywordSite& site) {
  return compile_number(compiler, site);
}

bool apply_exclusive_minimum(Evaluation& evaluation, const Instruction& instruction,
                             const Place& place) {
  std::string_view limit = operand_of<JsonValue>(instruction).text();
  if (compare_decimals(place.value->text(), limit) > 0) return true;
  return refuse_number(evaluation, instruction, place, "more than", limit);
}

Operand compile_exclusive_maximum(Compiler& compiler, const KeywordSite& site) {
  return compile_number(compiler, site);
}

bool apply_exclusive_maximum(Evaluation& evaluation, const Instruction& instruction,
                             const Place& place) {
  std::string_view limit = operand_of<JsonValue>(instruction).text();
  if (compare_decimals(place.value->text(), limit) < 0) return true;
  return refuse_number(evaluation, instruction, place, "less than", limit);
}

Operand compile_multiple_of(Compiler& compiler, const KeywordSite& site) {
  bool is_usable = site.value->is_number() && compare_decimals(site.value->text(), "0") > 0 &&
                   site.value->text().size() <= kMaxDivisorDigits;
  if (!is_usable) return compiler.misused(site, "a number above 0");
  return site.value;
}

bool apply_multiple_of(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  std::string_view divisor = operand_of<JsonValue>(instruction).text();
  if (is_multiple_of(place.value->text(), divisor)) return true;
  return refuse_number(evaluation, instruction, place, "a multiple of", divisor);
}

Operand compile_min_length(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_min_length(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  size_t length = count_runes(place.value->text());
  if (length >= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} characters, must have at least {}", length, limit);
  });
}

Operand compile_max_length(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_max_length(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  size_t length = count_runes(place.value->text());
  if (length <= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} characters, may have at most {}", length, limit);
  });
}

Operand compile_pattern(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_string()) return compiler.misused(site, "a regular expression");
  const Pattern* pattern = compiler.pattern(site.value->text(), site);
  if (!pattern) return std::nullopt;
  return pattern;
}

bool apply_pattern(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  if (operand_of<Pattern>(instruction).matches(place.value->text())) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("{} does not match the pattern \"{}\"", json_excerpt(*place.value),
                       instruction.source->text());
  });
}

Operand compile_format(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_string()) return compiler.misused(site, "the name of a format");
  if (!compiler.options().assert_formats && !site.dialect().asserts_formats) return std::nullopt;
  const FormatCheck* format = compiler.options().find_format
                                  ? compiler.options().find_format(site.value->text())
                                  : find_format(site.value->text(), site.dialect().draft);
  if (!format) return std::nullopt;
  return format;
}

bool apply_format(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& format = operand_of<FormatCheck>(instruction);
  if (format.accepts(place.value->text())) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("{} has not the format \"{}\"", json_excerpt(*place.value), format.name);
  });
}

Operand compile_content_encoding(Compiler& compiler, const KeywordSite& site) {
  bool is_known = site.value->is_string() && site.value->text() == "base64";
  if (!compiler.options().assert_content || !is_known) return std::nullopt;
  return nullptr;
}

bool apply_content_encoding(Evaluation& evaluation, const Instruction& instruction,
                            const Place& place) {
  if (decode_yaml_binary(place.value->text())) return true;
  return evaluation.refuse(instruction, place, [] { return "is no base64"; });
}

Operand compile_content_media_type(Compiler& compiler, const KeywordSite& site) {
  bool is_known = site.value->is_string() && site.value->text() == "application/json";
  if (!compiler.options().assert_content || !is_known) return std::nullopt;
  const JsonValue* encoding = site.sibling("contentEncoding");
  return compiler.make(encoding && encoding->text() == "base64");
}

bool apply_content_media_type(Evaluation& evaluation, const Instruction& instruction,
                              const Place& place) {
  std::string_view text = place.value->text();
  if (operand_of<bool>(instruction)) {
    auto decoded = decode_yaml_binary(text);
    // What is no base64 is the other keyword's matter.
    if (!decoded || is_blank_or_json(*decoded)) return true;
  } else if (is_blank_or_json(text)) {
    return true;
  }
  return evaluation.refuse(instruction, place, [] { return "holds no JSON"; });
}

}  // namespace drydock::schemas
