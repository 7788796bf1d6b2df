#include "render/validator_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/go_number.h"
#include "core/go_quote.h"

namespace drydock::render {
namespace {

using schemas::JsonMember;
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

/// A number as Go's printer for people writes a float64: with groups of three digits.
std::string number_text(const JsonValue& value) {
  std::string text = format_go_float(parse_go_float(value.text()).value);
  size_t point = std::min(text.find_first_of(".e"), text.size());
  size_t first = text.starts_with('-') ? 1 : 0;
  if (text.find('e') != std::string::npos) return text;
  for (size_t i = point; i > first + 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

size_t count_of(const JsonValue& value) {
  if (value.is_array()) return value.items().size();
  if (value.is_object()) return value.members().size();
  return 0;
}

/// Writes the texts of one list of errors, and of what caused them.
class ValidatorText {
 public:
  ValidatorText(const JsonValue& schema, const JsonValue& instance)
      : schema_(schema), instance_(instance) {}

  void add(std::span<const SchemaError> errors, int depth) {
    for (size_t i = 0; i < errors.size();) {
      size_t end = i + 1;
      // The validator has one error for all members that are missing, or are too many.
      while (end < errors.size() && same_group(errors[i], errors[end])) ++end;
      add_group(errors.subspan(i, end - i), depth);
      i = end;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string_view parent(std::string_view pointer) {
    return pointer.substr(0, pointer.rfind('/'));
  }

  static bool same_group(const SchemaError& a, const SchemaError& b) {
    if (a.schema_path != b.schema_path || a.keyword != b.keyword) return false;
    if (a.keyword == "required") return a.instance_path == b.instance_path;
    return a.keyword == "additionalProperties" &&
           parent(a.instance_path) == parent(b.instance_path);
  }

  void add_group(std::span<const SchemaError> group, int depth) {
    const SchemaError& error = group.front();
    std::string_view path = error.instance_path;
    bool additional = error.keyword == "additionalProperties" &&
                      error.message.starts_with("has the unknown property");
    if (additional) path = parent(path);
    out_.append(static_cast<size_t>(depth) * 2, ' ');
    out_ += fmt::format("- at {}: {}\n", quote(path), text_of(group, additional));
    add(error.causes, depth + 1);
  }

  std::string text_of(std::span<const SchemaError> group, bool additional) const {
    const SchemaError& error = group.front();
    const JsonValue* value = at_pointer(instance_, error.instance_path);
    size_t hash = error.schema_path.find('#');
    const JsonValue* wanted =
        hash == std::string::npos
            ? nullptr
            : at_pointer(schema_, std::string_view(error.schema_path).substr(hash + 1));
    if (additional) {
      std::vector<std::string> names;
      for (const SchemaError& one : group) {
        names.push_back(unescape_token(
            std::string_view(one.instance_path).substr(one.instance_path.rfind('/') + 1)));
      }
      return fmt::format("additional properties {} not allowed", join_quoted(names));
    }
    if (!value || !wanted) return error.message;
    std::string text = keyword_text(error, *value, *wanted);
    return text.empty() ? error.message : text;
  }

  static std::string keyword_text(const SchemaError& error, const JsonValue& value,
                                  const JsonValue& wanted) {
    std::string_view keyword = error.keyword;
    if (keyword == "type") return type_text(value, wanted);
    if (keyword == "required") return required_text(value, wanted);
    if (keyword == "enum") return enum_text(wanted);
    if (keyword == "const") {
      bool plain = !wanted.is_array() && !wanted.is_object();
      return plain ? fmt::format("value must be {}", display(wanted)) : "'const' failed";
    }
    if (keyword == "pattern") {
      return fmt::format("{} does not match pattern {}", quote(value.text()), quote(wanted.text()));
    }
    if (keyword == "not" || keyword == "anyOf" || keyword == "allOf") {
      return fmt::format("'{}' failed", keyword);
    }
    if (keyword == "oneOf" && !error.causes.empty()) return "'oneOf' failed, none matched";
    return bound_text(keyword, value, wanted);
  }

  static std::string bound_text(std::string_view keyword, const JsonValue& value,
                                const JsonValue& wanted) {
    for (std::string_view bound :
         {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}) {
      if (keyword != bound) continue;
      return fmt::format("{}: got {}, want {}", keyword, number_text(value), number_text(wanted));
    }
    for (std::string_view bound : {"minItems", "maxItems", "minProperties", "maxProperties"}) {
      if (keyword != bound) continue;
      return fmt::format("{}: got {}, want {}", keyword, count_of(value), number_text(wanted));
    }
    if (keyword == "minLength" || keyword == "maxLength") {
      size_t runes =
          static_cast<size_t>(std::count_if(value.text().begin(), value.text().end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
          }));
      return fmt::format("{}: got {}, want {}", keyword, runes, number_text(wanted));
    }
    return "";
  }

  static std::string type_text(const JsonValue& value, const JsonValue& wanted) {
    std::string want;
    if (wanted.is_string()) want = wanted.text();
    for (const JsonValue& one : wanted.items()) {
      if (!want.empty()) want += " or ";
      want += one.text();
    }
    return fmt::format("got {}, want {}", schemas::json_type_name(value.type), want);
  }

  static std::string required_text(const JsonValue& value, const JsonValue& wanted) {
    std::vector<std::string> missing;
    for (const JsonValue& name : wanted.items()) {
      if (!value.find(name.text())) missing.emplace_back(name.text());
    }
    return fmt::format("missing propert{} {}", missing.size() == 1 ? "y" : "ies",
                       join_quoted(missing));
  }

  static std::string enum_text(const JsonValue& wanted) {
    std::string all;
    for (const JsonValue& one : wanted.items()) {
      if (one.is_array() || one.is_object()) return "'enum' failed";
      if (!all.empty()) all += ", ";
      all += display(one);
    }
    return fmt::format("value must be {}{}", wanted.items().size() == 1 ? "" : "one of ", all);
  }

  const JsonValue& schema_;
  const JsonValue& instance_;
  std::string out_;
};

}  // namespace

std::string validator_text(std::span<const SchemaError> errors, const JsonValue& schema,
                           const JsonValue& instance) {
  ValidatorText text(schema, instance);
  text.add(errors, 0);
  return text.take();
}

}  // namespace drydock::render
