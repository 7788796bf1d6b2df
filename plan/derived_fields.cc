#include "plan/derived_fields.h"

#include <algorithm>

#include "plan/derived_pods.h"
#include "plan/derived_services.h"

namespace drydock::plan {
namespace {

struct Context {
  Node& root;
  Node& spec;  // empty and not part of the object when there is none
  const Node* before;
  Arena& arena;

  void fill(Node& map, std::string_view key, Node* value) const {
    if (!map.find(key)) set(arena, map, key, value);
  }
  Node* text(std::string_view value) const { return fill_in_text(arena, value); }
  Node* literal(std::string_view value) const { return fill_in_literal(arena, value); }
  /// The mapping under a key, which is made when it is missing.
  Node& mapping(Node& parent, std::string_view key) const {
    Node* found = parent.find(key);
    if (found && found->is_mapping()) return *found;
    found = fill_in_mapping(arena);
    set(arena, parent, key, found);
    return *found;
  }
};

/// The settings of a rolling update are there while the strategy is one.
void derive_rolling(const Context& in, std::string_view key,
                    std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  Node* strategy = in.spec.find(key);
  if (!strategy || !strategy->is_mapping()) return;
  const Node* rolling = strategy->find("rollingUpdate");
  if (strategy->text_of("type") != "RollingUpdate") {
    if (rolling && is_filled_in(*rolling)) erase(*strategy, "rollingUpdate");
    return;
  }
  Node& settings = in.mapping(*strategy, "rollingUpdate");
  for (const auto& [name, json] : values) in.fill(settings, name, fill_in_json(in.arena, json));
}

void derive_deployment(const Context& in) {
  derive_rolling(in, "strategy", {{"maxSurge", "\"25%\""}, {"maxUnavailable", "\"25%\""}});
}

void derive_daemon_set(const Context& in) {
  derive_rolling(in, "updateStrategy", {{"maxSurge", "0"}, {"maxUnavailable", "1"}});
}

/// Nobody keeps the type words and the status inside a claim's template.
void derive_stateful_set(const Context& in) {
  derive_rolling(in, "updateStrategy", {{"partition", "0"}});
  Node* claims = in.spec.find("volumeClaimTemplates");
  for (Node* claim : claims ? claims->elements() : std::span<Node* const>()) {
    for (std::string_view key : {"apiVersion", "kind", "status"}) erase(*claim, key);
  }
}

void copy_when_missing(const Context& in, Node& to, std::string_view key, const Node* from) {
  if (from && from->is_mapping() && from->size > 0) {
    in.fill(to, key, fill_in_copy(in.arena, *from));
  }
}

void derive_replication_controller(const Context& in) {
  const Node* labels = at_path(&in.spec, "template.metadata.labels");
  copy_when_missing(in, in.spec, "selector", labels);
  if (Node* metadata = in.root.find("metadata")) copy_when_missing(in, *metadata, "labels", labels);
}

/// The server's own selector and labels, unless the manifest brings them.
void add_job_selector(const Context& in) {
  if (is_true(in.spec.find("manualSelector")) || in.spec.find("selector")) return;
  Node& labels = in.mapping(in.mapping(in.mapping(in.spec, "template"), "metadata"), "labels");
  for (std::string_view key : {"batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name",
                               "controller-uid", "job-name"}) {
    in.fill(labels, key, in.text("made by the server"));
  }
  Node& selector = in.mapping(in.mapping(in.spec, "selector"), "matchLabels");
  in.fill(selector, "batch.kubernetes.io/controller-uid", in.text("made by the server"));
}

void derive_job(const Context& in) {
  if (!in.spec.find("completions") && !in.spec.find("parallelism")) {
    in.fill(in.spec, "completions", in.literal("1"));
  }
  in.fill(in.spec, "parallelism", in.literal("1"));
  bool per_index = in.spec.find("backoffLimitPerIndex");
  in.fill(in.spec, "backoffLimit", in.literal(per_index ? "2147483647" : "6"));
  const Node* policy = in.spec.find("podFailurePolicy");
  if (policy) {
    // With a failure policy pods are replaced only once they have failed.
    in.fill(in.spec, "podReplacementPolicy", in.text("Failed"));
  } else if (!in.before && in.spec.text_of("podReplacementPolicy") == "Failed" &&
             is_filled_in(*in.spec.find("podReplacementPolicy"))) {
    set(in.arena, in.spec, "podReplacementPolicy", in.text("TerminatingOrFailed"));
  }
  if (!in.before) add_job_selector(in);
  // When it is read back, with what the server made.
  const Node* labels = at_path(&in.spec, "template.metadata.labels");
  if (Node* metadata = in.root.find("metadata")) copy_when_missing(in, *metadata, "labels", labels);
}

void derive_claim(const Context& in) {
  if (!in.before) {
    in.fill(in.spec, "storageClassName", in.text("standard"));
    in.fill(in.spec, "volumeName", in.text("bound volume"));
  }
  const Node* source = in.spec.find("dataSource");
  const Node* reference = in.spec.find("dataSourceRef");
  if (source && !reference) {
    in.fill(in.spec, "dataSourceRef", fill_in_copy(in.arena, *source));
  } else if (reference && !source && !reference->find("namespace")) {
    in.fill(in.spec, "dataSource", fill_in_copy(in.arena, *reference));
  }
}

void derive_network_policy(const Context& in) {
  if (in.spec.find("policyTypes")) return;
  Node* types = fill_in_sequence(in.arena);
  append(in.arena, *types, in.text("Ingress"));
  const Node* egress = in.spec.find("egress");
  if (egress && egress->size > 0) append(in.arena, *types, in.text("Egress"));
  set(in.arena, in.spec, "policyTypes", types);
}

Node* scaling_policy(const Context& in, std::string_view type, std::string_view value) {
  Node* policy = fill_in_mapping(in.arena);
  set(in.arena, *policy, "type", in.text(type));
  set(in.arena, *policy, "value", in.literal(value));
  set(in.arena, *policy, "periodSeconds", in.literal("15"));
  return policy;
}

void derive_autoscaler(const Context& in) {
  if (in.root.text_of("apiVersion") != "autoscaling/v2") return;
  if (!in.spec.find("metrics")) {
    Node* metric = fill_in_mapping(in.arena);
    set(in.arena, *metric, "type", in.text("Resource"));
    Node& resource = in.mapping(*metric, "resource");
    set(in.arena, resource, "name", in.text("cpu"));
    Node& target = in.mapping(resource, "target");
    set(in.arena, target, "type", in.text("Utilization"));
    set(in.arena, target, "averageUtilization", in.literal("80"));
    Node* metrics = fill_in_sequence(in.arena);
    append(in.arena, *metrics, metric);
    set(in.arena, in.spec, "metrics", metrics);
  }
  Node* behavior = in.spec.find("behavior");
  if (!behavior || !behavior->is_mapping()) return;
  for (std::string_view way : {"scaleUp", "scaleDown"}) {
    Node& rules = in.mapping(*behavior, way);
    in.fill(rules, "selectPolicy", in.text("Max"));
    if (way == "scaleUp") in.fill(rules, "stabilizationWindowSeconds", in.literal("0"));
    if (rules.find("policies")) continue;
    Node* policies = fill_in_sequence(in.arena);
    if (way == "scaleUp") append(in.arena, *policies, scaling_policy(in, "Pods", "4"));
    append(in.arena, *policies, scaling_policy(in, "Percent", "100"));
    set(in.arena, rules, "policies", policies);
  }
}

void fill_amounts(const Context& in, Node& item, std::string_view to, std::string_view from) {
  const Node* source = item.find(from);
  if (!source || !source->is_mapping() || source->size == 0) return;
  Node& target = in.mapping(item, to);
  for (const NodeEntry& entry : source->pairs()) {
    in.fill(target, entry.key->text(), fill_in_copy(in.arena, *entry.value));
  }
}

void derive_limit_range(const Context& in) {
  Node* limits = in.spec.find("limits");
  for (Node* item : limits ? limits->elements() : std::span<Node* const>()) {
    if (item->text_of("type") != "Container") continue;
    fill_amounts(in, *item, "default", "max");
    fill_amounts(in, *item, "defaultRequest", "default");
    fill_amounts(in, *item, "defaultRequest", "min");
  }
}

void derive_binding(const Context& in) {
  Node* subjects = in.root.find("subjects");
  for (Node* one : subjects ? subjects->elements() : std::span<Node* const>()) {
    std::string_view kind = one->text_of("kind");
    if (kind != "User" && kind != "Group") continue;
    in.fill(*one, "apiGroup", in.text("rbac.authorization.k8s.io"));
  }
}

/// Selectors that are missing select everything.
void fill_selectors(const Context& in, Node* rules) {
  if (!rules || !rules->is_mapping()) return;
  for (std::string_view key : {"namespaceSelector", "objectSelector"}) {
    in.fill(*rules, key, fill_in_mapping(in.arena));
  }
}

void derive_webhooks(const Context& in) {
  Node* webhooks = in.root.find("webhooks");
  for (Node* one : webhooks ? webhooks->elements() : std::span<Node* const>()) {
    fill_selectors(in, one);
  }
}

void derive_admission_policy(const Context& in) {
  fill_selectors(in, in.spec.find("matchConstraints"));
  fill_selectors(in, in.spec.find("matchResources"));
}

void derive_namespace(const Context& in) {
  Node* metadata = in.root.find("metadata");
  if (!metadata || !metadata->is_mapping()) return;
  // Whatever the manifest says.
  set(in.arena, in.mapping(*metadata, "labels"), "kubernetes.io/metadata.name",
      in.text(metadata->text_of("name")));
  erase(in.root, "spec");
}

void derive_definition(const Context& in) {
  Node* names = in.spec.find("names");
  if (!names || !names->is_mapping()) return;
  std::string kind(names->text_of("kind"));
  std::string singular = kind;
  std::transform(singular.begin(), singular.end(), singular.begin(),
                 [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  auto renew = [&](std::string_view key, std::string_view value) {
    Node* now = names->find(key);
    if (now && !is_filled_in(*now)) return;
    set(in.arena, *names, key, in.text(value));
  };
  renew("singular", singular);
  renew("listKind", kind + "List");
  in.fill(in.mapping(in.spec, "conversion"), "strategy", in.text("None"));
}

void derive_node(const Context& in) {
  const Node* first = in.spec.find("podCIDR");
  if (!first) return;
  Node* all = in.spec.find("podCIDRs");
  if (all && !is_filled_in(*all)) return;
  Node* list = fill_in_sequence(in.arena);
  append(in.arena, *list, fill_in_copy(in.arena, *first));
  set(in.arena, in.spec, "podCIDRs", list);
}

/// The server takes nothing from an update but what others ask for (approval).
void derive_signing_request(const Context& in) {
  const Node* spec = in.before ? in.before->find("spec") : nullptr;
  if (spec) set(in.arena, in.root, "spec", fill_in_copy(in.arena, *spec));
}

struct Row {
  std::string_view group;
  std::string_view kind;
  void (*derive)(const Context& in);
};

// clang-format off
constexpr Row kRows[] = {
    {"",                          "LimitRange",               derive_limit_range},
    {"",                          "Namespace",                derive_namespace},
    {"",                          "Node",                     derive_node},
    {"",                          "PersistentVolumeClaim",    derive_claim},
    {"",                          "ReplicationController",    derive_replication_controller},
    {"admissionregistration.k8s.io", "MutatingAdmissionPolicy", derive_admission_policy},
    {"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", derive_admission_policy},
    {"admissionregistration.k8s.io", "MutatingWebhookConfiguration", derive_webhooks},
    {"admissionregistration.k8s.io", "ValidatingAdmissionPolicy", derive_admission_policy},
    {"admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", derive_admission_policy},
    {"admissionregistration.k8s.io", "ValidatingWebhookConfiguration", derive_webhooks},
    {"apiextensions.k8s.io",      "CustomResourceDefinition", derive_definition},
    {"apps",                      "DaemonSet",                derive_daemon_set},
    {"apps",                      "Deployment",               derive_deployment},
    {"apps",                      "StatefulSet",              derive_stateful_set},
    {"autoscaling",               "HorizontalPodAutoscaler",  derive_autoscaler},
    {"batch",                     "Job",                      derive_job},
    {"certificates.k8s.io",       "CertificateSigningRequest", derive_signing_request},
    {"networking.k8s.io",         "NetworkPolicy",            derive_network_policy},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding",       derive_binding},
    {"rbac.authorization.k8s.io", "RoleBinding",              derive_binding},
};
// clang-format on

}  // namespace

void derive_fields(Node& root, const KindFacts& facts, const Node* before, Arena& arena) {
  if (!facts.is_built_in || !root.is_mapping()) return;
  if (facts.defaults && !facts.defaults->pod_spec.empty()) {
    Node* pod = root.find_path(facts.defaults->pod_spec);
    if (pod) derive_pod_spec(*pod, facts.gvk.kind == "Pod", arena);
  }
  if (facts.gvk.kind == "Service" && facts.gvk.group.empty()) {
    return derive_service(root, before, arena);
  }
  Node nothing;
  nothing.kind = NodeKind::Mapping;
  nothing.entries = nullptr;
  Node* spec = root.find("spec");
  Context context{root, spec && spec->is_mapping() ? *spec : nothing, before, arena};
  for (const Row& row : kRows) {
    if (row.group == facts.gvk.group && row.kind == facts.gvk.kind) return row.derive(context);
  }
}

}  // namespace drydock::plan
