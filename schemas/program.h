#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/dialect.h"
#include "schemas/json_value.h"

namespace drydock::schemas {

// What schemas are compiled to: nodes that hold instructions, in an arena.

struct Keyword;
struct SchemaNode;

/// A schema document, or a part of one that has a URI of its own.
struct SchemaResource {
  struct Anchor {
    std::string name;
    const JsonValue* schema;
    bool is_dynamic;
    const SchemaNode* node = nullptr;  // compiled, for dynamic ones
  };

  std::string uri;  // absolute, without fragment
  const JsonValue* root = nullptr;
  Dialect dialect;
  std::vector<Anchor> anchors;
  bool is_recursive_anchor = false;       // draft 2019-09
  bool is_plain = false;                  // nothing within has an identifier or anchor
  const SchemaNode* root_node = nullptr;  // compiled, for recursive anchors

  const Anchor* find_anchor(std::string_view name) const {
    for (const Anchor& anchor : anchors)
      if (anchor.name == name) return &anchor;
    return nullptr;
  }
};

/// One keyword of a schema, ready to be applied.
struct Instruction {
  const Keyword* keyword = nullptr;
  const void* operand = nullptr;  // its type is known to the keyword
  const JsonValue* source = nullptr;
};

struct SchemaNode {
  enum class Kind : uint8_t { AlwaysValid, NeverValid, Keywords };

  Kind kind = Kind::AlwaysValid;
  bool has_unevaluated = false;  // one of its instructions asks what the others evaluated
  std::span<const Instruction> instructions;
  const SchemaResource* resource = nullptr;
  const JsonValue* source = nullptr;
  std::string_view pointer;  // where it is in its resource
};

}  // namespace drydock::schemas
