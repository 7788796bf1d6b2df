#include <fmt/format.h>

#include "core/error.h"
#include "core/regex.h"
#include "validate/server/crd_schema.h"

/// Structural schemas: every field's type is said outside of `allOf`, `anyOf`, `oneOf` and `not`,
/// which may only restrict values.
namespace drydock::validate::server {
namespace {

enum class Level : uint8_t { Root, Item, Field };

bool preserves_unknown(const Field& schema) {
  return schema["x-kubernetes-preserve-unknown-fields"].flag();
}
bool is_embedded(const Field& schema) { return schema["x-kubernetes-embedded-resource"].flag(); }
bool is_int_or_string(const Field& schema) { return schema["x-kubernetes-int-or-string"].flag(); }

bool has_only_type(const Field& schema, std::string_view type) {
  if (!schema["type"].is(type)) return false;
  for (Entry entry : schema.entries()) {
    if (entry.key != "type" && entry.value) return false;
  }
  return true;
}

/// anyOf: [{type: integer}, {type: string}]
bool says_int_or_string(const Field& parts) {
  return parts.size() == 2 && has_only_type(parts.element(0), "integer") &&
         has_only_type(parts.element(1), "string");
}

void check_pattern(const Field& pattern) {
  if (pattern.text().empty()) return;
  try {
    Regex regex(pattern.text());
  } catch (const Error& error) {
    if (error.diagnostic().rule != "regex") return;
    pattern.invalid(fmt::format("must be a valid regular expression, but isn't: {}",
                                error.diagnostic().message));
  }
}

void check_nested(const Field& schema, bool skip_any_of);

void check_junctors(const Field& schema, bool skip_any_of, bool skip_first_all_of) {
  if (!skip_any_of) {
    for (Field part : schema["anyOf"].each()) check_nested(part, false);
  }
  bool first = true;
  for (Field part : schema["allOf"].each()) {
    check_nested(part, skip_first_all_of && first);
    first = false;
  }
  for (Field part : schema["oneOf"].each()) check_nested(part, false);
  if (schema["not"]) check_nested(schema["not"], false);
  check_pattern(schema["pattern"]);
}

struct NestedRule {
  std::string_view key;
  std::string_view detail;
};
constexpr NestedRule kFlags[] = {
    {"nullable", "must be false to be structural"},
    {"x-kubernetes-preserve-unknown-fields", "must be false to be structural"},
    {"x-kubernetes-embedded-resource", "must be false to be structural"},
    {"x-kubernetes-int-or-string", "must be false to be structural"}};
constexpr NestedRule kTexts[] = {{"type", "must be empty to be structural"},
                                 {"title", "must be empty to be structural"},
                                 {"description", "must be empty to be structural"}};
constexpr NestedRule kValues[] = {{"default", "must be undefined to be structural"},
                                  {"additionalProperties", "must be undefined to be structural"},
                                  {"x-kubernetes-list-type", "must be undefined to be structural"},
                                  {"x-kubernetes-map-type", "must be undefined to be structural"}};
constexpr NestedRule kLists[] = {{"x-kubernetes-list-map-keys", "must be empty to be structural"},
                                 {"x-kubernetes-validations", "must be empty to be structural"}};

/// A schema under a junctor.
void check_nested(const Field& schema, bool skip_any_of) {
  check_junctors(schema, skip_any_of, false);
  if (schema["items"] && schema["items"].node()->is_mapping()) check_nested(schema["items"], false);
  for (Entry property : schema["properties"].entries()) check_nested(property.value, false);
  for (const NestedRule& row : kTexts) {
    if (!schema[row.key].text().empty()) schema[row.key].forbidden(row.detail);
  }
  for (const NestedRule& row : kFlags) {
    if (schema[row.key].flag()) schema[row.key].forbidden(row.detail);
  }
  for (const NestedRule& row : kValues) {
    if (schema[row.key]) schema[row.key].forbidden(row.detail);
  }
  for (const NestedRule& row : kLists) {
    if (!schema[row.key].empty()) schema[row.key].forbidden(row.detail);
  }
  Field properties = schema["properties"];
  if (!properties.empty() && properties.node()->find("metadata")) {
    properties.key("metadata").forbidden("must not be specified in a nested context");
  }
}

void check_type(const Field& schema, Level level) {
  Field type = schema["type"];
  if (is_embedded(schema) && !type.is("object")) {
    constexpr std::string_view kObject = "must be object if x-kubernetes-embedded-resource is true";
    if (type.text().empty()) {
      type.required(kObject);
    } else {
      type.invalid(kObject);
    }
  } else if (type.text().empty() && !is_int_or_string(schema) && !preserves_unknown(schema)) {
    type.required(level == Level::Root   ? "must not be empty at the root"
                  : level == Level::Item ? "must not be empty for specified array items"
                                         : "must not be empty for specified object fields");
  }
  if (level == Level::Root && !type.text().empty() && !type.is("object")) {
    type.invalid("must be object at the root");
  }
}

/// At the root `metadata` may restrict name and generateName, and nothing else.
bool restricts_only_names(const Field& metadata) {
  for (Entry entry : metadata.entries()) {
    if (entry.key == "type" || entry.key == "default" || !entry.value) continue;
    if (entry.key == "properties") {
      for (Entry property : entry.value.entries()) {
        if (property.key != "name" && property.key != "generateName") return false;
      }
      continue;
    }
    if (entry.value.node()->is_scalar() ? !entry.value.text().empty() : !entry.value.empty()) {
      return false;
    }
  }
  return true;
}

void check_meta_properties(const Field& schema, Level level) {
  if (level != Level::Root && !is_embedded(schema)) return;
  Field properties = schema["properties"];
  for (std::string_view key : {"kind", "apiVersion"}) {
    Field property = properties.key(key);
    if (property && !property["type"].is("string")) {
      property["type"].invalid_text(property["type"].text(), "must be string");
    }
  }
  Field metadata = properties.key("metadata");
  if (!metadata) return;
  if (!metadata["type"].is("object")) {
    metadata["type"].invalid_text(metadata["type"].text(), "must be object");
  }
  if (level == Level::Root && !restricts_only_names(metadata)) {
    metadata.forbidden(
        "must not specify anything other than name and generateName, but metadata is implicitly "
        "specified");
  }
}

void check_extensions(const Field& schema) {
  if (!is_int_or_string(schema)) return;
  for (std::string_view key :
       {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"}) {
    if (schema[key].flag()) {
      schema[key].invalid("must be false if x-kubernetes-int-or-string is true");
    }
  }
}

void check_invariants(const Field& schema, Level level) {
  if (!schema || !schema.node()->is_mapping()) return;
  Field items = schema["items"];
  if (schema["type"].is("array") && !items) items.required("must be specified");
  check_invariants(items, Level::Item);
  for (Entry property : schema["properties"].entries()) {
    check_invariants(property.value, Level::Field);
  }
  Field more = schema["additionalProperties"];
  if (more) {
    if (level == Level::Root) more.forbidden("must not be used at the root");
    check_invariants(additional_schema(schema), Level::Field);
  }
  check_extensions(schema);
  bool skip_first =
      schema["allOf"].size() > 0 && says_int_or_string(schema["allOf"].element(0)["anyOf"]);
  check_junctors(schema, says_int_or_string(schema["anyOf"]), skip_first);
  check_type(schema, level);
  if (is_embedded(schema) && more) {
    more.forbidden("must not be used if x-kubernetes-embedded-resource is set");
  }
  check_meta_properties(schema, level);
  if (is_embedded(schema) && !preserves_unknown(schema) && schema["properties"].empty()) {
    schema["properties"].required(
        "must not be empty if x-kubernetes-embedded-resource is true without "
        "x-kubernetes-preserve-unknown-fields");
  }
}

// Completeness: what a junctor speaks of must be specified outside of it. `outside` is the schema
// at the same place there, absent when there is none.

void check_complete(const Field& nested, const Field& outside);

void check_junctors_complete(const Field& schema, const Field& outside) {
  if (schema["not"]) check_complete(schema["not"], outside);
  for (std::string_view key : {"allOf", "anyOf", "oneOf"}) {
    for (Field part : schema[key].each()) check_complete(part, outside);
  }
}

void check_complete(const Field& nested, const Field& outside) {
  constexpr std::string_view kReason = "because it is defined under a logical junctor";
  if (!nested) return;
  if (!outside) return outside.required(kReason);
  check_junctors_complete(nested, outside);
  if (nested["items"] && nested["items"].node()->is_mapping()) {
    check_complete(nested["items"], outside["items"]);
  }
  for (Entry property : nested["properties"].entries()) {
    Field same = outside["properties"].key(property.key);
    if (!same) {
      same.required(kReason);
    } else {
      check_complete(property.value, same);
    }
  }
}

}  // namespace

bool check_structural_schema(const Field& schema) {
  size_t before = schema.report().problems().size();
  check_invariants(schema, Level::Root);
  check_junctors_complete(schema, schema);
  return schema.report().problems().size() == before;
}

}  // namespace drydock::validate::server
