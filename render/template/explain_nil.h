#pragma once

#include <string>
#include <string_view>

#include "core/diagnostic.h"
#include "core/value_origins.h"
#include "render/template/tree.h"

namespace drydock::render {

/// A field that gave nil: the map it was looked for in, and its name there.
struct MissingField {
  const ValueMap* map = nullptr;  // null if nothing is known
  std::string_view key;
  bool is_null = false;  // there is such a key, and its value is null
};

/// Adds to the error of using a nil, whose place is known, what was nil and where it would have
/// come from: help such as "`.Values.ingress.tls` is not set; used by `_helpers.tpl:12`", and a
/// note at the map it is missing in. `node` is the expression and `name` the field that was asked
/// of nil; `root` is the data that the file was rendered with.
void explain_nil(Diagnostic& error, const TreeNode& node, std::string_view name, Value root,
                 const MissingField& missing, const ValueOrigins* origins);

/// Adds to the error of asking a value for a field that it cannot have, where the value stands.
void explain_field(Diagnostic& error, std::string_view name, SourcePos value,
                   std::string_view kind);

}  // namespace drydock::render
