#pragma once

#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/yaml/node.h"

namespace drydock::overlays {

// JSON patches are applied to JSON: the object and the patch make a trip there, and the object one
// back. These functions change trees as those trips do, and keep positions.

/// What is left of a tree when it has become JSON: nulls, booleans and numbers are written in
/// JSON's form, everything else is a text. Throws Error where Go refuses that: keys that are no
/// texts (Kustomize), infinities, keys that are null (Sigs).
void to_json_form(Node& root, YamlDialect dialect, Arena& arena);

/// What a tree in JSON's form is when it has become YAML again. Every number was a float64, and is
/// written as one: 3000000 is "3e+06". Texts have the quotes that Go's library gives them.
void from_json_form(Node& root, Arena& arena);

/// A text with the style that go-yaml v3 writes it in.
Node* make_text(Arena& arena, std::string_view text, const Node* origin);

}  // namespace drydock::overlays
