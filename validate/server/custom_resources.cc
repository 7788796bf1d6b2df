#include "validate/server/custom_resources.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "core/yaml/compare.h"
#include "validate/server/client_config.h"
#include "validate/server/crd_schema.h"
#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kApproval = "api-approved.kubernetes.io";
constexpr size_t kMostSelectable = 8;

std::string joined(const Problems& problems) {
  std::string out;
  for (const std::string& problem : problems) {
    if (!out.empty()) out += ',';
    out += problem;
  }
  return out;
}

void check_one(const Field& field, const Problems& problems, std::string_view head = "") {
  if (!problems.empty())
    field.invalid_text(field.text(), fmt::format("{}{}", head, joined(problems)));
}

// What all versions say alike stands above them, to the server.

bool is_alike(const Field& versions, std::string_view key) {
  Field first = versions.element(0)[key];
  for (Field version : versions.each()) {
    Field other = version[key];
    if (static_cast<bool>(first) != static_cast<bool>(other)) return false;
    if (first && !same_data(*first.node(), *other.node())) return false;
  }
  return true;
}

/// A part that each version has, with the path that the server gives it.
class Part {
 public:
  Part(const Field& spec, std::string_view key, std::string_view shared)
      : versions_(spec["versions"]), key_(key) {
    is_shared_ = versions_.empty() || is_alike(versions_, key);
    if (is_shared_) shared_ = spec.at(shared).shows(versions_.element(0)[key]);
  }

  template <class Visit>
  void each(Visit&& visit) const {
    if (is_shared_) {
      if (shared_) visit(shared_, versions_.element(0));
      return;
    }
    for (Field version : versions_.each()) {
      if (version[key_]) visit(version[key_], version);
    }
  }
  bool is_shared() const { return is_shared_; }

 private:
  Field versions_;
  std::string_view key_;
  bool is_shared_ = false;
  Field shared_;
};

// Schemas.

/// Keys that the root of a schema may have beside the status subresource.
constexpr std::string_view kStatusRootKeys[] = {"description",
                                                "type",
                                                "format",
                                                "title",
                                                "maximum",
                                                "exclusiveMaximum",
                                                "minimum",
                                                "exclusiveMinimum",
                                                "maxLength",
                                                "minLength",
                                                "pattern",
                                                "maxItems",
                                                "minItems",
                                                "uniqueItems",
                                                "multipleOf",
                                                "required",
                                                "items",
                                                "properties",
                                                "externalDocs",
                                                "example",
                                                "x-kubernetes-preserve-unknown-fields",
                                                "x-kubernetes-validations"};

void check_status_root(const Field& holder, const Field& schema) {
  Field type = schema["type"];
  if (!type.text().empty() && !type.is("object")) {
    holder.at("openAPIV3Schema.type")
        .shows(type)
        .invalid(
            "only \"object\" is allowed as the type at the root of the schema if the status "
            "subresource is enabled");
    return;
  }
  for (Entry entry : schema.entries()) {
    bool allowed = std::ranges::find(kStatusRootKeys, entry.key) != std::end(kStatusRootKeys);
    bool is_zero = !entry.value || entry.value.is("false");
    if (allowed || is_zero) continue;
    schema.invalid_value("{...}",
                         "only some fields are allowed at the root of the schema if the "
                         "status subresource is enabled");
    return;
  }
}

void check_version_schema(const Field& holder, bool has_status) {
  Field schema = holder["openAPIV3Schema"];
  if (!schema) return;
  if (has_status) check_status_root(holder, schema);
  if (schema["nullable"].flag()) {
    holder.at("openAPIV3Schema.nullable").forbidden("nullable cannot be true at the root");
  }
  size_t before = holder.report().problems().size();
  if (can_be_structural(schema)) {
    if (check_structural_schema(schema)) check_schema_defaults(schema);
    check_openapi_schema(schema);
    return;
  }
  check_openapi_schema(schema);
  if (holder.report().problems().size() == before) {
    schema.invalid_text("", "the schema has parts that no structural schema may have");
  }
}

void check_schemas(const Field& spec) {
  Field versions = spec["versions"];
  size_t i = 0;
  for (Field version : versions.each()) {
    if (!version["schema"]["openAPIV3Schema"]) {
      spec.at("versions").at_index(i).at("schema").at("openAPIV3Schema").required();
    }
    ++i;
  }
  bool any_status = false;
  for (Field version : versions.each()) {
    any_status = any_status || version["subresources"]["status"];
  }
  Part part(spec, "schema", "validation");
  part.each([&](const Field& holder, const Field& version) {
    check_version_schema(holder, part.is_shared()
                                     ? any_status
                                     : static_cast<bool>(version["subresources"]["status"]));
  });
}

// Subresources, columns and fields to select by.

void check_json_path(const Field& path) {
  if (!path.text().starts_with('.')) path.invalid("must be a simple json path starting with .");
}

