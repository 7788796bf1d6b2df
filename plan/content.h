#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/yaml/node.h"
#include "schemas/server_defaults.h"

namespace drydock::plan {

/// An object as the plan works with it: a tree of its own that may be changed. Merge keys are
/// applied and repeated keys are gone; a plain scalar is a JSON number, boolean or null, any other
/// scalar a text. Positions are those of the nodes it was made from. Lives in `arena`.
Node* content_of(const Node& root, YamlDialect dialect, Arena& arena);

inline bool is_text(const Node& node) { return node.is_scalar() && node.style != NodeStyle::Plain; }
inline bool is_literal(const Node& node) {
  return node.is_scalar() && node.style == NodeStyle::Plain;
}
inline bool is_null(const Node& node) { return is_literal(node) && node.text() == "null"; }
inline bool is_true(const Node* node) {
  return node && is_literal(*node) && node->text() == "true";
}
inline bool is_number(const Node& node) {
  return is_literal(node) && !node.text().empty() &&
         (node.text()[0] == '-' || (node.text()[0] >= '0' && node.text()[0] <= '9'));
}
/// The whole number that a literal is.
std::optional<int64_t> integer_of(const Node* node);

/// Values that no manifest says: what the server or its defaulting filled in.
bool is_filled_in(const Node& node);
Node* fill_in_text(Arena& arena, std::string_view text);
Node* fill_in_literal(Arena& arena, std::string_view json);
Node* fill_in_mapping(Arena& arena);
Node* fill_in_sequence(Arena& arena);
extern const schemas::DefaultMaker kFillIn;
/// Of JSON: a scalar, or a list of them.
Node* fill_in_json(Arena& arena, std::string_view json);
/// A copy of a value as one that was filled in.
Node* fill_in_copy(Arena& arena, const Node& value);

/// The node at the end of a path of keys, null when something is missing: "spec.template.spec".
Node* at_path(Node* root, std::string_view path);
const Node* at_path(const Node* root, std::string_view path);
/// The text at a path; empty when there is none.
std::string_view text_at(const Node* root, std::string_view path);

/// A value as JSON on one line; what was filled in is left out unless `whole`.
std::string json_of(const Node& node, bool whole = false);

}  // namespace drydock::plan
