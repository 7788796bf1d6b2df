#include "validate/server/small_kinds.h"

#include <fmt/format.h>

#include "core/yaml/compare.h"
#include "validate/server/apps.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"
#include "validate/server/resources.h"

namespace drydock::validate::server {
namespace {

constexpr int64_t kHighestUserPriority = 1'000'000'000;
constexpr int64_t kClusterCritical = 2'000'000'000;
constexpr int64_t kNodeCritical = 2'000'001'000;

bool is_system_class(const Object& object) {
  int64_t value = object.root["value"].number();
  if (object.root["globalDefault"].flag()) return false;
  return (object.name == "system-cluster-critical" && value == kClusterCritical) ||
         (object.name == "system-node-critical" && value == kNodeCritical);
}

void check_runtime_tolerations(const Field& tolerations) {
  check_tolerations(tolerations);
  for (size_t i = 0; i < tolerations.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      Field one = tolerations.element(i);
      Field other = tolerations.element(j);
      if (one && other && same_data(*one.node(), *other.node())) {
        one.duplicate(one["key"].text());
        break;
      }
    }
  }
}

/// Without a service the API is the server's own.
void check_local_api(const Field& spec) {
  if (!spec["caBundle"].text().empty()) {
    spec["caBundle"].invalid_text("<bytes>", "local APIServices may not have a caBundle");
  }
  if (spec["insecureSkipTLSVerify"].flag()) {
    spec["insecureSkipTLSVerify"].invalid("local APIServices may not have insecureSkipTLSVerify");
  }
}

void check_remote_api(const Field& spec) {
  Field service = spec["service"];
  service["namespace"].require_text();
  service["name"].require_text();
  if (Field port = service["port"]) {
    for (const std::string& problem : port_number(port.number())) port.invalid(problem);
  }
  if (spec["insecureSkipTLSVerify"].flag() && !spec["caBundle"].text().empty()) {
    spec["insecureSkipTLSVerify"].invalid("may not be true if caBundle is present");
  }
}

void check_priority(const Field& priority, int64_t most) {
  int64_t value = priority.number();
  if (value > 0 && value <= most) return;
  priority.invalid_number(value, fmt::format("must be positive and less than {}", most));
}

}  // namespace

void check_pod_disruption_budget(const Object& object) {
  Field spec = object.spec();
  Field available = spec["minAvailable"];
  Field unavailable = spec["maxUnavailable"];
  if (available && unavailable) {
    spec.invalid("minAvailable and maxUnavailable cannot be both set");
  }
  for (const Field& field : {available, unavailable}) {
    if (!field) continue;
    check_int_or_percent(field);
    check_not_over_100_percent(field);
  }
  spec["unhealthyPodEvictionPolicy"].one_of_if_set({"AlwaysAllow", "IfHealthyBudget"});
  check_label_selector(spec["selector"]);
}

void check_priority_class(const Object& object) {
  int64_t value = object.root["value"].number();
  if (object.name.starts_with("system-")) {
    if (!is_system_class(object)) {
      object.metadata()["name"].forbidden(fmt::format(
          "priority class names with 'system-' prefix are reserved for system use only. "
          "error: {} is not a known system priority class",
          object.name));
    }
  } else if (value > kHighestUserPriority) {
    object.root["value"].forbidden(fmt::format(
        "maximum allowed value of a user defined priority is {}", kHighestUserPriority));
  }
  Field policy = object.root["preemptionPolicy"];
  if (policy && policy.require_text()) policy.one_of({"PreemptLowerPriority", "Never"});
}

void check_lease(const Object& object) {
  Field spec = object.spec();
  Field duration = spec["leaseDurationSeconds"];
  if (duration && duration.number() <= 0) duration.invalid("must be greater than 0");
  spec["leaseTransitions"].non_negative();
}

void check_runtime_class(const Object& object) {
  Field handler = object.root["handler"];
  handler.invalid_all(dns1123_label(handler.text()));
  Field overhead = object.root["overhead"];
  if (overhead) check_overhead(overhead["podFixed"]);
  Field scheduling = object.root["scheduling"];
  check_labels(scheduling["nodeSelector"]);
  check_runtime_tolerations(scheduling["tolerations"]);
}

Problems api_service_name(const Object& object, std::string_view name, bool) {
  Field spec = object.root["spec"];
  std::string required = fmt::format("{}.{}", spec["version"].text(), spec["group"].text());
  if (name == required) return {};
  return {fmt::format("must be `spec.version+\".\"+spec.group`: \"{}\"", required)};
}

void check_api_service(const Object& object) {
  Field spec = object.spec();
  Field group = spec["group"];
  Field version = spec["version"];
  if (!group.text().empty()) {
    group.invalid_all(dns1123_subdomain(group.text()));
  } else if (!version.is("v1")) {
    group.required("only v1 may have an empty group and it better be legacy kube");
  }
  version.invalid_all(dns1035_label(version.text()));
  check_priority(spec["groupPriorityMinimum"], 20000);
  check_priority(spec["versionPriority"], 1000);
  if (spec["service"]) {
    check_remote_api(spec);
  } else {
    check_local_api(spec);
  }
}

void check_scale(const Object& object) { object.spec()["replicas"].non_negative(); }

}  // namespace drydock::validate::server
