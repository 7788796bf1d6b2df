#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock {

struct YamlPlace;

/// An item of a sequence (without `key`) or a pair of a mapping.
struct YamlPlaceEntry {
  size_t start;      // of its "-", "?" or key
  size_t indicator;  // the "-" of an item or the ":" of a pair; npos where there is none
  YamlPlace* key;
  YamlPlace* value;
};

/// Where a node stands in its text: byte offsets. Unlike a Node it knows aliases, anchors, ends.
/// An empty value has no bytes and stands right behind its indicator.
struct YamlPlace {
  NodeKind kind = NodeKind::Scalar;
  NodeStyle style = NodeStyle::Plain;
  bool is_alias = false;
  bool is_bare_pair = false;         // a mapping of one pair without braces: [a: b]
  size_t start = 0;                  // with anchor and tag
  size_t properties_end = 0;         // behind these; `start` where there are none
  size_t content = 0;                // without them
  size_t end = 0;                    // behind the last byte of the content
  std::string_view anchor;           // that it defines
  const YamlPlace* meant = nullptr;  // of an alias: the node that it names
  YamlPlaceEntry* entries = nullptr;
  size_t size = 0;

  std::span<const YamlPlaceEntry> children() const { return {entries, size}; }
  bool is_block() const { return kind != NodeKind::Scalar && style == NodeStyle::Block; }
  bool is_flow() const { return kind != NodeKind::Scalar && style == NodeStyle::Flow; }
  bool is_empty() const { return kind == NodeKind::Scalar && content == end; }
};

/// The first document of a text.
struct YamlLayout {
  YamlPlace* root = nullptr;  // null when the text has no document
  size_t end = 0;             // of the document: of the text, or the line of its end marker
};

/// Where the nodes of the first document stand. The text must be one that `read_yaml` takes; fails
/// with `yaml-edit` where places cannot be told (UTF-16, a second byte order mark). Places live in
/// `arena`.
YamlLayout read_yaml_layout(const SourceFile& file, YamlDialect dialect, Arena& arena);

/// The offset of the next byte that is neither blank, line break nor part of a comment.
size_t skip_yaml_space(std::string_view text, size_t at);
/// The offset of the line break that ends the line of `at`, or of the end of the text.
size_t yaml_line_end(std::string_view text, size_t at);
/// The offset of the first byte of the line of `at`.
size_t yaml_line_start(std::string_view text, size_t at);
/// Bytes of the line break at `at`: 0 where there is none, 2 for CRLF.
size_t yaml_break_length(std::string_view text, size_t at);

}  // namespace drydock
