#include "schemas/catalog_record.h"

#include <algorithm>

#include "core/json/write.h"
#include "core/yaml/resolve.h"
#include "schemas/custom_kinds.h"
#include "schemas/json_value.h"

namespace drydock::schemas {
namespace {

constexpr std::string_view kProse[] = {"description", "example", "externalDocs",   "title",
                                       "$schema",     "id",      "x-doc-examples", "x-descriptors"};

/// Whether the members of a value are named by the user rather than by JSON Schema.
bool holds_names(std::string_view keyword) {
  return keyword == "properties" || keyword == "patternProperties" || keyword == "definitions";
}

void append(std::string& out, const JsonValue& value, bool is_schema);

void append_object(std::string& out, const JsonValue& value, bool is_schema) {
  out += '{';
  bool first = true;
  for (const JsonMember& member : value.members()) {
    if (is_schema && std::ranges::find(kProse, member.name) != std::end(kProse)) continue;
    if (!first) out += ',';
    first = false;
    append_json_string(out, member.name, false);
    out += ':';
    bool is_data = is_schema && (member.name == "default" || member.name == "enum");
    append(out, member.value, !is_data && !(is_schema && holds_names(member.name)));
  }
  out += '}';
}

void append(std::string& out, const JsonValue& value, bool is_schema) {
  switch (value.type) {
    case JsonType::Null:
      out += "null";
      break;
    case JsonType::Boolean:
      out += value.boolean ? "true" : "false";
      break;
    case JsonType::Number:
      out += value.text();
      break;
    case JsonType::String:
      append_json_string(out, value.text(), false);
      break;
    case JsonType::Array: {
      out += '[';
      for (const JsonValue& item : value.items()) {
        if (&item != value.items().data()) out += ',';
        append(out, item, is_schema);
      }
      out += ']';
      break;
    }
    case JsonType::Object:
      append_object(out, value, is_schema);
      break;
  }
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text, false);
  return out;
}

std::string_view truth(bool value) { return value ? "true" : "false"; }

/// A definition of this one version; a composite's stays a composite's.
std::string definition_of(const CustomVersion& version) {
  std::string schema = "{}";
  if (version.schema) {
    Arena arena;
    schema.clear();
    append(schema, json_from_node(*version.schema, YamlDialect::Sigs, arena), true);
  }
  std::string_view api =
      version.is_composite ? "apiextensions.crossplane.io/v1" : "apiextensions.k8s.io/v1";
  std::string_view kind =
      version.is_composite ? "CompositeResourceDefinition" : "CustomResourceDefinition";
  return fmt::format(
      "{{\"apiVersion\":\"{}\",\"kind\":\"{}\",\"spec\":{{\"group\":{},\"names\":{{\"kind\":{}}},"
      "\"scope\":\"{}\",\"preserveUnknownFields\":{},\"versions\":[{{\"name\":{},\"served\":{},"
      "\"deprecated\":{},\"deprecationWarning\":{},\"schema\":{{\"openAPIV3Schema\":{}}}}}]}}}}",
      api, kind, quoted(version.group), quoted(version.kind),
      version.scope == Scope::Cluster ? "Cluster" : "Namespaced", truth(version.preserves_unknown),
      quoted(version.version), truth(version.served), truth(version.deprecated),
      quoted(version.deprecation_warning), schema);
}

}  // namespace

std::vector<CatalogRecord> catalog_records(const Node& document) {
  std::vector<CatalogRecord> records;
  for (const CustomVersion& version : custom_versions(document)) {
    records.push_back({std::string(version.group), std::string(version.kind),
                       std::string(version.version), definition_of(version)});
  }
  return records;
}

}  // namespace drydock::schemas
