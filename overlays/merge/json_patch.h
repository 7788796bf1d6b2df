#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/yaml/node.h"
#include "core/yaml/read.h"

namespace drydock::overlays {

/// A JSON patch (RFC 6902) as kustomize's library has it: `replace` adds what is missing in a
/// mapping, the first part of a path is dropped whatever it is, lists may be counted from their
/// end, a missing `value` is null.
class JsonPatch {
 public:
  /// Takes the operations of a document that was read with the rules of Sigs, or of JSON; null for
  /// an empty one. The nodes become part of the patch. Throws Error with rule `overlay-patch` when
  /// it is no list of mappings.
  explicit JsonPatch(Node* document);

  bool empty() const { return operations_.empty(); }

  /// Changes an object in place. Throws Error at the operation that fails.
  void apply(Node& object, Arena& arena) const;

 private:
  std::vector<const Node*> operations_;
};

/// Reads the text of a patch: JSON when it begins with a bracket, else YAML, of which the first
/// document counts. `documents` is what the YAML reader gives for the text; where it reads JSON
/// another way than Go does, the positions of nodes are that of `whole`.
JsonPatch read_json_patch(std::string_view text, const YamlDocuments& documents, const Node& whole,
                          Arena& arena);

}  // namespace drydock::overlays
