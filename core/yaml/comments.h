#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock {

/// Comments of one node, with their "#", lines apart by line feeds.
struct YamlComments {
  std::string head;  // lines above it
  std::string line;  // behind it
  std::string foot;  // lines below it, before an empty line
};

/// The comments of a document, as go-yaml v3 gives them to nodes.
struct YamlDocumentComments {
  std::string head, foot;  // of the document itself
  std::unordered_map<const Node*, YamlComments> of;
};

/// Reads them for the tree that the text of the file gave. Nothing for what is rare enough to do
/// without: anchors, aliases, tags, directives, keys behind "?", several documents, line breaks
/// other than a line feed, and comments in braces or brackets or behind "|" and ">". The text is
/// sound YAML.
std::optional<YamlDocumentComments> read_yaml_comments(const SourceFile& file, const Node& root);

}  // namespace drydock
