#include "validate/server/apps.h"

#include <fmt/format.h>

#include "core/arena.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kMismatch = "`selector` does not match template `labels`";

Field template_labels(const Field& spec) { return spec["template"]["metadata"]["labels"]; }

void check_template_rules(const Field& spec, std::string_view kind) {
  Field pod = spec["template"]["spec"];
  Field restart = pod["restartPolicy"];
  if (!restart.text().empty() && !restart.is("Always")) {
    restart.not_supported(restart.text(), {"Always"});
  }
  if (pod["activeDeadlineSeconds"]) {
    pod["activeDeadlineSeconds"].forbidden(
        fmt::format("activeDeadlineSeconds in {} is not Supported", kind));
  }
}

/// The selector of a set of pods, and whether it takes what the template makes. False when the
/// selector cannot be used.
bool check_selector(const Field& spec, std::string_view kind, std::string_view unusable) {
  Field selector = spec["selector"];
  if (!selector) {
    selector.required();
  } else {
    check_label_selector(selector);
    if (is_empty_selector(selector)) {
      selector.invalid(fmt::format("empty selector is invalid for {}", kind));
    }
  }
  std::optional<bool> fits = selects(selector, LabelSet(template_labels(spec)));
  if (!fits) {
    selector.invalid(unusable);
    return false;
  }
  // An empty selector takes all, an absent one nothing.
  if (!*fits) template_labels(spec).invalid(kMismatch);
  return true;
}

void check_rolling_deployment(const Field& rolling) {
  Field unavailable = rolling["maxUnavailable"];
  Field surge = rolling["maxSurge"];
  if (unavailable) check_int_or_percent(unavailable);
  if (surge) check_int_or_percent(surge);
  if (int_or_percent(unavailable, 25) == 0 && int_or_percent(surge, 25) == 0) {
    unavailable.invalid("may not be 0 when `maxSurge` is 0");
  }
  check_not_over_100_percent(unavailable);
}

void check_deployment_strategy(const Field& strategy) {
  std::string_view type = strategy["type"].text();
  Field rolling = strategy["rollingUpdate"];
  if (type == "Recreate") {
    if (rolling) rolling.forbidden("may not be specified when strategy `type` is 'Recreate'");
  } else if (type.empty() || type == "RollingUpdate") {
    check_rolling_deployment(rolling);
  } else {
    strategy.not_supported(type, {"Recreate", "RollingUpdate"});
  }
}

void check_rolling_daemon_set(const Field& rolling) {
  Field unavailable = rolling["maxUnavailable"];
  Field surge = rolling["maxSurge"];
  for (const Field& field : {unavailable, surge}) {
    if (!field) continue;
    check_int_or_percent(field);
    check_not_over_100_percent(field);
  }
  bool has_unavailable = int_or_percent(unavailable, 1) != 0;
  bool has_surge = int_or_percent(surge) != 0;
  if (has_unavailable && has_surge) surge.invalid("may not be set when maxUnavailable is non-zero");
  if (!has_unavailable && !has_surge) unavailable.required("cannot be 0 when maxSurge is 0");
}

void check_stateful_update(const Field& strategy) {
  std::string_view type = strategy["type"].text();
  Field rolling = strategy["rollingUpdate"];
  if (type == "OnDelete") {
    if (rolling) rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
  } else if (type.empty() || type == "RollingUpdate") {
    // maxUnavailable belongs to a feature that is off in 1.34: the server drops it.
    rolling["partition"].non_negative();
  } else {
    strategy.invalid("must be 'RollingUpdate' or 'OnDelete'");
  }
}

/// A template as the pods of the set will have it: with a volume for each claim, before the others.
Field with_claim_volumes(const Field& pod_template, const Field& claims, Arena& arena) {
  if (claims.empty()) return pod_template;
  Seen names;
  Node* volumes = make_sequence(arena);
  for (Field claim : claims.each()) {
    std::string_view name = claim["metadata"]["name"].text();
    names.add(name);
    Node* source = make_mapping(arena);
    append(arena, *source, make_scalar(arena, "claimName"),
           make_scalar(arena, name, NodeStyle::DoubleQuoted));
    Node* volume = make_mapping(arena);
    if (const Node* written = claim["metadata"]["name"].node()) {
      append(arena, *volume, make_scalar(arena, "name"), const_cast<Node*>(written));
    }
    append(arena, *volume, make_scalar(arena, "persistentVolumeClaim"), source);
    append(arena, *volumes, volume);
  }
  for (Field volume : pod_template["spec"]["volumes"].each()) {
    if (!names.has(volume["name"].text())) {
      append(arena, *volumes, const_cast<Node*>(volume.node()));
    }
  }
  auto shallow_copy = [&](const Node* from) {
    Node* copy = make_mapping(arena);
    if (!from) return copy;
    for (const NodeEntry& entry : from->pairs()) append(arena, *copy, entry.key, entry.value);
    return copy;
  };
  Node* spec = shallow_copy(pod_template["spec"].node());
  set(arena, *spec, "volumes", volumes);
  Node* whole = shallow_copy(pod_template.node());
  set(arena, *whole, "spec", spec);
  return pod_template.shows(Field(&pod_template.report(), nullptr, whole));
}

