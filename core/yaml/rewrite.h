#pragma once

#include <string>
#include <string_view>

#include "core/yaml/node.h"
#include "core/yaml/resolve.h"

namespace drydock {

// Before kustomize makes JSON of a resource, it writes its nodes with go-yaml v3, keeping their
// styles, and reads that text. A few scalars come back as something else.

/// Where a scalar stands, as far as its writing depends on it.
struct ScalarPlace {
  bool in_flow = false;  // within braces or brackets
  bool is_key = false;
};

/// Whether a scalar that is no text comes back as one, because it has to be written in quotes: an
/// empty null in a flow collection or as a key, and a timestamp with a time in a flow collection.
bool is_quoted_when_rewritten(const Node& scalar, const ResolvedScalar& meaning, ScalarPlace place);

/// Whether what is written of this scalar cannot be read again, and the resource is refused: a
/// block scalar that begins with a tab gets no indentation indicator.
bool cannot_be_reread(const Node& scalar, ScalarPlace place);

/// Whether the text of this scalar changes, see `refold`: only that of folded block scalars.
bool is_refolded(const Node& scalar, ScalarPlace place);

/// What comes back of the text of a folded block scalar. v3 judges by the beginning of the whole
/// text whether to double the line breaks behind a line; that adds one before indented lines and to
/// several at the end, and where the text begins with a blank it joins lines.
std::string refold(std::string_view text);

}  // namespace drydock
