#include "validate/server/autoscaling.h"

#include <fmt/format.h>

#include "validate/server/names.h"
#include "validate/server/quantity.h"
#include "validate/server/resources.h"

namespace drydock::validate::server {
namespace {

constexpr int64_t kLongestPeriod = 1800;
constexpr int64_t kLongestWindow = 3600;

void check_reference(const Field& reference) {
  for (std::string_view key : {"kind", "name"}) {
    if (reference[key].require_text()) {
      reference[key].invalid_all(path_segment_name(reference[key].text()));
    }
  }
}

void check_metric(const Field& metric) {
  Field name = metric["name"];
  if (name.require_text("must specify a metric name"))
    name.invalid_all(path_segment_name(name.text()));
}

void check_target(const Field& target) {
  Field type = target["type"];
  type.require_text("must specify a metric target type");
  if (!type.is("Utilization") && !type.is("Value") && !type.is("AverageValue")) {
    type.invalid_text(type.text(), "must be either Utilization, Value, or AverageValue");
  }
  for (std::string_view key : {"value", "averageValue"}) {
    Field amount = target[key];
    if (amount && quantity_of(amount).sign() <= 0) amount.invalid("must be positive");
  }
  Field utilization = target["averageUtilization"];
  if (utilization && utilization.number() < 1) utilization.invalid("must be greater than 0");
}

void check_utilization_or_value(const Field& target) {
  Field utilization = target["averageUtilization"];
  Field value = target["averageValue"];
  if (!utilization && !value) {
    utilization.required("must set either a target raw value or a target utilization");
  }
  if (utilization && value) {
    value.forbidden("may not set both a target raw value and a target utilization");
  }
}

void check_object_source(const Field& source) {
  check_reference(source["describedObject"]);
  check_metric(source["metric"]);
  Field target = source["target"];
  check_target(target);
  if (!target["value"] && !target["averageValue"]) {
    target["averageValue"].required("must set either a target value or averageValue");
  }
}

void check_external_source(const Field& source) {
  check_metric(source["metric"]);
  Field target = source["target"];
  check_target(target);
  if (!target["value"] && !target["averageValue"]) {
    target["averageValue"].required(
        "must set either a target value for metric or a per-pod target");
  }
  if (target["value"] && target["averageValue"]) {
    target["value"].forbidden("may not set both a target value for metric and a per-pod target");
  }
}

void check_pods_source(const Field& source) {
  check_metric(source["metric"]);
  check_target(source["target"]);
  if (!source["target"]["averageValue"]) {
    source["target"]["averageValue"].required("must specify a positive target averageValue");
  }
}

void check_resource_source(const Field& source) {
  source["name"].require_text("must specify a resource name");
  check_target(source["target"]);
  check_utilization_or_value(source["target"]);
}

void check_container_source(const Field& source) {
  Field name = source["name"];
  if (name.require_text("must specify a resource name")) {
    check_container_resource_name(name, name.text());
  }
  Field container = source["container"];
  if (container.require_text("must specify a container")) {
    container.invalid_all(dns1123_label(container.text()));
  }
  check_target(source["target"]);
  check_utilization_or_value(source["target"]);
}

/// In the order in which the server looks at them.
struct Source {
  std::string_view type;
  std::string_view key;
  void (*check)(const Field& source);
};
constexpr Source kSources[] = {{"Object", "object", check_object_source},
                               {"External", "external", check_external_source},
                               {"Pods", "pods", check_pods_source},
                               {"Resource", "resource", check_resource_source},
                               {"ContainerResource", "containerResource", check_container_source}};

void check_metric_spec(const Field& spec) {
  Field type = spec["type"];
  type.require_text("must specify a metric source type");
  int present = 0;
  bool known = false;
  for (const Source& row : kSources) {
    Field source = spec[row.key];
    if (source && ++present == 1) row.check(source);
    if (!type.is(row.type)) continue;
    known = true;
    if (!source) source.required("must populate information for the given metric source");
  }
  if (!known) {
    type.not_supported(type.text(),
                       {"ContainerResource", "External", "Object", "Pods", "Resource"});
  }
  if (present < 2) {
    // A single source of another type is wrong only in that the right one is missing.
    return;
  }
  for (const Source& row : kSources) {
    if (spec[row.key] && !type.is(row.type)) {
      spec[row.key].forbidden("must populate the given metric source only");
    }
  }
}

void check_scaling_policy(const Field& policy) {
  Field type = policy["type"];
  if (!type.is("Pods") && !type.is("Percent")) type.not_supported(type.text(), {"Percent", "Pods"});
  for (std::string_view key : {"value", "periodSeconds"}) {
    if (policy[key].number() <= 0) {
      policy[key].invalid_number(policy[key].number(), "must be greater than zero");
    }
  }
  if (policy["periodSeconds"].number() > kLongestPeriod) {
    policy["periodSeconds"].invalid(
        fmt::format("must be less than or equal to {}", kLongestPeriod));
  }
}

void check_scaling_rules(const Field& rules) {
  if (!rules) return;
  Field window = rules["stabilizationWindowSeconds"];
  if (window.number() < 0) window.invalid("must be greater than or equal to zero");
  if (window.number() > kLongestWindow) {
    window.invalid(fmt::format("must be less than or equal to {}", kLongestWindow));
  }
  rules["selectPolicy"].one_of_if_set({"Disabled", "Max", "Min"});
  Field policies = rules["policies"];
  // Absent policies are filled in, an empty list is not.
  if (policies && policies.empty()) policies.required("must specify at least one Policy");
  for (Field policy : policies.each()) check_scaling_policy(policy);
}

void check_metrics(const Field& metrics, bool to_zero) {
  bool scales_from_zero = false;
  for (Field metric : metrics.each()) {
    check_metric_spec(metric);
    scales_from_zero =
        scales_from_zero || metric["type"].is("Object") || metric["type"].is("External");
  }
  if (to_zero && !scales_from_zero) {
    metrics.forbidden(
        "must specify at least one Object or External metric to support scaling to zero replicas");
  }
}

}  // namespace

void check_horizontal_pod_autoscaler(const Object& object) {
  Field spec = object.spec();
  Field least = spec["minReplicas"];
  Field most = spec["maxReplicas"];
  int64_t minimum = least.number(1);
  if (minimum < 1) least.invalid_number(minimum, "must be greater than or equal to 1");
  if (most.number() < 1) most.invalid_number(most.number(), "must be greater than 0");
  if (most.number() < minimum) {
    most.invalid_number(most.number(), "must be greater than or equal to `minReplicas`");
  }
  check_reference(spec["scaleTargetRef"]);
  if (object.version == "v1") {
    // What v1 says of the processor is a metric to the server.
    Field percent = spec["targetCPUUtilizationPercentage"];
    if (percent && percent.number() < 1) {
      spec.at("metrics")
          .at_index(0)
          .at("resource")
          .at("target")
          .at("averageUtilization")
          .shows(percent)
          .invalid("must be greater than 0");
    }
    check_metrics(spec.at("metrics"), minimum == 0);
    return;
  }
  check_metrics(spec["metrics"], minimum == 0);
  check_scaling_rules(spec["behavior"]["scaleUp"]);
  check_scaling_rules(spec["behavior"]["scaleDown"]);
}

}  // namespace drydock::validate::server
