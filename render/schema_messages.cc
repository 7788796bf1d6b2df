#include "render/schema_messages.h"

#include <fmt/format.h>

#include <charconv>

#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/unicode.h"
#include "render/value_origin.h"

namespace drydock::render {
namespace {

using schemas::JsonValue;
using schemas::SchemaError;

/// A text in single quotes, as the original's evaluator writes it.
std::string quote(std::string_view text) {
  std::string quoted = go_quote(text);
  std::string out = "'";
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\' && quoted[i + 1] == '"') continue;
    if (quoted[i] == '\'') out += '\\';
    out += quoted[i];
  }
  return out + "'";
}

std::string join_quoted(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + quote(name);
  return joined;
}

std::string display(const JsonValue& value) {
  if (value.is_string()) return quote(value.text());
  if (value.is_array() || value.is_object()) return "value";
  if (value.is_null()) return "<nil>";
  if (value.is_boolean()) return value.boolean ? "true" : "false";
  return std::string(value.text());
}

/// A number in English: with commas between thousands.
std::string number(std::string_view text) {
  GoParsed<double> parsed = parse_go_float(text);
  if (!parsed.ok()) return std::string(text);
  std::string digits = format_go_float(parsed.value, 'f');
  size_t begin = digits[0] == '-' ? 1 : 0;
  for (size_t at = std::min(digits.find('.'), digits.size()); at > begin + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

const JsonValue* find(const JsonValue& root, std::string_view pointer) {
  const JsonValue* value = &root;
  for (const std::string& step : dotted_pointer(pointer)) {
    if (value->is_array()) {
      size_t index = 0;
      std::from_chars(step.data(), step.data() + step.size(), index);
      if (index >= value->items().size()) return nullptr;
      value = &value->items()[index];
    } else {
      value = value->find(step);
      if (!value) return nullptr;
    }
  }
  return value;
}

/// Writes one list of errors after the other.
class Writer {
 public:
  Writer(const JsonValue& schema, const JsonValue& values) : schema_(schema), values_(values) {}

  void add(const std::vector<SchemaError>& errors, int depth) {
    for (size_t i = 0; i < errors.size(); ++i) {
      const SchemaError& error = errors[i];
      bool joined = error.keyword == "required" || error.keyword == "additionalProperties";
      bool repeats = joined && i > 0 && errors[i - 1].schema_path == error.schema_path &&
                     place_of(errors[i - 1]) == place_of(error);
      if (repeats) continue;  // the first of them names all
      out.append(static_cast<size_t>(depth) * 2, ' ');
      out += fmt::format("- at '{}': {}\n", place_of(error), message(errors, i));
      add(error.causes, depth + 1);
    }
  }

  std::string out;

 private:
  const JsonValue* keyword_value(const SchemaError& error) const {
    size_t hash = error.schema_path.find('#');
    bool own = hash != std::string::npos &&
               error.schema_path.compare(0, hash, "file:///values.schema.json") == 0;
    return own ? find(schema_, std::string_view(error.schema_path).substr(hash + 1)) : nullptr;
  }

  /// Of a property that should not be there, the object.
  static std::string place_of(const SchemaError& error) {
    if (error.keyword != "additionalProperties") return error.instance_path;
    return error.instance_path.substr(0, error.instance_path.rfind('/'));
  }

  std::string message(const std::vector<SchemaError>& errors, size_t i) const {
    const SchemaError& error = errors[i];
    const JsonValue* wanted = keyword_value(error);
    const JsonValue* value = find(values_, error.instance_path);
    std::string_view keyword = error.keyword;
    if (keyword == "additionalProperties") return unknown_properties(errors, i);
    if (keyword == "anyOf") return "'anyOf' failed";
    if (keyword == "not") return "'not' failed";
    if (keyword == "oneOf" && !error.causes.empty()) return "'oneOf' failed, none matched";
    if (keyword.empty()) return "false schema";
    std::string found = wanted && value ? comparison(keyword, *wanted, *value) : "";
    return found.empty() ? error.message : found;
  }

  static std::string unknown_properties(const std::vector<SchemaError>& errors, size_t i) {
    std::vector<std::string> names;
    for (size_t k = i; k < errors.size() && errors[k].schema_path == errors[i].schema_path; ++k) {
      names.push_back(dotted_pointer(errors[k].instance_path).back());
    }
    return fmt::format("additional properties {} not allowed", join_quoted(names));
  }

  static std::string missing(const JsonValue& wanted, const JsonValue& value) {
    std::vector<std::string> names;
    for (const JsonValue& name : wanted.items()) {
      if (!value.find(name.text())) names.emplace_back(name.text());
    }
    return fmt::format("missing {} {}", names.size() == 1 ? "property" : "properties",
                       join_quoted(names));
  }

  static std::string one_of(const JsonValue& wanted) {
    std::string listed;
    for (const JsonValue& item : wanted.items()) {
      if (item.is_array() || item.is_object()) return "'enum' failed";
      listed += (listed.empty() ? "" : ", ") + display(item);
    }
    return wanted.items().size() == 1 ? "value must be " + listed
                                      : "value must be one of " + listed;
  }

  static std::string wrong_type(const JsonValue& wanted, const JsonValue& value) {
    std::string types(wanted.text());
    for (const JsonValue& type : wanted.items()) {
      types += (types.empty() ? "" : " or ") + std::string(type.text());
    }
    return fmt::format("got {}, want {}", schemas::json_type_name(value.type), types);
  }

  static std::string comparison(std::string_view keyword, const JsonValue& wanted,
                                const JsonValue& value) {
    if (keyword == "type") return wrong_type(wanted, value);
    if (keyword == "required") return missing(wanted, value);
    if (keyword == "enum") return one_of(wanted);
    if (keyword == "const") {
      bool whole = wanted.is_array() || wanted.is_object();
      return whole ? "'const' failed" : "value must be " + display(wanted);
    }
    if (keyword == "pattern") {
      return fmt::format("{} does not match pattern {}", quote(value.text()), quote(wanted.text()));
    }
    if (value.is_number() && wanted.is_number()) {
      return fmt::format("{}: got {}, want {}", keyword, number(value.text()),
                         number(wanted.text()));
    }
    if (keyword.ends_with("Items") || keyword.ends_with("Properties")) {
      if (!wanted.is_number()) return "";
      return fmt::format("{}: got {}, want {}", keyword, value.size, number(wanted.text()));
    }
    if (keyword.ends_with("Length") && value.is_string()) {
      return fmt::format("{}: got {}, want {}", keyword, count_runes(value.text()),
                         number(wanted.text()));
    }
    return "";
  }

  const JsonValue& schema_;
  const JsonValue& values_;
};

}  // namespace

std::string helm_schema_lines(const std::vector<SchemaError>& errors, const JsonValue& schema,
                              const JsonValue& values) {
  Writer writer(schema, values);
  writer.add(errors, 0);
  return std::move(writer.out);
}

}  // namespace drydock::render
