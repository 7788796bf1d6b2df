#include "plan/update_rules_core.h"

#include <algorithm>
#include <iterator>

#include "plan/changed_fields.h"
#include "plan/same_value.h"
#include "schemas/quantity.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kInvalid = "FieldValueInvalid";
constexpr std::string_view kForbidden = "FieldValueForbidden";

bool in(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view text_or_empty(const Node* node) {
  return node && node->is_scalar() ? node->text() : std::string_view();
}

/// Looks at what differs below `spec`.
class Update {
 public:
  Update(const UpdateCase& update, std::vector<Cause>& causes)
      : stored_(update.stored), wanted_(update.wanted), facts_(update.facts), causes_(causes) {}

  void config_map();
  void secret() { config_map(); }
  void claim();
  void definition();
  void job();
  void pod();
  void service();
  void stateful_set();
  void volume();
  void csi_node();

 private:
  const Node* before(std::string_view path) const { return at_path(&stored_, path); }
  const Node* after(std::string_view path) const { return at_path(&wanted_, path); }
  void add(std::string_view type, std::string_view field) {
    causes_.push_back({type, std::string(field)});
  }
  /// Whether a field of the object, named by its path, differs.
  bool differs(std::string_view path) const {
    for (const std::string& changed : changed()) {
      if (changed == path || changed.starts_with(std::string(path) + ".") ||
          changed.starts_with(std::string(path) + "[")) {
        return true;
      }
    }
    return false;
  }
  const std::vector<std::string>& changed() const {
    if (!looked_) {
      changed_ = changed_fields(stored_, wanted_, facts_.shape, FilledIn::Counts);
      looked_ = true;
    }
    return changed_;
  }
  /// Paths below `spec` that differ, without it.
  std::vector<std::string_view> changed_in_spec() const {
    std::vector<std::string_view> paths;
    for (const std::string& path : changed()) {
      if (path.starts_with("spec.")) paths.push_back(std::string_view(path).substr(5));
    }
    return paths;
  }
  static std::string_view first_key(std::string_view path) {
    return path.substr(0, path.find_first_of(".["));
  }

  void claim_request(bool& other);
  void pod_deadline();
  void pod_gates();
  void pod_tolerations(bool& other);
  bool template_may_change() const;

  const Node& stored_;
  const Node& wanted_;
  const KindFacts& facts_;
  std::vector<Cause>& causes_;
  mutable std::vector<std::string> changed_;
  mutable bool looked_ = false;
};

/// An object that was made immutable stays so, and its content with it.
void Update::config_map() {
  if (!is_true(before("immutable"))) return;
  if (!is_true(after("immutable"))) add(kForbidden, "immutable");
  for (std::string_view field : {"data", "binaryData"}) {
    if (differs(field)) add(kForbidden, field);
  }
}

/// A bound claim may ask for more room, and nothing else.
void Update::claim_request(bool& other) {
  constexpr std::string_view kStorage = "spec.resources.requests.storage";
  auto amount = [](const Node* node) { return schemas::Quantity::parse(text_or_empty(node)); };
  auto old_amount = amount(before(kStorage));
  auto new_amount = amount(after(kStorage));
  if (!old_amount || !new_amount) {
    other = true;
  } else if (new_amount->compare(*old_amount) < 0) {
    add(kForbidden, kStorage);
  }
}

void Update::claim() {
  bool other = false;
  for (std::string_view path : changed_in_spec()) {
    if (path == "resources.requests.storage") {
      claim_request(other);
    } else if (path == "volumeName" || path == "storageClassName") {
      std::string_view old_text = text_or_empty(before("spec." + std::string(path)));
      other |= !old_text.empty() || path == "storageClassName";
    } else if (path != "volumeAttributesClassName") {
      other = true;
    }
  }
  if (other) add(kForbidden, "spec");
  if (differs("spec.volumeMode")) add(kInvalid, "volumeMode");
}

/// Once its names are taken, they stay.
void Update::definition() {
  for (std::string_view field :
       {"spec.scope", "spec.group", "spec.names.kind", "spec.names.plural"}) {
    if (differs(field)) add(kInvalid, field);
  }
}

/// Where the pods of a job run may still be said while it is suspended.
bool Update::template_may_change() const {
  if (!is_true(before("spec.suspend"))) return false;
  for (std::string_view path : changed_in_spec()) {
    if (first_key(path) != "template") continue;
    constexpr std::string_view kSpec = "template.spec.";
    constexpr std::string_view kMetadata = "template.metadata.";
    if (path.starts_with(kSpec)) {
      std::string_view key = first_key(path.substr(kSpec.size()));
      if (!in({"nodeSelector", "affinity", "tolerations", "schedulingGates"}, key)) return false;
    } else if (path.starts_with(kMetadata)) {
      std::string_view key = first_key(path.substr(kMetadata.size()));
      if (!in({"labels", "annotations"}, key)) return false;
    } else {
      return false;
    }
  }
  return true;
}

void Update::job() {
  if (differs("spec.template") && !template_may_change()) add(kInvalid, "spec.template");
  if (!differs("spec.completions")) return;
  auto count = [](const Node* node) { return std::string(text_or_empty(node)); };
  bool elastic = text_or_empty(after("spec.completionMode")) == "Indexed" &&
                 after("spec.completions") &&
                 count(before("spec.completions")) == count(before("spec.parallelism")) &&
                 count(after("spec.completions")) == count(after("spec.parallelism"));
  if (!elastic) add(kInvalid, "spec.completions");
}

void Update::pod_deadline() {
  constexpr std::string_view kDeadline = "spec.activeDeadlineSeconds";
  std::optional<int64_t> old_seconds = integer_of(before(kDeadline));
  std::optional<int64_t> new_seconds = integer_of(after(kDeadline));
  bool shorter = new_seconds && (!old_seconds || *new_seconds <= *old_seconds);
  if (!shorter) add(kInvalid, kDeadline);
}

void Update::pod_gates() {
  const Node* old_gates = before("spec.schedulingGates");
  const Node* new_gates = after("spec.schedulingGates");
  for (size_t i = 0; new_gates && i < new_gates->elements().size(); ++i) {
    std::string_view name = new_gates->elements()[i]->text_of("name");
    auto names_it = [&](const Node* gate) { return gate->text_of("name") == name; };
    bool known = old_gates &&
                 std::any_of(old_gates->elements().begin(), old_gates->elements().end(), names_it);
    if (!known) add(kForbidden, fmt::format("spec.schedulingGates[{}].name", i));
  }
}

/// Tolerations may be added, and those that are there stay as they are.
void Update::pod_tolerations(bool& other) {
  const Node* old_list = before("spec.tolerations");
  const Node* new_list = after("spec.tolerations");
  for (const Node* one : old_list ? old_list->elements() : std::span<Node* const>()) {
    auto same = [&](const Node* now) { return same_value(*one, *now, Shape()); };
    bool kept =
        new_list && std::any_of(new_list->elements().begin(), new_list->elements().end(), same);
    other |= !kept;
  }
}

void Update::pod() {
  bool other = false, tolerations = false;
  for (std::string_view path : changed_in_spec()) {
    std::string_view key = first_key(path);
    bool image = in({"containers", "initContainers"}, key) && path.ends_with("].image");
    if (key == "activeDeadlineSeconds") {
      pod_deadline();
    } else if (key == "schedulingGates") {
      pod_gates();
    } else if (key == "tolerations") {
      tolerations = true;
    } else if (!image) {
      other = true;
    }
  }
  if (tolerations) pod_tolerations(other);
  if (other) add(kForbidden, "spec");
}

void Update::service() {
  std::string_view old_type = text_or_empty(before("spec.type"));
  std::string_view new_type = text_or_empty(after("spec.type"));
  auto has_address = [](std::string_view type) { return type != "ExternalName"; };
  if (has_address(old_type) && has_address(new_type)) {
    auto first = [](const Node* list) {
      return list && list->size > 0 ? text_or_empty(list->elements()[0]) : std::string_view();
    };
    const Node* old_address = before("spec.clusterIPs");
    std::string_view was = first(old_address);
    std::string_view is = first(after("spec.clusterIPs"));
    bool headless_family = was == "None";
    if (!was.empty() && was != is) add(kInvalid, "spec.clusterIPs[0]");
    std::string_view family = first(before("spec.ipFamilies"));
    if (!headless_family && family != first(after("spec.ipFamilies"))) {
      add(kInvalid, "spec.ipFamilies[0]");
    }
  }
  bool same_type = old_type == "LoadBalancer" && new_type == "LoadBalancer";
  if (same_type && differs("spec.loadBalancerClass")) add(kInvalid, "spec.loadBalancerClass");
}

void Update::stateful_set() {
  for (std::string_view path : changed_in_spec()) {
    if (!in({"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
             "persistentVolumeClaimRetentionPolicy", "minReadySeconds"},
            first_key(path))) {
      return add(kForbidden, "spec");
    }
  }
}

/// Everything in `spec` that is no setting is a source.
void Update::volume() {
  for (std::string_view path : changed_in_spec()) {
    if (!in({"accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity",
             "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName",
             "volumeMode"},
            first_key(path))) {
      return add(kForbidden, "spec.persistentvolumesource");
    }
  }
}

/// A driver may go, but not change.
void Update::csi_node() {
  const Node* old_list = before("spec.drivers");
  const Node* new_list = after("spec.drivers");
  for (const Node* one : old_list ? old_list->elements() : std::span<Node* const>()) {
    for (const Node* now : new_list ? new_list->elements() : std::span<Node* const>()) {
      if (now->text_of("name") != one->text_of("name")) continue;
      if (!same_value(*one, *now, Shape())) return add(kInvalid, "spec.drivers");
    }
  }
}

struct Row {
  std::string_view group;
  std::string_view kind;
  void (Update::*check)();
};

// clang-format off
constexpr Row kRows[] = {
    {"",                     "ConfigMap",                &Update::config_map},
    {"",                     "PersistentVolume",         &Update::volume},
    {"",                     "PersistentVolumeClaim",    &Update::claim},
    {"",                     "Pod",                      &Update::pod},
    {"",                     "Secret",                   &Update::secret},
    {"",                     "Service",                  &Update::service},
    {"apiextensions.k8s.io", "CustomResourceDefinition", &Update::definition},
    {"apps",                 "StatefulSet",              &Update::stateful_set},
    {"batch",                "Job",                      &Update::job},
    {"storage.k8s.io",       "CSINode",                  &Update::csi_node},
};
// clang-format on

}  // namespace

void add_kind_refusals(const UpdateCase& update, std::vector<Cause>& causes) {
  for (const Row& row : kRows) {
    if (row.kind != update.facts.gvk.kind || row.group != update.facts.gvk.group) continue;
    Update run(update, causes);
    (run.*row.check)();
  }
}

}  // namespace drydock::plan
