#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/resource.h"

namespace drydock::overlays {

/// What kustomize calls a ResId: the identity of an object at one moment of a build. A view; the
/// texts belong to the build.
struct ObjectId {
  Gvk gvk;
  std::string_view name;
  std::string_view namespace_name;  // as written; empty when not
  bool is_cluster_scoped = false;   // the schemas in force say so for sure

  /// "default" for none, and one text that is no namespace for objects outside namespaces. The id
  /// of an earlier moment holds an effective namespace already.
  std::string_view effective_namespace() const;
  /// "Deployment.v1.apps/web.[noNs]", as kustomize prints ids.
  std::string text() const;
};

/// The effective namespace of objects outside namespaces.
inline constexpr std::string_view kNoNamespace = "_non_namespaceable_";

bool same_gvk(const Gvk& a, const Gvk& b);
/// Equal by group, version, kind, name and effective namespace.
bool same_id(const ObjectId& a, const ObjectId& b);
bool same_effective_namespace(const ObjectId& a, const ObjectId& b);
/// A hash for which equal ids (`same_id`) are equal.
uint64_t hash_id(const ObjectId& id);
/// Whether `gvk` has every part that `wanted` gives; empty parts match anything.
bool is_selected(const Gvk& gvk, const Gvk& wanted);
/// "Deployment.v1.apps", with placeholders for empty parts.
std::string gvk_text(const Gvk& gvk);
/// "apps/v1", or "v1" for the core group.
std::string api_version_text(const Gvk& gvk);
/// A kind's place in kustomize's order: what others depend on comes first. It must not outlive
/// what it was made of.
struct GvkPlace {
  explicit GvkPlace(const Gvk& of);
  bool operator<(const GvkPlace& other) const;

  const Gvk* gvk;
  int rank;
};
inline bool gvk_less(const Gvk& a, const Gvk& b) { return GvkPlace(a) < GvkPlace(b); }
/// Kinds that come first, and last, in kustomize's order.
std::span<const std::string_view> legacy_order_first();
std::span<const std::string_view> legacy_order_last();

}  // namespace drydock::overlays