void check_retention(const Field& policy) {
  if (!policy) return;
  for (std::string_view key : {"whenDeleted", "whenScaled"}) {
    Field when = policy[key];
    if (!when.text().empty()) when.one_of({"Retain", "Delete"});
  }
}

}  // namespace

void check_int_or_percent(const Field& field) {
  if (!field.is_text()) {
    field.non_negative();
  } else if (!is_percent(field.text())) {
    field.invalid(
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or "
        "'93%', regex used for validation is '[0-9]+%')");
  }
}

void check_not_over_100_percent(const Field& field) {
  if (field.is_text() && is_percent(field.text()) && int_or_percent(field) > 100) {
    field.invalid("must not be greater than 100%");
  }
}

int64_t int_or_percent(const Field& field, int64_t otherwise) {
  if (!field) return otherwise;
  if (!field.is_text()) return field.number();
  std::string_view text = field.text();
  if (text.ends_with('%')) text.remove_suffix(1);
  int64_t value = 0;
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  for (char c : text) {
    if (c < '0' || c > '9') return 0;
    if (value < 1'000'000'000'000) value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

void check_deployment(const Object& object) {
  Field spec = object.spec();
  spec["replicas"].non_negative();
  if (check_selector(spec, "deployment", "invalid label selector")) {
    check_pod_template(spec["template"]);
    check_template_rules(spec, "ReplicaSet");
  }
  check_deployment_strategy(spec["strategy"]);
  Field ready = spec["minReadySeconds"];
  ready.non_negative();
  spec["revisionHistoryLimit"].non_negative();
  Field deadline = spec["progressDeadlineSeconds"];
  int64_t seconds = deadline.number(600);
  deadline.non_negative();
  if (seconds <= ready.number()) {
    deadline.invalid_number(seconds, "must be greater than minReadySeconds");
  }
}

void check_replica_set(const Object& object) {
  Field spec = object.spec();
  spec["replicas"].non_negative();
  spec["minReadySeconds"].non_negative();
  if (check_selector(spec, "replicaset", "invalid label selector")) {
    check_pod_template(spec["template"]);
    check_template_rules(spec, "ReplicaSet");
  }
}

void check_daemon_set(const Object& object) {
  Field spec = object.spec();
  Field selector = spec["selector"];
  check_label_selector(selector);
  std::optional<bool> fits = selects(selector, LabelSet(template_labels(spec)));
  if (fits && !*fits) template_labels(spec).invalid(kMismatch);
  if (selector && is_empty_selector(selector)) {
    selector.invalid("empty selector is invalid for daemonset");
  }
  check_pod_template(spec["template"]);
  check_template_rules(spec, "DaemonSet");
  spec["minReadySeconds"].non_negative();
  spec["revisionHistoryLimit"].non_negative();
  Field strategy = spec["updateStrategy"];
  std::string_view type = strategy["type"].text();
  if (type.empty() || type == "RollingUpdate") {
    check_rolling_daemon_set(strategy["rollingUpdate"]);
  } else if (type != "OnDelete") {
    strategy.not_supported(type, {"RollingUpdate", "OnDelete"});
  }
}

void check_stateful_set(const Object& object) {
  Field spec = object.spec();
  Field management = spec["podManagementPolicy"];
  if (!management.text().empty() && !management.is("OrderedReady") && !management.is("Parallel")) {
    management.invalid("must be 'OrderedReady' or 'Parallel'");
  }
  check_stateful_update(spec["updateStrategy"]);
  check_retention(spec["persistentVolumeClaimRetentionPolicy"]);
  spec["replicas"].non_negative();
  spec["minReadySeconds"].non_negative();
  int64_t start = spec["ordinals"]["start"].number();
  if (start < 0) {
    spec.at("ordinals.start").invalid_number(start, "must be greater than or equal to 0");
  }
  spec["revisionHistoryLimit"].non_negative();
  Field service = spec["serviceName"];
  if (!service.text().empty()) service.invalid_all(dns1123_label(service.text()));
  if (check_selector(spec, "statefulset", "")) {
    Arena arena;
    check_pod_template(with_claim_volumes(spec["template"], spec["volumeClaimTemplates"], arena));
  }
  check_template_rules(spec, "StatefulSet");
}

void check_replication_controller(const Object& object) {
  Field spec = object.spec();
  spec["minReadySeconds"].non_negative();
  spec["replicas"].non_negative();
  Field pod_template = spec["template"];
  Field labels = template_labels(spec);
  Field selector = spec["selector"];
  // Without a selector the labels of the template are taken.
  if (selector.empty()) selector = selector.shows(labels);
  if (selector.empty()) selector.required();
  if (!pod_template) return pod_template.required();
  LabelSet set(labels);
  for (Entry entry : selector.entries()) {
    std::optional<std::string_view> label = set.find(entry.key);
    if (!label || *label != entry.value.text()) {
      labels.invalid(kMismatch);
      break;
    }
  }
  check_pod_template(pod_template);
  check_template_rules(spec, "ReplicationController");
}

void check_controller_revision(const Object& object) {
  if (!object.root["data"]) object.root["data"].required("data is mandatory");
  object.root["revision"].non_negative();
}

}  // namespace drydock::validate::server
