#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/yaml/node.h"

namespace drydock {

struct YamlReadOptions {
  YamlDialect dialect = YamlDialect::Sigs;
  bool first_document_only = false;  // as Go's Unmarshal: what follows is not even parsed
};

/// What a YAML text holds. Documents before the first syntax error are kept. `problems` has that
/// error and what Go's decoders refuse on top, with severity error, and as warnings what they
/// accept but nobody means: a key that is defined twice, where the last one wins (Sigs).
///
/// Rules: `yaml-syntax`, `yaml-encoding` (bytes that are no allowed characters), `yaml-limit`
/// (nesting, aliases) and `yaml-duplicate-key`.
struct YamlDocuments {
  std::vector<Node*> roots;  // one for each document; null for an empty or refused one
  std::vector<Diagnostic> problems;
  std::string
      go_error;  // the text Go's library of the dialect gives for the first error; "" if none
};

/// Nesting deeper than this is refused, as in Go. Whatever walks a tree may rely on it.
constexpr size_t kMaxYamlDepth = 10000;

/// The tag of a node that stands for an alias within the very value that it names. It makes trees
/// free of cycles; its text is the name of the anchor.
inline constexpr char kSelfAliasTag[] = "!drydock-alias-to-itself";

/// Reads all documents of a file. Bad input never throws; depth, aliases and size are bounded, and
/// running into the arena's own limit throws Error. Merge keys are left as they stand: see
/// core/yaml/merge.h.
///
/// Nodes live in `arena`, and point into the file's text where it has the same bytes as a scalar;
/// it must outlive them.
YamlDocuments read_yaml(const SourceFile& file, Arena& arena, const YamlReadOptions& options = {});

}  // namespace drydock
