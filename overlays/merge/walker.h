#pragma once

#include <cstddef>
#include <cstdint>

#include "core/arena.h"
#include "core/stack_guard.h"
#include "core/yaml/node.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {

/// Walks an object and its patch side by side. Both may be null where one of them has nothing, and
/// are the same node within what a patch adds.
class MergeWalker {
 public:
  MergeWalker(Arena& arena, const schemas::MergeSchemas& schemas)
      : arena_(arena), schemas_(schemas), stack_(kStackBytes) {}

  /// The merged node; null when nothing stays. It is one of the two, or for lists a new one.
  Node* walk(Node* object, Node* patch, schemas::MergeSchema schema);

 private:
  static constexpr size_t kStackBytes = size_t{4} * 1024 * 1024;

  enum class Directive : uint8_t { Merge, Replace, Delete };

  // What stands at one place, before its parts are merged: object, patch, or null for nothing.
  Node* visit_mapping(Node* object, Node* patch);
  Node* visit_list(Node* object, Node* patch);
  /// Reads and removes `$patch`.
  Directive take_directive(Node& patch);
  Directive take_mapping_directive(Node& patch);
  Directive take_list_directive(Node& patch);
  static Directive read_directive(const Node& value);

  Node* walk_mapping(Node* object, Node* patch, schemas::MergeSchema schema);
  /// Merges into the value of a field, which stays where it is; false when it is to be removed.
  bool merge_value(Node& value, Node* patch, schemas::MergeSchema schema);
  Node* walk_list(Node* object, Node* patch, schemas::MergeSchema schema);
  schemas::MergeSchema schema_of(const Node* object, const Node* patch,
                                 schemas::MergeSchema schema) const;

  friend class ListMerge;

  Arena& arena_;
  const schemas::MergeSchemas& schemas_;
  StackGuard stack_;
};

}  // namespace drydock::overlays
