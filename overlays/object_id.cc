#include "overlays/object_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/hash.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kOrderFirst[] = {
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
};

constexpr std::string_view kOrderLast[] = {"MutatingWebhookConfiguration",
                                           "ValidatingWebhookConfiguration"};

int kind_rank(std::string_view kind) {
  auto at = std::find(std::begin(kOrderFirst), std::end(kOrderFirst), kind);
  if (at != std::end(kOrderFirst)) return static_cast<int>(at - std::end(kOrderFirst));
  at = std::find(std::begin(kOrderLast), std::end(kOrderLast), kind);
  return at == std::end(kOrderLast) ? 0 : static_cast<int>(at - std::begin(kOrderLast)) + 1;
}

std::string_view or_else(std::string_view text, std::string_view placeholder) {
  return text.empty() ? placeholder : text;
}

/// Compares "group_version_kind" of both, without writing it down.
int compare_texts(const Gvk& a, const Gvk& b) {
  constexpr size_t kParts = 5;
  std::string_view left[kParts] = {or_else(a.group, "~G"), "_", or_else(a.version, "~V"), "_",
                                   or_else(a.kind, "~K")};
  std::string_view right[kParts] = {or_else(b.group, "~G"), "_", or_else(b.version, "~V"), "_",
                                    or_else(b.kind, "~K")};
  // Most differ in the kind alone.
  size_t equal = a.group != b.group ? 0 : a.version != b.version ? 2 : 4;
  for (size_t i = equal, j = equal;;) {
    while (i < kParts && left[i].empty()) ++i;
    while (j < kParts && right[j].empty()) ++j;
    if (i == kParts || j == kParts) return static_cast<int>(i < kParts) - (j < kParts);
    size_t common = std::min(left[i].size(), right[j].size());
    int order = left[i].substr(0, common).compare(right[j].substr(0, common));
    if (order != 0) return order;
    left[i].remove_prefix(common);
    right[j].remove_prefix(common);
  }
}

uint64_t mix(uint64_t hash, std::string_view text) {
  return hash * 0x9E3779B97F4A7C15ULL + hash64(text) + text.size();
}

}  // namespace

std::string_view ObjectId::effective_namespace() const {
  if (is_cluster_scoped) return kNoNamespace;
  return namespace_name.empty() ? "default" : namespace_name;
}

std::string ObjectId::text() const {
  return fmt::format("{}/{}.{}", gvk_text(gvk), or_else(name, "[noName]"),
                     or_else(namespace_name, "[noNs]"));
}

bool same_gvk(const Gvk& a, const Gvk& b) {
  return a.kind == b.kind && a.group == b.group && a.version == b.version;
}

bool same_id(const ObjectId& a, const ObjectId& b) {
  return a.name == b.name && same_gvk(a.gvk, b.gvk) && same_effective_namespace(a, b);
}

bool same_effective_namespace(const ObjectId& a, const ObjectId& b) {
  return a.effective_namespace() == b.effective_namespace();
}

uint64_t hash_id(const ObjectId& id) {
  uint64_t hash = mix(mix(0, id.name), id.gvk.kind);
  return mix(mix(mix(hash, id.gvk.group), id.gvk.version), id.effective_namespace());
}

bool is_selected(const Gvk& gvk, const Gvk& wanted) {
  return (wanted.kind.empty() || wanted.kind == gvk.kind) &&
         (wanted.group.empty() || wanted.group == gvk.group) &&
         (wanted.version.empty() || wanted.version == gvk.version);
}

std::string gvk_text(const Gvk& gvk) {
  return fmt::format("{}.{}.{}", or_else(gvk.kind, "[noKind]"), or_else(gvk.version, "[noVer]"),
                     or_else(gvk.group, "[noGrp]"));
}

std::string api_version_text(const Gvk& gvk) {
  if (gvk.group.empty()) return std::string(gvk.version);
  return fmt::format("{}/{}", gvk.group, gvk.version);
}

std::span<const std::string_view> legacy_order_first() { return kOrderFirst; }
std::span<const std::string_view> legacy_order_last() { return kOrderLast; }

GvkPlace::GvkPlace(const Gvk& of) : gvk(&of), rank(kind_rank(of.kind)) {}

bool GvkPlace::operator<(const GvkPlace& other) const {
  return rank != other.rank ? rank < other.rank : compare_texts(*gvk, *other.gvk) < 0;
}

}  // namespace drydock::overlays
