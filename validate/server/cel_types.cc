#include "validate/server/cel_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "validate/server/crd_schema.h"

namespace drydock::validate::server {
namespace {

using Kind = CelType::Kind;

constexpr auto kReserved = std::to_array<std::string_view>(
    {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
     "package", "namespace", "return", "var", "void", "while"});
constexpr auto kLiterals = std::to_array<std::string_view>({"true", "false", "null", "in"});

/// How an expression names a property: not every character may stand in a name.
std::string escaped(std::string_view property) {
  if (is_cel_reserved(property) || is_cel_literal(property)) return fmt::format("__{}__", property);
  std::string out;
  for (size_t i = 0; i < property.size(); ++i) {
    char c = property[i];
    if (property.substr(i).starts_with("__")) {
      out += "__underscores__";
      ++i;
    } else if (c == '.') {
      out += "__dot__";
    } else if (c == '-') {
      out += "__dash__";
    } else if (c == '/') {
      out += "__slash__";
    } else {
      out += c;
    }
  }
  return out;
}

bool has_meta(const CelType& type) {
  return type.is_object || type.schema["x-kubernetes-embedded-resource"].flag();
}

}  // namespace

bool is_cel_reserved(std::string_view word) {
  return std::ranges::find(kReserved, word) != kReserved.end();
}

bool is_cel_literal(std::string_view word) {
  return std::ranges::find(kLiterals, word) != kLiterals.end();
}

CelType cel_type_of(const Field& schema) {
  CelType type{Kind::Unknown, schema};
  if (schema["x-kubernetes-int-or-string"].flag()) return {};
  std::string_view name = schema["type"].text();
  if (name == "boolean") type.kind = Kind::Bool;
  if (name == "integer" || name == "number") type.kind = Kind::Number;
  // Times and bytes have types of their own.
  if (name == "string" && !schema["format"]) type.kind = Kind::Text;
  if (name == "array" || name == "object") type.kind = Kind::Other;
  return type;
}

CelType cel_element_of(const CelType& type) {
  if (!type.schema) return {};
  Field items = type.schema["items"];
  if (items && items.node()->is_mapping()) return cel_type_of(items);
  Field values = additional_schema(type.schema);
  return values ? cel_type_of(values) : CelType{};
}

CelType cel_field_of(const CelType& type, std::string_view name, bool quoted,
                     std::string& problem) {
  if (type.fields) {
    if (!type.fields->has(name)) problem = fmt::format("undefined field '{}'", name);
    return {};
  }
  if (type.kind == Kind::Unknown || !type.schema) return {};
  if (type.schema["x-kubernetes-preserve-unknown-fields"].flag()) return {};
  if (!type.schema["type"].is("object")) {
    problem = fmt::format("type '{}' does not support field selection", type.schema["type"].text());
    return {};
  }
  for (Entry property : type.schema["properties"].entries()) {
    if (quoted ? property.key == name : escaped(property.key) == name) {
      return cel_type_of(property.value);
    }
  }
  if (Field values = additional_schema(type.schema)) return cel_type_of(values);
  bool is_meta = name == "apiVersion" || name == "kind" || name == "metadata";
  if (!is_meta || !has_meta(type)) problem = fmt::format("undefined field '{}'", name);
  return {};
}

}  // namespace drydock::validate::server
