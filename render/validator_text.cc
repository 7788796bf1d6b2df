#include "render/validator_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/unicode.h"
#include "render/schema_formats.h"

namespace drydock::render {
namespace {

using schemas::JsonValue;
using schemas::SchemaError;

/// Go's quoting, with single quotes around it.
std::string quote(std::string_view text) {
  std::string go = go_quote(text);
  std::string out = "'";
  for (size_t i = 1; i + 1 < go.size(); ++i) {
    if (go[i] == '\\' && go[i + 1] == '"') continue;
    if (go[i] == '\'') out += '\\';
    out += go[i];
  }
  return out + "'";
}

std::string join_quoted(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + quote(text);
  return out;
}

std::string display(const JsonValue& value) {
  if (value.is_string()) return quote(value.text());
  if (value.is_number()) return std::string(value.text());
  if (value.is_boolean()) return value.boolean ? "true" : "false";
  return value.is_null() ? "<nil>" : "value";
}

std::string unescape_token(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      out += token[++i] == '1' ? '/' : '~';
    } else if (token[i] == '%' && i + 2 < token.size()) {
      int code = 0;
      std::from_chars(token.data() + i + 1, token.data() + i + 3, code, 16);
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += token[i];
    }
  }
  return out;
}

/// The value at a JSON pointer, or null.
const JsonValue* at_pointer(const JsonValue& root, std::string_view pointer) {
  const JsonValue* value = &root;
  while (value && pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    size_t end = std::min(pointer.find('/'), pointer.size());
    std::string token = unescape_token(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (value->is_array()) {
      size_t index = 0;
      std::from_chars(token.data(), token.data() + token.size(), index);
      value = index < value->items().size() ? &value->items()[index] : nullptr;
    } else {
      value = value->find(token);
    }
  }
  return value;
}

/// An exponent in superscript digits.
std::string raised(std::string_view exponent) {
  constexpr std::string_view kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent.starts_with('-') ? "⁻" : "";
  exponent.remove_prefix(std::min(exponent.find_first_not_of("+-"), exponent.size()));
  for (char c : exponent) out += kDigits[c - '0'];
  return out;
}

/// A number as Go's printer for people writes a float64: with groups of three digits.
std::string number_text(const JsonValue& value) {
  std::string text = format_go_float(parse_go_float(value.text()).value);
  size_t point = std::min(text.find_first_of(".e"), text.size());
  size_t first = text.starts_with('-') ? 1 : 0;
  if (size_t e = text.find('e'); e != std::string::npos) {
    return text.substr(0, e) + "×10" + raised(std::string_view(text).substr(e + 1));
  }
  for (size_t i = point; i > first + 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

size_t count_of(const JsonValue& value) {
  if (value.is_array()) return value.items().size();
  if (value.is_object()) return value.members().size();
  return 0;
}

std::string with_commas(uint64_t count) {
  std::string text = fmt::format_int(count).str();
  for (size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

/// "1 2 5", as Go prints a list.
std::string positions_text(const std::vector<size_t>& positions) {
  std::string out;
  for (size_t position : positions) out += (out.empty() ? "" : " ") + std::to_string(position);
  return out;
}

std::string type_text(const JsonValue& value, const JsonValue& wanted) {
  // As the validator lists types, whatever the schema's own order.
  constexpr std::string_view kTypes[] = {"null",   "boolean", "number", "integer",
                                         "string", "array",   "object"};
  std::string want;
  for (std::string_view type : kTypes) {
    bool listed = wanted.is_string() && wanted.text() == type;
    for (const JsonValue& one : wanted.items()) listed = listed || one.text() == type;
    if (listed) want.append(want.empty() ? "" : " or ").append(type);
  }
  return fmt::format("got {}, want {}", schemas::json_type_name(value.type), want);
}

std::string enum_text(const JsonValue& wanted) {
  std::string all;
  for (const JsonValue& one : wanted.items()) {
    if (one.is_array() || one.is_object()) return "'enum' failed";
    if (!all.empty()) all += ", ";
    all += display(one);
  }
  return fmt::format("value must be {}{}", wanted.items().size() == 1 ? "" : "one of ", all);
}

std::string const_text(const JsonValue& wanted) {
  bool plain = !wanted.is_array() && !wanted.is_object();
  return plain ? fmt::format("value must be {}", display(wanted)) : "'const' failed";
}

std::string contains_text(const SchemaError& error) {
  if (error.property.empty()) return "no items match contains schema";
  if (error.positions.empty()) {
    return fmt::format("min {} items required to match contains schema, but none matched",
                       with_commas(error.second));
  }
  return fmt::format("{} {} items required to match contains schema, but matched {} items at {}",
                     error.property.substr(0, 3), with_commas(error.second),
                     with_commas(error.positions.size()), positions_text(error.positions));
}

size_t measure(std::string_view keyword, const JsonValue& value) {
  return keyword.ends_with("Length") ? count_runes(value.text()) : count_of(value);
}

std::string bound_text(std::string_view keyword, const JsonValue& value, const JsonValue& wanted,
                       bool exclusive) {
  for (std::string_view bound :
       {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}) {
    if (keyword != bound) continue;
    std::string_view shown = keyword;
    // In draft 4 a flag beside the bound.
    if (exclusive && keyword == "minimum") shown = "exclusiveMinimum";
    if (exclusive && keyword == "maximum") shown = "exclusiveMaximum";
    return fmt::format("{}: got {}, want {}", shown, number_text(value), number_text(wanted));
  }
  for (std::string_view bound :
       {"minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength"}) {
    if (keyword != bound) continue;
    return fmt::format("{}: got {}, want {}", keyword, with_commas(measure(keyword, value)),
                       number_text(wanted));
  }
  return "";
}

std::string members_text(const SchemaError& error) {
  std::string_view keyword = error.keyword;
  if (keyword == "required") {
    return fmt::format("missing propert{} {}", error.names.size() == 1 ? "y" : "ies",
                       join_quoted(error.names));
  }
  if (keyword == "additionalProperties") {
    return fmt::format("additional properties {} not allowed", join_quoted(error.names));
  }
  return fmt::format("properties {} required, if {} exists", join_quoted(error.names),
                     quote(error.property));
}

std::string logic_text(const SchemaError& error) {
  std::string_view keyword = error.keyword;
  if (keyword == "not" || keyword == "anyOf" || keyword == "allOf") {
    return fmt::format("'{}' failed", keyword);
  }
  if (keyword != "oneOf") return "";
  if (!error.causes.empty()) return "'oneOf' failed, none matched";
  return fmt::format("'oneOf' failed, subschemas {}, {} matched", error.first, error.second);
}

std::string text_of(const SchemaError& error, const JsonValue* value) {
  std::string_view keyword = error.keyword;
  if (error.is_group) return "validation failed";
  if (keyword.empty() || keyword == "unevaluatedProperties") return "false schema";
  if (!error.names.empty()) return members_text(error);
  if (keyword == "propertyNames") return "invalid propertyName " + quote(error.property);
  if (keyword == "contains") return contains_text(error);
  if (keyword == "uniqueItems") {
    return fmt::format("items at {} and {} are equal", error.first, error.second);
  }
  if (keyword == "additionalItems") {
    return fmt::format("last {} additionalItem(s) not allowed", with_commas(error.first));
  }
  if (std::string logic = logic_text(error); !logic.empty()) return logic;
  if (!value || !error.operand) return error.message;
  const JsonValue& wanted = *error.operand;
  if (keyword == "type") return type_text(*value, wanted);
  if (keyword == "enum") return enum_text(wanted);
  if (keyword == "const") return const_text(wanted);
  if (keyword == "pattern") {
    return fmt::format("{} does not match pattern {}", quote(value->text()), quote(wanted.text()));
  }
  if (keyword == "format") {
    return fmt::format("{} is not valid {}: {}", quote(value->text()), wanted.text(),
                       helm_format_problem(wanted.text(), value->text()));
  }
  bool exclusive =
      error.message.starts_with("must be more") || error.message.starts_with("must be less");
  std::string text = bound_text(keyword, *value, wanted, exclusive);
  return text.empty() ? error.message : text;
}

void append_errors(std::string& out, std::span<const SchemaError> errors, const JsonValue& root,
                   int depth) {
  for (const SchemaError& error : errors) {
    out.append(static_cast<size_t>(depth) * 2, ' ');
    out += fmt::format("- at {}: {}\n", quote(error.instance_path),
                       text_of(error, at_pointer(root, error.instance_path)));
    if (error.keyword == "propertyNames") {
      // The causes are about the name alone.
      JsonValue name;
      name.type = schemas::JsonType::String;
      name.size = static_cast<uint32_t>(error.property.size());
      name.text_data = error.property.data();
      append_errors(out, error.causes, name, depth + 1);
    } else {
      append_errors(out, error.causes, root, depth + 1);
    }
  }
}

}  // namespace

std::string validator_text(std::span<const SchemaError> errors, const JsonValue& instance) {
  std::string out;
  append_errors(out, errors, instance, 0);
  return out;
}

}  // namespace drydock::render
