#include "validate/admission_target.h"

#include <algorithm>

#include "validate/admission_labels.h"

namespace drydock::validate {
namespace {

bool lists(const Node* list, std::string_view text) {
  if (!list) return false;
  return std::ranges::any_of(list->elements(), [&](const Node* item) {
    return item->text() == text || item->text() == "*";
  });
}

bool lists_resource(const Node* list, std::string_view plural) {
  if (!list) return false;
  return std::ranges::any_of(list->elements(), [&](const Node* item) {
    return item->text() == plural || item->text() == "*" || item->text() == "*/*" ||
           item->text() == std::string(plural) + "/*";
  });
}

bool rule_means(const Node& rule, const AdmissionTarget& target, bool exact_version) {
  const Gvk& gvk = target.resource->gvk;
  if (!lists(rule.find("operations"), "CREATE")) return false;
  if (!lists(rule.find("apiGroups"), gvk.group)) return false;
  // Other versions of a resource are converted to the one that the rule names.
  if (exact_version && !lists(rule.find("apiVersions"), gvk.version)) return false;
  if (!lists_resource(rule.find("resources"), target.plural)) return false;
  const Node* names = rule.find("resourceNames");
  bool named = !names || names->elements().empty() || lists(names, target.resource->name);
  std::string_view scope = rule.text_of("scope");
  bool in_scope =
      scope.empty() || scope == "*" || (scope == "Cluster") == target.name_space.empty();
  return named && in_scope;
}

bool any_rule_means(const Node* rules, const AdmissionTarget& target, bool exact_version) {
  if (!rules) return false;
  return std::ranges::any_of(rules->elements(), [&](const Node* rule) {
    return rule_means(*rule, target, exact_version);
  });
}

const Node* labels_of(const Node* object) {
  const Node* metadata = object ? object->find("metadata") : nullptr;
  return metadata ? metadata->find("labels") : nullptr;
}

bool selects_namespace(const Node* selector, const AdmissionTarget& target) {
  const Resource& resource = *target.resource;
  if (resource.gvk.kind == "Namespace" && resource.gvk.group.empty()) {
    return selects_labels(selector, {labels_of(resource.root), resource.name});
  }
  if (target.name_space.empty()) return true;
  return selects_labels(selector, {labels_of(target.space), target.name_space});
}

}  // namespace

std::string guess_plural(std::string_view kind) {
  std::string name(kind);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (name == "endpoints") return name;
  if (name.ends_with('s')) return name + "es";
  if (name.ends_with('y')) return name.substr(0, name.size() - 1) + "ies";
  return name + "s";
}

bool means(const Node* match, const AdmissionTarget& target) {
  if (!match) return true;
  if (!selects_labels(match->find("objectSelector"), {labels_of(target.resource->root)}))
    return false;
  if (!selects_namespace(match->find("namespaceSelector"), target)) return false;
  bool exact = match->text_of("matchPolicy") == "Exact";
  if (any_rule_means(match->find("excludeResourceRules"), target, exact)) return false;
  const Node* rules = match->find("resourceRules");
  if (!rules || rules->elements().empty()) return true;
  return any_rule_means(rules, target, exact);
}

}  // namespace drydock::validate
