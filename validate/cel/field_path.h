#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"

namespace drydock::validate::cel {

/// One step of a rule's fieldPath: ".name" or "['name']".
struct PathStep {
  std::string name;
  bool is_key = false;  // of a map, which has no properties of its own
};

/// The steps of a fieldPath as far as they lead along a schema; nothing when they do not.
std::optional<std::vector<PathStep>> read_field_path(std::string_view path, const Node& schema);

inline bool is_field_path(std::string_view path, const Node& schema) {
  return read_field_path(path, schema).has_value();
}

}  // namespace drydock::validate::cel
