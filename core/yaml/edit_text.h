#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/yaml/layout.h"
#include "core/yaml/node.h"

namespace drydock {

/// How a file is written by hand, so that what is added looks like the rest.
struct YamlFileStyle {
  std::string line_break = "\n";
  size_t step = 2;           // columns from a mapping to the mapping below it
  size_t list_step = 0;      // columns from a mapping to the dashes of a list below it
  size_t dash_width = 2;     // columns from a dash to its item
  std::string flow_padding;  // within braces: "" or " "
};

/// The habits of a text; the defaults are kustomize's own where it shows none.
YamlFileStyle find_yaml_style(std::string_view text, const YamlLayout& layout);

/// A scalar that is a string in every dialect, in the form that Go's library would choose: plain
/// where that is safe, literal when it has several lines.
Node* make_yaml_string(Arena& arena, std::string_view text);

/// The node on one line; nothing when only a block can hold it (a literal scalar outside of flow
/// collections). The style of a scalar is kept where its text allows: a plain one stays plain if it
/// can be, else it is a string. Fails with `yaml-edit` for text that is not UTF-8.
std::optional<std::string> write_yaml_inline(const Node& node, bool in_flow,
                                             const YamlFileStyle& style);

/// What stands behind "key:" or "-" for this node, with the blank or line break before it and
/// without a line break at the end. Collections that are not of style Flow become blocks.
///  `column`: where a pair's key, or an item's dash, stands; `in_list`: behind a dash.
std::string write_yaml_value(const Node& node, size_t column, bool in_list,
                             const YamlFileStyle& style);

/// One pair or item (then without `key`) as it stands at `column`, without line break at the end.
std::string write_yaml_entry(const Node* key, const Node& value, size_t column,
                             const YamlFileStyle& style);

/// A whole collection as block, its first entry without indentation.
std::string write_yaml_block(const Node& collection, size_t column, const YamlFileStyle& style);

}  // namespace drydock
