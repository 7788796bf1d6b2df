#pragma once

#include <string>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/yaml/node.h"

namespace drydock {

struct YamlReadOptions {
  YamlDialect dialect = YamlDialect::Sigs;
  bool first_document_only = false;  // as Go's Unmarshal: what follows is not even parsed
};

/// What a YAML text holds. Documents before the first syntax error are kept; `problems` has that
/// error and what Go's decoders refuse on top (rules `yaml-syntax`, `yaml-duplicate-key`, ...).
struct YamlDocuments {
  std::vector<Node*> roots;  // one for each document; null for an empty one
  std::vector<Diagnostic> problems;
  std::string
      go_error;  // the text Go's library of the dialect gives for the first error; "" if none
};

/// Reads all documents of a file. Never throws for bad input; depth, aliases and size are bounded.
/// Nodes live in `arena`, and may point into the file's text, which must outlive them.
YamlDocuments read_yaml(const SourceFile& file, Arena& arena, const YamlReadOptions& options = {});

}  // namespace drydock
