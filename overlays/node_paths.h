#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/yaml/node.h"

namespace drydock::overlays {

// Paths as replacements and vars write them: keys between dots. "[name=web]" in one is an element
// of a list, as are 0 and "-"; "[a.b/c]" is a key with dots; a backslash keeps a delimiter.

/// The parts of such a path.
std::vector<std::string> split_node_path(std::string_view path, char delimiter = '.');

/// Whether a part is an index, or a condition on elements of a list.
bool is_index(std::string_view part);
bool is_condition(std::string_view part);

/// The one value at a path, as kyaml's Lookup finds it; null when there is none. Blanks around
/// parts, and empty ones, do not count; the value of a condition is compared as text. With `create`
/// missing keys are made on the way (an index is not), the last one as that kind. Throws Error with
/// rule `overlay-field` where the kinds of nodes do not fit, and for "*".
Node* lookup_path(Node& root, const std::vector<std::string>& parts, Arena& arena,
                  std::optional<NodeKind> create = std::nullopt);

/// A value that a path leads to.
struct PathMatch {
  Node* node;
  bool is_new = false;  // it was made just now, and has no type yet
};

/// All values at a path, as kyaml's PathMatcher finds them: "*" is every element of a list, and the
/// value of a condition a regular expression that must be found in the element's. A path may lead
/// into YAML or JSON that stands in a text; these nodes are no part of the object. Missing parts
/// are made with `create`, also an element for a condition and one behind the last. Throws Error
/// with rule `overlay-field`.
std::vector<PathMatch> match_path(Node& root, const std::vector<std::string>& parts, Arena& arena,
                                  std::optional<NodeKind> create = std::nullopt);

}  // namespace drydock::overlays
