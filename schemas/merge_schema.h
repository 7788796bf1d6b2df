#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/resource.h"
#include "schemas/json_value.h"
#include "schemas/kubernetes.h"

namespace drydock::schemas {

/// What a document that a kustomization gives leaves of kustomize's own. It is read before the
/// given one when something was merged before that was named, and after it when only scopes were
/// asked for; what is read last counts.
enum class OwnDocument : uint8_t { Unused, ReadBefore, ReadAfter };

/// How kustomize merges the values at one place of an object: by its own document or by one that a
/// kustomization names. A handle to copy; false when nothing is known, and then `field` and
/// `element` give nothing again, and there are no keys.
class MergeSchema {
 public:
  MergeSchema() = default;
  explicit MergeSchema(ApiSchema built_in) : built_in_(built_in) {}
  /// Follows references from `schema`, which may be null.
  MergeSchema(const JsonValue* schema, const JsonValue& document, OwnDocument own);

  explicit operator bool() const { return schema_ || built_in_; }
  /// The value under `key`: of a field, or of any key where the schema is that of a map.
  MergeSchema field(std::string_view key) const;
  /// The elements of a list.
  MergeSchema element() const;
  /// "merge", "replace", "retainKeys", "merge,retainKeys" or what else the document says; empty
  /// when it says nothing.
  std::string_view strategy() const;
  /// The keys that tell the elements of a list apart; none without a strategy.
  size_t key_count() const;
  std::string_view key(size_t i) const;

 private:
  ApiSchema built_in_;
  const JsonValue* schema_ = nullptr;  // references are followed already
  const JsonValue* document_ = nullptr;
  OwnDocument own_ = OwnDocument::Unused;
};

/// What kustomize v5.8.2 knows of kinds: how to merge them, and whether they live in namespaces.
class MergeSchemas {
 public:
  /// kustomize's own document.
  MergeSchemas() = default;
  /// An OpenAPI document that a kustomization gives under `openapi.path`. It takes the place of
  /// kustomize's own for merging, as far as `own` says, and must outlive this.
  explicit MergeSchemas(const JsonValue& document, OwnDocument own = OwnDocument::Unused);

  MergeSchema find(const Gvk& gvk) const;
  /// True when the kind surely lives outside namespaces; kustomize takes all others for namespaced.
  bool is_cluster_scoped(const Gvk& gvk) const;
  /// What a document that is named now leaves of this one: it depends on what was asked so far.
  OwnDocument use_so_far() const { return use_; }

 private:
  void add_kinds();
  void add_scopes();

  const JsonValue* document_ = nullptr;  // null: kustomize's own
  OwnDocument own_ = OwnDocument::ReadBefore;
  mutable OwnDocument use_ = OwnDocument::Unused;
  std::map<std::string, const JsonValue*> kinds_;
  std::map<std::string, bool> is_namespaced_;
};

}  // namespace drydock::schemas
