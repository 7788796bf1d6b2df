#include "validate/server/rbac.h"

#include "validate/server/labels.h"
#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

void check_rule(const Field& rule, bool namespaced) {
  if (rule["verbs"].empty()) rule["verbs"].required("verbs must contain at least one value");
  Field urls = rule["nonResourceURLs"];
  Field groups = rule["apiGroups"];
  Field resources = rule["resources"];
  if (!urls.empty()) {
    if (namespaced) urls.invalid("namespaced rules cannot apply to non-resource URLs");
    if (!groups.empty() || !resources.empty() || !rule["resourceNames"].empty()) {
      urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
    }
    return;
  }
  if (groups.empty()) groups.required("resource rules must supply at least one api group");
  if (resources.empty()) resources.required("resource rules must supply at least one resource");
}

void check_subject(const Field& subject, bool namespaced) {
  Field name = subject["name"];
  Field group = subject["apiGroup"];
  Field kind = subject["kind"];
  name.require_text();
  if (kind.is("ServiceAccount")) {
    if (!name.text().empty()) name.invalid_all(dns1123_subdomain(name.text()));
    if (!group.text().empty()) group.not_supported(group.text(), {""});
    if (!namespaced) subject["namespace"].require_text();
  } else if (kind.is("User") || kind.is("Group")) {
    // Without a group the server fills in its own.
    if (!group.text().empty() && !group.is(kGroup)) group.not_supported(group.text(), {kGroup});
  } else {
    kind.not_supported(kind.text(), {"ServiceAccount", "User", "Group"});
  }
}

void check_binding(const Object& object, bool namespaced) {
  Field reference = object.root["roleRef"];
  Field group = reference["apiGroup"];
  if (!group.text().empty() && !group.is(kGroup)) group.not_supported(group.text(), {kGroup});
  if (namespaced) {
    reference["kind"].one_of({"Role", "ClusterRole"});
  } else {
    reference["kind"].one_of({"ClusterRole"});
  }
  Field name = reference["name"];
  if (name.require_text()) name.invalid_all(path_segment_name(name.text()));
  for (Field subject : object.root["subjects"].each()) check_subject(subject, namespaced);
}

}  // namespace

void check_role(const Object& object) {
  for (Field rule : object.root["rules"].each()) check_rule(rule, true);
}

void check_cluster_role(const Object& object) {
  for (Field rule : object.root["rules"].each()) check_rule(rule, false);
  Field aggregation = object.root["aggregationRule"];
  if (!aggregation) return;
  Field selectors = aggregation["clusterRoleSelectors"];
  if (selectors.empty()) {
    selectors.required("at least one clusterRoleSelector required if aggregationRule is non-nil");
  }
  for (Field selector : selectors.each()) {
    check_label_selector(selector);
    if (!selects(selector, LabelSet())) selector.invalid("");
  }
}

void check_role_binding(const Object& object) { check_binding(object, true); }
void check_cluster_role_binding(const Object& object) { check_binding(object, false); }

}  // namespace drydock::validate::server