void check_scale_path(const Field& path, std::string_view start) {
  if (!path.require_text()) return;
  if (!path.text().starts_with('.')) {
    check_json_path(path);
  } else if (!path.text().starts_with(fmt::format(".{}.", start))) {
    path.invalid(fmt::format("should be a json path under .{}", start));
  }
}

void check_subresources(const Field& subresources) {
  Field scale = subresources["scale"];
  if (!scale) return;
  auto path_of = [&](std::string_view key, std::string_view shown) {
    return subresources.at(shown).shows(scale[key]);
  };
  check_scale_path(path_of("specReplicasPath", "scale.specReplicasPath"), "spec");
  check_scale_path(path_of("statusReplicasPath", "scale.statusReplicasPath"), "status");
  Field selector = path_of("labelSelectorPath", "scale.labelSelectorPath");
  std::string_view text = selector.text();
  if (text.empty()) return;
  if (!text.starts_with('.')) {
    check_json_path(selector);
  } else if (!text.starts_with(".spec.") && !text.starts_with(".status.")) {
    selector.invalid("should be a json path under either .spec or .status");
  }
}

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void check_column(const Field& column) {
  constexpr std::string_view kTypes = "must be one of boolean,date,integer,number,string";
  column["name"].require_text();
  Field type = column["type"];
  if (type.require_text(kTypes) &&
      !is_any_of(type.text(), {"boolean", "date", "integer", "number", "string"})) {
    type.invalid(kTypes);
  }
  Field format = column["format"];
  if (!format.text().empty() &&
      !is_any_of(format.text(),
                 {"byte", "date", "date-time", "double", "float", "int32", "int64", "password"})) {
    format.invalid("must be one of byte,date,date-time,double,float,int32,int64,password");
  }
  Field path = column.renamed("jsonPath", "JSONPath");
  if (path.require_text()) check_json_path(path);
}

/// The schema that a path of names leads to; nothing when there is none.
Field schema_at(Field schema, std::string_view path) {
  while (!path.empty()) {
    if (path.front() != '.') return Field();
    path.remove_prefix(1);
    size_t end = std::min(path.find('.'), path.size());
    schema = schema["properties"].key(path.substr(0, end));
    if (!schema) return Field();
    path.remove_prefix(end);
  }
  return schema;
}

void check_selectable(const Field& fields, const Field& version) {
  Seen seen;
  for (Field field : fields.each()) {
    Field path = field["jsonPath"];
    if (!path.require_text()) continue;
    bool in_metadata = path.text() == ".metadata" || path.text().starts_with(".metadata.");
    Field schema = schema_at(version["schema"]["openAPIV3Schema"], path.text());
    if (in_metadata) {
      path.invalid("must not point to fields in metadata");
    } else if (!schema) {
      path.invalid("is an invalid path");
      continue;
    } else if (!is_any_of(schema["type"].text(), {"string", "boolean", "integer"})) {
      path.invalid(
          "must point to a field of type string, boolean or integer. Enum string fields and "
          "strings "
          "with formats are allowed.");
    }
    if (!seen.add(path.text())) path.duplicate();
  }
  if (seen.size() > kMostSelectable) fields.too_many(seen.size(), kMostSelectable);
}

// Versions and names.

void check_deprecation(const Field& version) {
  Field warning = version["deprecationWarning"];
  if (!warning) return;
  if (!version["deprecated"].flag())
    return warning.invalid("can only be set for deprecated versions");
  if (warning.text().size() > 256) warning.invalid("must be <= 256 characters long");
  if (warning.text().empty()) warning.invalid("must not be an empty string");
  for (char c : warning.text()) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) {
      return warning.invalid("must only contain printable UTF-8 characters");
    }
  }
}

void check_versions(const Field& spec) {
  Field versions = spec["versions"];
  int storage = 0;
  Seen names;
  bool unique = true;
  for (Field version : versions.each()) {
    storage += version["storage"].flag();
    unique = names.add(version["name"].text()) && unique;
    check_one(version["name"], dns1035_label(version["name"].text()));
    check_deprecation(version);
  }
  if (!unique) versions.invalid_value("[...]", "must contain unique version names");
  if (storage != 1) {
    versions.invalid_value("[...]", "must have exactly one version marked as storage version");
  }
}

void check_names(const Field& names) {
  Field kind = names["kind"];
  Field list = names["listKind"];
  std::string_view list_name = list.text();
  constexpr std::string_view kMixed = "may have mixed case, but should otherwise match: ";
  names["plural"].require_text();
  // The singular and the list are made from the kind where they are not given.
  if (names["singular"].text().empty() && kind.text().empty()) names["singular"].required();
  kind.require_text();
  if (list_name.empty() && kind.text().empty()) list.required();
  for (std::string_view key : {"plural", "singular"}) {
    if (!names[key].text().empty()) check_one(names[key], dns1035_label(names[key].text()));
  }
  if (!kind.text().empty()) {
    Problems problems = dns1035_label(ascii_lower(kind.text()));
    check_one(kind, problems, kMixed);
    if (names["singular"].text().empty()) check_one(names["singular"], problems);
    if (list_name.empty()) check_one(list, problems, kMixed);
  }
  if (!list_name.empty()) check_one(list, dns1035_label(ascii_lower(list_name)), kMixed);
  if (!kind.text().empty() && kind.is(list_name))
    list.invalid("kind and listKind may not be the same");
  for (std::string_view key : {"shortNames", "categories"}) {
    for (Field name : names[key].each()) check_one(name, dns1035_label(name.text()));
  }
}

