#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"

namespace drydock::validate::policy {

/// One step of a path: `.key` or `["key"]`, `[0]`, `[]` for every item or member, `[name=web]` for
/// the items with that field.
struct FieldStepText {
  enum class Kind { Key, Index, All, Select };
  Kind kind = Kind::Key;
  std::string key;
  std::string value;
  size_t index = 0;
};

/// "spec.containers[0].image", `metadata.labels["app.kubernetes.io/name"]`. Throws Error, rule
/// "policy-error", for what is no path.
std::vector<FieldStepText> parse_field_path(std::string_view path);

/// The node at a path without `[]`; null when it is not there. `Select` takes the first that fits.
const Node* follow_path(const Node* from, const std::vector<FieldStepText>& path);

/// Calls `tell` with each node at a path and its own path, in the order of the document; until it
/// returns false.
void walk_path(const Node* from, const std::vector<FieldStepText>& path,
               const std::function<bool(const Node&, const std::string&)>& tell);

/// How far a path goes: the deepest node that is there, and the rest as text.
struct PathEnd {
  const Node* node = nullptr;  // what the path names; null when it is not there
  const Node* deepest = nullptr;
  std::string field;  // the whole path in the API server's notation
};
PathEnd find_path_end(const Node& from, const std::vector<FieldStepText>& path);

/// The path from `root` to a node in it, in the API server's notation, and the nodes on the way,
/// `root` first. False when it is not there, or very far.
bool locate_node(const Node& root, const Node& wanted, std::string& path,
                 std::vector<const Node*>& way);

}  // namespace drydock::validate::policy
