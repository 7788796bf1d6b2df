#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "overlays/configs.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Writes a replacement's value to the fields of an object that a path leads to, also within YAML
/// or JSON that stands in one of its texts. A field that has a type keeps it. Throws Error with
/// rule `overlay-replacement` at the path.
void replace_value(const ObjectList& objects, Object& object, const Node& value, const Text& path,
                   const std::optional<FieldOptions>& options, Arena& arena);

/// The parts of a text between delimiters; Go's strings.Split. Views of the text.
std::vector<std::string_view> split_text(std::string_view text, std::string_view delimiter);

}  // namespace drydock::overlays
