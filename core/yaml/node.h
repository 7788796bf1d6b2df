#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/arena.h"
#include "core/source.h"

namespace drydock {

/// Which of Go's two YAML libraries decides what a scalar means.
enum class YamlDialect : uint8_t {
  Sigs,       // sigs.k8s.io/yaml (go-yaml v2 rules): Helm's values, toYaml, fromYaml, kubectl
  Kustomize,  // go-yaml v3 rules: what kustomize reads as a resource
};

enum class NodeKind : uint8_t { Scalar, Mapping, Sequence };

enum class NodeStyle : uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal, Folded, Block, Flow };

/// What a scalar's text means, or says by its tag. See core/yaml/resolve.h.
enum class ScalarType : uint8_t { String, Null, Bool, Int, Float, Timestamp, Binary, Merge };

struct Node;

struct NodeEntry {
  Node* key;
  Node* value;
};

/// One node of a YAML tree: order, style and position are kept, comments are not. Lives in an
/// Arena, and points to the SourceFile it came from. Aliases are expanded by sharing, so a tree may
/// be a graph without cycles: copy a node (see `deep_copy`) before changing one that is `shared`.
struct Node {
  NodeKind kind = NodeKind::Scalar;
  NodeStyle style = NodeStyle::Plain;
  bool shared = false;  // reached through an alias as well
  uint32_t line = 0;    // 0: made by the program, not read
  uint32_t column = 0;  // code points, from 1
  uint32_t size = 0;    // bytes of text, or number of children
  uint32_t capacity = 0;
  union {
    const char* text_data = nullptr;
    Node** items;
    NodeEntry* entries;
  };
  const char* tag_text = nullptr;  // explicit tag in full form, NUL-terminated; null when none
  const SourceFile* file = nullptr;

  bool is_scalar() const { return kind == NodeKind::Scalar; }
  bool is_mapping() const { return kind == NodeKind::Mapping; }
  bool is_sequence() const { return kind == NodeKind::Sequence; }

  std::string_view text() const {
    return is_scalar() ? std::string_view(text_data, size) : std::string_view();
  }
  std::string_view tag() const { return tag_text ? std::string_view(tag_text) : ""; }
  /// Children of a sequence; empty for other kinds.
  std::span<Node* const> elements() const {
    return is_sequence() ? std::span<Node* const>(items, size) : std::span<Node* const>();
  }
  /// Key-value pairs of a mapping, in the order of the text; empty for other kinds.
  std::span<const NodeEntry> pairs() const {
    return is_mapping() ? std::span<const NodeEntry>(entries, size) : std::span<const NodeEntry>();
  }

  /// The value under a key that is a scalar with this text; null when there is none or this is no
  /// mapping. With duplicate keys the last one, as Go's decoder has it.
  Node* find(std::string_view key) const;
  /// `find` along several keys; null as soon as one is missing.
  Node* find_path(std::span<const std::string_view> keys) const;
  /// Text of the scalar under `key`; empty when missing or not a scalar.
  std::string_view text_of(std::string_view key) const;

  SourcePos where() const {
    return {file, static_cast<int>(line), static_cast<int>(column), underline_length()};
  }

 private:
  int underline_length() const;
};

static_assert(sizeof(Node) <= 48);

// Making and changing nodes. Everything new lives in `arena`.
Node* make_scalar(Arena& arena, std::string_view text, NodeStyle style = NodeStyle::Plain);
Node* make_mapping(Arena& arena);
Node* make_sequence(Arena& arena);
void append(Arena& arena, Node& sequence, Node* item);
void append(Arena& arena, Node& mapping, Node* key, Node* value);
/// Replaces the value under `key`, or appends the pair.
void set(Arena& arena, Node& mapping, std::string_view key, Node* value);
/// Removes every pair with this key; true when there was one.
bool erase(Node& mapping, std::string_view key);
Node* deep_copy(Arena& arena, const Node& node);

}  // namespace drydock
