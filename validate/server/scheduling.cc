#include <fmt/format.h>

#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"
#include "validate/server/resources.h"

/// Which nodes a pod may go to.
namespace drydock::validate::server {
namespace {

void check_field_requirement(const Field& requirement) {
  Field op = requirement["operator"];
  Field values = requirement["values"];
  if (!op.is("In") && !op.is("NotIn")) {
    op.invalid_text(op.text(), "not a valid selector operator");
  } else if (values.size() != 1) {
    values.required(
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  }
  Field key = requirement["key"];
  if (!key.is("metadata.name"))
    return key.invalid_text(key.text(), "not a valid field selector key");
  for (Field value : values.each()) value.invalid_all(dns1123_subdomain(value.text()));
}

void check_node_term(const Field& term, bool check_values) {
  for (Field requirement : term["matchExpressions"].each()) {
    check_requirement(requirement, {true, check_values});
  }
  for (Field requirement : term["matchFields"].each()) check_field_requirement(requirement);
}

void check_weight(const Field& weight) {
  if (weight.number() < 1 || weight.number() > 100) {
    weight.invalid_number(weight.number(), "must be in the range 1-100");
  }
}

bool contains(const Field& list, std::string_view text) {
  for (Field item : list.each()) {
    if (item.is(text)) return true;
  }
  return false;
}

bool selector_has_key(const Field& selector, std::string_view key) {
  if (selector["matchLabels"].key(key)) return true;
  for (Field requirement : selector["matchExpressions"].each()) {
    if (requirement["key"].is(key)) return true;
  }
  return false;
}

void check_label_keys(const Field& keys, const Field& selector) {
  if (keys.empty()) return;
  if (!selector) return keys.forbidden("must not be specified when labelSelector is not set");
  for (Field key : keys.each()) check_label_name(key, key.text());
}

/// In a Pod the server has turned the keys into requirements of the selector before it looks.
void check_match_label_keys(const Field& term, const PodScope& scope) {
  Field keys = term["matchLabelKeys"];
  Field selector = term["labelSelector"];
  check_label_keys(keys, selector);
  check_label_keys(term["mismatchLabelKeys"], selector);
  size_t i = 0;
  for (Field key : keys.each()) {
    if (scope.is_pod && scope.metadata["labels"].key(key.text()) &&
        selector_has_key(selector, key.text())) {
      term.at_index(i).invalid_text(key.text(), "exists in both matchLabelKeys and labelSelector");
    }
    if (contains(term["mismatchLabelKeys"], key.text())) {
      key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
    }
    ++i;
  }
}

void check_pod_term(const Field& term, const PodScope& scope) {
  check_label_selector(term["labelSelector"]);
  check_label_selector(term["namespaceSelector"]);
  for (Field name : term["namespaces"].each()) {
    term.at("namespace").invalid_all(name.text(), dns1123_label(name.text()));
  }
  check_match_label_keys(term, scope);
  Field key = term["topologyKey"];
  key.require_text("can not be empty");
  check_label_name(key, key.text());
}

void check_pod_affinity(const Field& affinity, const PodScope& scope) {
  for (Field term : affinity["requiredDuringSchedulingIgnoredDuringExecution"].each()) {
    check_pod_term(term, scope);
  }
  for (Field term : affinity["preferredDuringSchedulingIgnoredDuringExecution"].each()) {
    check_weight(term["weight"]);
    check_pod_term(term["podAffinityTerm"], scope);
  }
}

void check_min_domains(const Field& constraint) {
  Field domains = constraint["minDomains"];
  if (!domains) return;
  if (domains.number() <= 0) domains.invalid_number(domains.number(), "must be greater than zero");
  std::string_view action = constraint["whenUnsatisfiable"].text();
  if (action != "DoNotSchedule") {
    domains.invalid(
        fmt::format("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {}", action));
  }
}

void check_spread_keys(const Field& constraint) {
  Field keys = constraint["matchLabelKeys"];
  if (keys.empty()) return;
  Field selector = constraint["labelSelector"];
  if (!selector) keys.forbidden("must not be specified when labelSelector is not set");
  for (Field key : keys.each()) {
    check_label_name(key, key.text());
    if (selector_has_key(selector, key.text())) {
      key.invalid("exists in both matchLabelKeys and labelSelector");
    }
  }
}

void check_constraint(const Field& constraint) {
  Field skew = constraint["maxSkew"];
  if (skew.number() <= 0) skew.invalid_number(skew.number(), "must be greater than zero");
  constraint["topologyKey"].require_text("can not be empty");
  constraint["whenUnsatisfiable"].one_of({"DoNotSchedule", "ScheduleAnyway"});
  check_min_domains(constraint);
  constraint["nodeAffinityPolicy"].one_of_if_set({"Honor", "Ignore"});
  constraint["nodeTaintsPolicy"].one_of_if_set({"Honor", "Ignore"});
  check_spread_keys(constraint);
  check_label_selector(constraint["labelSelector"]);
}

}  // namespace

void check_node_selector(const Field& selector, bool check_values) {
  Field terms = selector["nodeSelectorTerms"];
  if (terms.empty()) return terms.required("must have at least one node selector term");
  for (Field term : terms.each()) check_node_term(term, check_values);
}

void check_affinity(const PodScope& scope) {
  Field affinity = scope.spec["affinity"];
  Field node = affinity["nodeAffinity"];
  Field required = node["requiredDuringSchedulingIgnoredDuringExecution"];
  if (required) check_node_selector(required);
  for (Field term : node["preferredDuringSchedulingIgnoredDuringExecution"].each()) {
    check_weight(term["weight"]);
    check_node_term(term["preference"], false);
  }
  check_pod_affinity(affinity["podAffinity"], scope);
  check_pod_affinity(affinity["podAntiAffinity"], scope);
}

void check_topology_spread(const PodScope& scope) {
  Field constraints = scope.spec["topologySpreadConstraints"];
  size_t i = 0;
  for (Field constraint : constraints.each()) {
    check_constraint(constraint);
    for (size_t j = ++i; j < constraints.size(); ++j) {
      Field other = constraints.element(j);
      std::string_view key = constraint["topologyKey"].text();
      std::string_view action = constraint["whenUnsatisfiable"].text();
      if (other["topologyKey"].is(key) && other["whenUnsatisfiable"].is(action)) {
        constraint.at("{topologyKey, whenUnsatisfiable}")
            .duplicate(fmt::format("{{{}, {}}}", key, action));
        break;
      }
    }
  }
}

void check_taint_effect(const Field& effect) {
  effect.one_of({"NoSchedule", "PreferNoSchedule", "NoExecute"});
}

void check_tolerations(const Field& tolerations) {
  for (Field toleration : tolerations.each()) {
    Field key = toleration["key"];
    Field op = toleration["operator"];
    Field effect = toleration["effect"];
    std::string_view value = toleration["value"].text();
    if (!key.text().empty()) check_label_name(key, key.text());
    if (key.text().empty() && !op.is("Exists")) {
      op.invalid_text(op.text(),
                      "operator must be Exists when `key` is empty, which means \"match all values "
                      "and all keys\"");
    }
    if (toleration["tolerationSeconds"] && !effect.is("NoExecute")) {
      effect.invalid_text(effect.text(),
                          "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    if (op.is("Equal") || op.text().empty()) {
      op.invalid_all(value, label_value(value));
    } else if (!op.is("Exists")) {
      op.not_supported(op.text(), {"Equal", "Exists"});
    } else if (!value.empty()) {
      op.invalid_text(value, "value must be empty when `operator` is 'Exists'");
    }
    if (!effect.text().empty()) check_taint_effect(effect);
  }
}

namespace {

/// What all containers ask for together, of one resource.
class TotalRequests {
 public:
  TotalRequests(const PodScope& scope, std::string_view resource)
      : scope_(scope), resource_(resource) {
    for (Field container : scope.spec["containers"].each()) add(sum_, container);
    Quantity sidecars;
    for (Field container : scope.spec["initContainers"].each()) {
      bool stays = container["restartPolicy"].is("Always");
      if (stays) {
        add(sidecars, container);
        add(sum_, container);
      }
      Quantity now = sidecars;
      if (!stays) add(now, container);
      if (now.compare(most_) > 0) most_ = now;
    }
  }
  Quantity total() const { return most_.compare(sum_) > 0 ? most_ : sum_; }

 private:
  void add(Quantity& sum, const Field& container) const {
    Field resources = container["resources"];
    Field request = resources["requests"].key(resource_);
    if (!request && scope_.is_pod) request = resources["limits"].key(resource_);
    sum.add(quantity_of(request));
  }

  const PodScope& scope_;
  std::string_view resource_;
  Quantity sum_;
  Quantity most_;
};

}  // namespace

void check_pod_resources(const PodScope& scope) {
  Field resources = scope.spec["resources"];
  if (!resources) return;
  if (resources["claims"]) {
    resources["claims"].forbidden("claims cannot be set for Resources at pod-level");
  }
  check_resource_requirements(resources, {.pod_level = true, .claims = &scope.claims});
  for (Entry request : resources["requests"].entries()) {
    Quantity total = TotalRequests(scope, request.key).total();
    if (total.compare(quantity_of(request.value)) > 0) {
      request.value.invalid_text(
          quantity_of(request.value).text(),
          fmt::format("must be greater than or equal to aggregate container requests of {}",
                      total.text()));
    }
  }
  size_t i = 0;
  for (Field container : scope.spec["containers"].each()) {
    for (Entry limit : container["resources"]["limits"].entries()) {
      Field most = resources["limits"].key(limit.key);
      if (most && quantity_of(limit.value).compare(quantity_of(most)) > 0) {
        resources.at("containers")
            .at_index(i)
            .at_key(limit.key)
            .at("limits")
            .invalid_text(quantity_of(limit.value).text(),
                          fmt::format("must be less than or equal to pod limits of {}",
                                      quantity_of(most).text()));
      }
    }
    ++i;
  }
}

}  // namespace drydock::validate::server
