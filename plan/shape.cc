#include "plan/shape.h"

#include <algorithm>
#include <iterator>

namespace drydock::plan {
namespace {

using schemas::JsonValue;
using schemas::ListType;
using schemas::PatchStrategy;
using schemas::ShapeKind;

/// Fields of Go's structs that are no pointers (or lists that are written even when empty): the
/// server does not tell missing from empty.
struct AlwaysThere {
  std::string_view type;  // empty: any
  std::string_view field;
};
constexpr AlwaysThere kAlwaysThere[] = {
    {"", "metadata"},
    {"", "spec"},
    {"", "status"},
    {"", "template"},
    {"", "jobTemplate"},
    {"", "updateStrategy"},
    {"", "roleRef"},
    {"", "scaleTargetRef"},
    {"", "clientConfig"},
    {"", "priorityLevelConfiguration"},
    {"DeploymentSpec", "strategy"},
    {"Container", "resources"},
    {"EphemeralContainer", "resources"},
    {"PersistentVolumeClaimSpec", "resources"},
    {"NetworkPolicySpec", "podSelector"},
    {"CustomResourceDefinitionSpec", "names"},
    {"Role", "rules"},
    {"ClusterRole", "rules"},
    {"VolumeAttachmentSpec", "source"},
    {"ResourceClaimSpec", "devices"},
};

bool is_always_there(std::string_view type, std::string_view field) {
  return std::any_of(std::begin(kAlwaysThere), std::end(kAlwaysThere), [&](const AlwaysThere& row) {
    return row.field == field && (row.type.empty() || row.type == type);
  });
}

}  // namespace

Shape Shape::custom(const JsonValue* schema) {
  Shape shape;
  shape.known_ = true;
  shape.is_custom_ = true;
  shape.schema_ = schema;
  return shape;
}

Shape Shape::custom_root(const JsonValue* schema) {
  Shape shape = custom(schema);
  shape.is_custom_root_ = true;
  return shape;
}

Shape Shape::field(std::string_view key) const {
  if (!known_) return {};
  if (is_custom_root_ && key == "metadata") {
    static const schemas::ApiSchema kConfigMap =
        schemas::kubernetes_api().find({"", "v1", "ConfigMap"}).schema();
    return Shape(kConfigMap).field(key);
  }
  if (is_custom_) {
    const JsonValue* properties = schema_ ? schema_->find("properties") : nullptr;
    const JsonValue* found = properties ? properties->find(key) : nullptr;
    if (!found && schema_) found = schema_->find("additionalProperties");
    return custom(found && found->is_object() ? found : nullptr);
  }
  Shape shape(built_in_.field(key));
  shape.quantities_are_text_ = quantities_are_text_;
  if (built_in_.kind() == ShapeKind::Object) {
    std::string_view type = built_in_.type() ? built_in_.type().name() : std::string_view();
    shape.always_there_ = plan::is_always_there(type, key);
    shape.is_plain_list_ = type == "CSINodeSpec" && key == "drivers";
    // The published schema calls it atomic; the server's own merge goes by name.
    shape.keyed_by_name_ = type == "ServiceAccount" && key == "imagePullSecrets";
  }
  return shape;
}

Shape Shape::element() const {
  if (!known_) return {};
  if (!is_custom_) {
    Shape shape(built_in_.element());
    shape.quantities_are_text_ = quantities_are_text_;
    return shape;
  }
  const JsonValue* items = schema_ ? schema_->find("items") : nullptr;
  return custom(items && items->is_object() ? items : nullptr);
}

std::vector<std::string_view> Shape::list_keys() const {
  if (keyed_by_name_) return {"name"};
  if (is_plain_list_) return {};
  std::vector<std::string_view> keys;
  if (is_custom_) {
    const JsonValue* type = schema_ ? schema_->find("x-kubernetes-list-type") : nullptr;
    const JsonValue* names = schema_ ? schema_->find("x-kubernetes-list-map-keys") : nullptr;
    if (!type || type->text() != "map" || !names) return keys;
    for (const JsonValue& name : names->items()) keys.push_back(name.text());
  } else if (built_in_ && built_in_.list_type() == ListType::Map) {
    for (std::string_view key : built_in_.list_map_keys()) keys.push_back(key);
  }
  return keys;
}

bool Shape::is_set() const {
  if (!is_custom_) return built_in_ && built_in_.list_type() == ListType::Set;
  const JsonValue* type = schema_ ? schema_->find("x-kubernetes-list-type") : nullptr;
  return type && type->text() == "set";
}

bool Shape::is_quantity() const {
  return !is_custom_ && built_in_ && built_in_.kind() == ShapeKind::Quantity;
}

bool Shape::is_bytes() const {
  return !is_custom_ && built_in_ && built_in_.format() == schemas::Format::Byte;
}

bool Shape::is_struct() const {
  return !is_custom_ && built_in_ && built_in_.kind() == ShapeKind::Object;
}

bool Shape::is_collection() const {
  return !is_custom_ && built_in_ &&
         (built_in_.kind() == ShapeKind::List || built_in_.kind() == ShapeKind::Map);
}

bool Shape::retains_keys() const {
  if (retains_) return true;
  if (is_custom_ || !built_in_) return false;
  PatchStrategy strategy = built_in_.patch_strategy();
  return strategy == PatchStrategy::RetainKeys || strategy == PatchStrategy::MergeAndRetainKeys;
}

Shape Shape::with_quantities_as_text() const {
  Shape shape = *this;
  shape.quantities_are_text_ = true;
  return shape;
}

Shape Shape::with_retained_keys() const {
  Shape shape = *this;
  shape.retains_ = true;
  return shape;
}

}  // namespace drydock::plan
