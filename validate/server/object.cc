#include "validate/server/object.h"

#include <fmt/format.h>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kStandardFinalizers[] = {"kubernetes", "orphan", "foregroundDeletion"};

void check_owner(const Field& owner, const Field& shown) {
  std::string_view api_version = owner["apiVersion"].text();
  size_t slash = api_version.find('/');
  if (api_version.empty() || slash + 1 == api_version.size()) {
    shown.at("apiVersion").invalid_text(api_version, "version must not be empty");
  }
  for (std::string_view name : {"kind", "name", "uid"}) {
    if (owner[name].text().empty()) shown.at(name).invalid_text("", "must not be empty");
  }
  if (api_version == "v1" && owner["kind"].is("Event")) {
    shown.invalid_text("/v1, Kind=Event", "/v1, Kind=Event is disallowed from being an owner");
  }
}

void check_owners(const Field& owners) {
  std::string_view controller;
  for (Field owner : owners.each()) {
    check_owner(owner, owners.shows(owner));
    if (!owner["controller"].flag()) continue;
    if (!controller.empty()) {
      owners.invalid(fmt::format(
          "Only one reference can have Controller set to true. Found \"true\" in references for {} "
          "and {}",
          controller, owner["name"].text()));
    }
    controller = owner["name"].text();
  }
}

bool is_standard_finalizer(std::string_view name) {
  for (std::string_view standard : kStandardFinalizers) {
    if (standard == name) return true;
  }
  return false;
}

void check_finalizers(const Field& finalizers, bool known) {
  bool orphan = false;
  bool foreground = false;
  for (Field finalizer : finalizers.each()) {
    std::string_view name = finalizer.text();
    finalizers.invalid_all(name, qualified_name(name));
    orphan = orphan || name == "orphan";
    foreground = foreground || name == "foregroundDeletion";
  }
  if (orphan && foreground) {
    finalizers.forbidden("finalizer orphan and foregroundDeletion cannot be both set");
  }
  if (!known) return;
  for (Field finalizer : finalizers.each()) {
    if (finalizer.text().find('/') == std::string_view::npos &&
        !is_standard_finalizer(finalizer.text())) {
      finalizer.invalid_text(finalizer.text(),
                             "name is neither a standard finalizer name nor is it fully qualified");
    }
  }
}

void check_name(const Field& metadata, const Object& object, const MetaRules& rules) {
  auto problems_of = [&](std::string_view name, bool is_prefix) {
    return rules.own_name ? rules.own_name(object, name, is_prefix)
                          : name_problems(rules.name, name, is_prefix);
  };
  Field generate = metadata["generateName"];
  if (!generate.text().empty()) generate.invalid_all(problems_of(generate.text(), true));
  Field name = metadata["name"];
  if (object.name.empty()) return name.required("name or generateName is required");
  name.invalid_all(object.name, problems_of(object.name, false));
}

}  // namespace

Problems name_problems(NameRule rule, std::string_view name, bool is_prefix) {
  std::string masked;
  if (is_prefix && rule != NameRule::PathSegment && name.size() > 1 && name.ends_with('-')) {
    masked = std::string(name.substr(0, name.size() - 2)) + "a";
    name = masked;
  }
  switch (rule) {
    case NameRule::Subdomain:
      return dns1123_subdomain(name);
    case NameRule::Label:
      return dns1123_label(name);
    case NameRule::Label1035:
      return dns1035_label(name);
    case NameRule::PathSegment:
      return path_segment_name(name);
    case NameRule::Other:
      break;
  }
  return {};
}

void check_metadata(const Object& object, const MetaRules& rules) {
  Field metadata = object.metadata();
  check_name(metadata, object, rules);
  if (rules.namespaced) {
    Field name = metadata["namespace"];
    name.invalid_all(object.namespace_name, dns1123_label(object.namespace_name));
  }
  metadata["generation"].non_negative();
  check_labels(metadata["labels"]);
  check_annotations(metadata["annotations"], metadata["annotations"]);
  check_owners(metadata["ownerReferences"]);
  check_finalizers(metadata["finalizers"], rules.known_finalizers);
}

void check_finalizer_name(const Field& where, std::string_view name) {
  where.invalid_all(name, qualified_name(name));
  if (name.find('/') == std::string_view::npos && !is_standard_finalizer(name)) {
    where.invalid_text(name, "name is neither a standard finalizer name nor is it fully qualified");
  }
}

}  // namespace drydock::validate::server