void check_group(const Field& group) {
  if (!group.require_text()) return;
  Problems problems = dns1123_subdomain(group.text());
  if (!problems.empty()) {
    check_one(group, problems);
  } else if (group.text().find('.') == std::string_view::npos) {
    group.invalid("should be a domain with at least one dot");
  }
}

void check_conversion(const Field& conversion) {
  if (!conversion) return;
  Field strategy = conversion["strategy"];
  if (strategy.require_text()) strategy.one_of({"None", "Webhook"});
  // The paths are those of the server's own form, which has no level `webhook`.
  Field webhook = conversion["webhook"];
  Field config = conversion.at("webhookClientConfig").shows(webhook["clientConfig"]);
  Field versions =
      conversion.at("conversionReviewVersions").shows(webhook["conversionReviewVersions"]);
  if (strategy.is("Webhook")) {
    if (!config) {
      config.required("required when strategy is set to Webhook");
    } else {
      check_client_config(config);
    }
    check_review_versions(versions, "");
    return;
  }
  constexpr std::string_view kUnused = "should not be set when strategy is not set to Webhook";
  if (config) config.forbidden(kUnused);
  if (!versions.empty()) versions.forbidden(kUnused);
}

bool is_community_group(std::string_view group) {
  return group == "k8s.io" || group == "kubernetes.io" || group.ends_with(".k8s.io") ||
         group.ends_with(".kubernetes.io");
}

void check_approval(const Object& object) {
  if (!is_community_group(object.spec()["group"].text())) return;
  Field annotation = object.annotations().key(kApproval);
  if (!annotation || annotation.text().empty()) {
    return object.metadata()
        .at("annotations")
        .at_key(kApproval)
        .required(
            "protected groups must have approval annotation \"api-approved.kubernetes.io\", see "
            "https://github.com/kubernetes/enhancements/pull/1111");
  }
  std::string_view text = annotation.text();
  if (text.starts_with("unapproved")) return;
  size_t mark = text.find("://");
  bool is_url =
      mark != std::string_view::npos && mark > 0 && mark + 3 < text.size() && text[mark + 3] != '/';
  if (!is_url) {
    annotation.invalid(
        "protected groups must have approval annotation \"api-approved.kubernetes.io\" with either "
        "a URL or a reason starting with \"unapproved\", see "
        "https://github.com/kubernetes/enhancements/pull/1111");
  }
}

void check_stored_versions(const Object& object) {
  Field stored = object.root["status"]["storedVersions"];
  std::string_view storage;
  for (Field version : object.spec()["versions"].each()) {
    if (storage.empty() && version["storage"].flag()) storage = version["name"].text();
  }
  // Without a list the server begins one with the version that is stored.
  if (storage.empty()) stored.invalid_value("null", "must have at least one stored version");
}

void check_unknown_fields(const Field& spec) {
  Field preserve = spec["preserveUnknownFields"];
  if (!preserve.flag()) return;
  preserve.invalid(
      "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
      "spec.versions[*].schema instead");
  Field strategy = spec["conversion"]["strategy"];
  if (strategy && !strategy.is("None")) {
    strategy.invalid("must be None if spec.preserveUnknownFields is true");
  }
}

}  // namespace

Problems custom_resource_name(const Object& object, std::string_view name, bool is_prefix) {
  Problems problems = name_problems(NameRule::Subdomain, name, is_prefix);
  Field spec = object.root["spec"];
  if (name != fmt::format("{}.{}", spec["names"]["plural"].text(), spec["group"].text())) {
    problems.emplace_back("must be spec.names.plural+\".\"+spec.group");
  }
  return problems;
}

void check_custom_resource_definition(const Object& object) {
  Field spec = object.spec();
  check_group(spec["group"]);
  Field scope = spec["scope"];
  if (scope.require_text()) scope.one_of({"Cluster", "Namespaced"});
  check_versions(spec);
  check_names(spec["names"]);
  check_schemas(spec);
  Part(spec, "subresources", "subresources").each([](const Field& part, const Field&) {
    check_subresources(part);
  });
  Part(spec, "additionalPrinterColumns", "additionalPrinterColumns")
      .each([](const Field& columns, const Field&) {
        for (Field column : columns.each()) check_column(column);
      });
  Part(spec, "selectableFields", "selectableFields").each(check_selectable);
  check_conversion(spec["conversion"]);
  check_stored_versions(object);
  check_approval(object);
  check_unknown_fields(spec);
}

}  // namespace drydock::validate::server
