#include "projects/settings_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/json/stream.h"
#include "projects/settings_fields.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kVersionPattern = "^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?$";
constexpr std::string_view kSeverities = "error|warning|info";

void write_shape(JsonStream& json, const Shape& shape);

std::vector<std::string_view> split_choices(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('|', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

void write_type(JsonStream& json, std::initializer_list<std::string_view> types) {
  json.key("type");
  if (types.size() == 1) {
    json.text(*types.begin());
    return;
  }
  json.begin_array();
  for (std::string_view type : types) json.text(type);
  json.end_array();
}

void write_choices(JsonStream& json, std::string_view choices, bool numbers) {
  json.key("enum").begin_array();
  for (std::string_view choice : split_choices(choices)) {
    int number = 0;
    std::from_chars(choice.data(), choice.data() + choice.size(), number);
    numbers ? json.number(number) : json.text(choice);
  }
  json.end_array();
}

/// "array" with items of one type. Null as for a key whose items are all commented out.
void write_text_list(JsonStream& json) {
  write_type(json, {"array", "null"});
  json.key("items").begin_object();
  write_type(json, {"string"});
  json.end_object();
}

void write_map(JsonStream& json, FieldKind kind) {
  write_type(json, {"object", "null"});
  if (kind == FieldKind::AnyMap) return;
  json.key("additionalProperties").begin_object();
  if (kind == FieldKind::SeverityMap) {
    write_choices(json, kSeverities, false);
  } else {
    write_type(json, {"string", "number", "boolean"});
  }
  json.end_object();
}

void write_constraints(JsonStream& json, const Field& field) {
  switch (field.kind) {
    case FieldKind::Text:
    case FieldKind::Path:
    case FieldKind::NameGlob:
    case FieldKind::Rule:
      write_type(json, {"string"});
      json.key("minLength").number(1);
      break;
    case FieldKind::Choice:
    case FieldKind::Number:
      write_choices(json, field.choices, field.kind == FieldKind::Number);
      break;
    case FieldKind::Bool:
      write_type(json, {"boolean"});
      break;
    case FieldKind::KubernetesVersion:
      write_type(json, {"string", "number"});
      json.key("pattern").text(kVersionPattern);
      break;
    case FieldKind::Date:
      write_type(json, {"string"});
      json.key("format").text("date");
      break;
    case FieldKind::Texts:
    case FieldKind::Paths:
    case FieldKind::PathGlobs:
    case FieldKind::NameGlobs:
      write_text_list(json);
      break;
    case FieldKind::TextMap:
    case FieldKind::SeverityMap:
    case FieldKind::AnyMap:
      write_map(json, field.kind);
      break;
    case FieldKind::Object:
      write_shape(json, *field.shape);
      break;
    case FieldKind::Objects:
      write_type(json, {"array", "null"});
      json.key("items").begin_object();
      write_shape(json, *field.shape);
      json.end_object();
      break;
  }
}

void write_shape(JsonStream& json, const Shape& shape) {
  write_type(json, {"object"});
  json.key("additionalProperties").boolean(false);
  bool any_required = std::any_of(shape.fields.begin(), shape.fields.end(),
                                  [](const Field& field) { return field.required; });
  if (any_required) {
    json.key("required").begin_array();
    for (const Field& field : shape.fields) {
      if (field.required) json.text(field.key);
    }
    json.end_array();
  }
  json.key("properties").begin_object();
  for (const Field& field : shape.fields) {
    json.key(field.key).begin_object();
    json.key("description").text(field.help);
    write_constraints(json, field);
    json.end_object();
  }
  json.end_object();
}

/// What may stand under a key, for people.
std::string type_words(const Field& field) {
  switch (field.kind) {
    case FieldKind::Text:
      return "text";
    case FieldKind::Choice:
    case FieldKind::Number: {
      return fmt::format("`{}`", fmt::join(split_choices(field.choices), "`, `"));
    }
    case FieldKind::Bool:
      return "`true`, `false`";
    case FieldKind::Path:
      return "path";
    case FieldKind::KubernetesVersion:
      return "version";
    case FieldKind::Date:
      return "date";
    case FieldKind::NameGlob:
      return "glob";
    case FieldKind::Rule:
      return "rule";
    case FieldKind::Texts:
      return "list of texts";
    case FieldKind::Paths:
      return "list of paths";
    case FieldKind::PathGlobs:
    case FieldKind::NameGlobs:
      return "list of globs";
    case FieldKind::TextMap:
      return "map of texts";
    case FieldKind::SeverityMap:
      return "map from rule to severity";
    case FieldKind::AnyMap:
      return "map";
    case FieldKind::Object:
      return "object";
    case FieldKind::Objects:
      return "list of objects";
  }
  return "";
}

void append_reference(std::string& out, const Shape& shape, std::string_view place) {
  out += fmt::format("### {}\n\n{}\n\n", place.empty() ? "Top level" : fmt::format("`{}`", place),
                     shape.help);
  out += "| Key | Value | Default | Meaning |\n|---|---|---|---|\n";
  for (const Field& field : shape.fields) {
    std::string fallback = field.required           ? "required"
                           : field.fallback.empty() ? ""
                                                    : fmt::format("`{}`", field.fallback);
    out += fmt::format("| `{}` | {} | {} | {} |\n", field.key, type_words(field), fallback,
                       field.help);
  }
  out += '\n';
  for (const Field& field : shape.fields) {
    if (!field.shape) continue;
    std::string_view list = field.kind == FieldKind::Objects ? "[]" : "";
    std::string_view dot = place.empty() ? "" : ".";
    append_reference(out, *field.shape, fmt::format("{}{}{}{}", place, dot, field.key, list));
  }
}

}  // namespace

std::string settings_json_schema() {
  JsonStream json;
  json.begin_object();
  json.key("$schema").text("http://json-schema.org/draft-07/schema#");
  json.key("title").text(settings_shape().name);
  json.key("description").text(settings_shape().help);
  write_shape(json, settings_shape());
  json.end_object();
  return json.take();
}

std::string settings_reference() {
  std::string out;
  append_reference(out, settings_shape(), "");
  out.pop_back();
  return out;
}

}  // namespace drydock::projects
