#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/yaml/node.h"
#include "overlays/object_id.h"

namespace drydock::schemas {
class MergeSchemas;
}

namespace drydock::overlays {

enum class Behavior : uint8_t { Unspecified, Create, Replace, Merge };

/// "unspecified", "create", "replace" or "merge".
std::string_view behavior_name(Behavior behavior);

/// The other way round; any other word is Unspecified.
Behavior behavior_named(std::string_view name);

/// Where an object or a transformer comes from, as `buildMetadata` prints it.
struct Origin {
  std::string_view path;
  std::string_view repo;
  std::string_view ref;
  std::string_view configured_in;
  // Of the generator or transformer that made it; empty when none did.
  std::string_view api_version;
  std::string_view kind;
  std::string_view name;
  std::string_view namespace_name;
};

/// The kind, name and effective namespace that an object had before a transform changed them. Its
/// group and version are those that the object has now, as in kustomize.
struct PreviousId {
  std::string_view kind;
  std::string_view name;
  std::string_view namespace_name;
};

/// What kustomize keeps in annotations while it builds. Here they are members, so no transform sees
/// them and nothing has to be removed at the end.
struct BuildNotes {
  std::vector<PreviousId> previous;  // oldest first
  std::vector<std::string_view> prefixes;
  std::vector<std::string_view> suffixes;
  std::vector<ObjectId> referrers;
  Behavior behavior = Behavior::Unspecified;
  bool needs_hash = false;
  bool allow_name_change = false;  // of a patch
  bool allow_kind_change = false;
  bool made_by_helm = false;  // its namespace is left alone
  bool is_generated = false;  // from files and literals
};

/// Whether the kind that an object had when somebody last asked lives outside namespaces.
struct ScopeMemo {
  const schemas::MergeSchemas* schemas = nullptr;
  const char* api_version = nullptr;
  const char* kind = nullptr;
  bool is_cluster_scoped = false;
};

/// One object under construction. Its nodes live in the build's arena and belong to it alone, so
/// they may be changed in place; who gives it a new apiVersion, kind, name, namespace or previous
/// id tells the list (`ObjectList::reindex`).
struct Object {
  Node* root = nullptr;  // null once a patch has deleted the object
  BuildNotes notes;
  std::optional<Origin> origin;
  std::vector<Origin> transformations;
  std::vector<std::string_view> var_names;  // vars that take their value from here
  SourcePos defined_at;                     // of its first line
  mutable ScopeMemo scope;

  bool is_empty() const { return !root || (root->is_mapping() && root->size == 0); }
  std::string_view api_version() const;
  std::string_view kind() const;
  std::string_view name() const;
  std::string_view namespace_name() const;
  Gvk gvk() const;
  /// Whether kustomize keeps something among the annotations of this object, so that it has some.
  bool has_build_annotations() const;
};

/// The identity that the nodes give. `schemas` says which kinds live outside namespaces.
ObjectId current_id(const Object& object, const schemas::MergeSchemas& schemas);
/// The first identity the object had.
ObjectId original_id(const Object& object, const schemas::MergeSchemas& schemas);
ObjectId previous_id(const Object& object, const PreviousId& previous);
/// Appends the current identity to the history. To be called before changing kind, name or
/// namespace. Texts are copied into the arena.
void store_previous_id(Object& object, const schemas::MergeSchemas& schemas, Arena& arena);

/// Reads what kustomize's own annotations in an input say into the object's notes.
void take_build_notes(Object& object, Arena& arena);

/// A scalar that counts as written where `origin` stands, so that the output knows who set it.
/// `origin` may be null.
Node* make_scalar_from(Arena& arena, std::string_view text, const Node* origin,
                       NodeStyle style = NodeStyle::Plain);
/// Sets text at a path of mappings, each of which is made where missing: {"metadata", "name"}.
void set_text(Object& object, std::initializer_list<std::string_view> path, std::string_view text,
              const Node* origin, Arena& arena);

}  // namespace drydock::overlays
