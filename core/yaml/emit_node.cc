#include "core/error.h"
#include "core/go_number.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "core/yaml/emit_tree.h"
#include "core/yaml/resolve.h"
#include "core/yaml/rewrite.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

/// Thrown and caught in this file only: the tree has something that Go's decoder must look at.
struct NeedsDecoding {};

/// A node, and whether it stands within braces or brackets.
struct PlacedNode {
  const Node* node;
  bool in_flow;
};

/// Nodes on kustomize's way: written and read again by go-yaml v3, then made JSON of, which go-yaml
/// v2 reads and writes. Covers what manifests are made of; the rest throws NeedsDecoding.
class NodeSource {
 public:
  using Ref = PlacedNode;
  static constexpr bool kMayRepeatKeys = true;

  NodeKind kind(Ref ref) const { return ref.node->kind; }
  size_t size(Ref ref) const { return ref.node->size; }
  Ref item(Ref sequence, size_t i) const { return {sequence.node->items[i], is_flow(sequence)}; }

  bool members(Ref mapping, std::vector<YamlMember<Ref>>& out) const {
    bool in_flow = is_flow(mapping);
    for (const NodeEntry& pair : mapping.node->pairs()) {
      out.push_back({key_text(*pair.key), {pair.value, in_flow}});
    }
    return true;
  }

  YamlScalar key(std::string_view text) { return strings_.key(text); }

  YamlScalar scalar(Ref ref) {
    const Node& node = *ref.node;
    if (!node.tag().empty()) throw NeedsDecoding();
    if (node.style != NodeStyle::Plain) return string(node, quoted_text(ref));
    if (!may_be_other_type(node.text())) return string(node, node.text());
    ResolvedScalar meaning = resolve_plain(node.text(), YamlDialect::Kustomize);
    if (is_quoted_when_rewritten(node, meaning, {ref.in_flow, false})) {
      return string(node, node.text());
    }
    number_.clear();
    switch (meaning.type) {
      case ScalarType::Null:
        return {"null", {}};
      case ScalarType::Bool:
        return {meaning.boolean ? "true" : "false", {}};
      case ScalarType::Int:
        meaning.is_unsigned ? append_go_uint(number_, meaning.unsigned_integer)
                            : append_go_int(number_, meaning.integer);
        return {number_, {}};
      case ScalarType::Float:
        append_yaml_float_through_json(number_, meaning.number);
        return {number_, {}};
      case ScalarType::Timestamp:
        return string(node, time_text(node));
      default:
        return string(node, node.text());
    }
  }

 private:
  static bool is_flow(Ref container) {
    return container.in_flow || container.node->style == NodeStyle::Flow;
  }

  static std::string_view key_text(const Node& key) {
    bool sure =
        key.is_scalar() && key.tag().empty() &&
        (key.style != NodeStyle::Plain || (!may_be_other_type(key.text()) && key.text() != "<<"));
    if (sure) return key.text();
    bool word = key.is_scalar() && key.tag().empty() && key.text() != "<<" &&
                resolve_plain(key.text(), YamlDialect::Kustomize).type == ScalarType::String;
    if (!word) throw NeedsDecoding();
    return key.text();
  }

  std::string_view quoted_text(Ref ref) {
    if (ref.node->style != NodeStyle::Folded || !is_refolded(*ref.node, {ref.in_flow, false})) {
      return ref.node->text();
    }
    text_ = refold(ref.node->text());
    return text_;
  }

  std::string_view time_text(const Node& node) {
    auto time = parse_yaml_timestamp(node.text());
    auto text = time ? to_rfc3339(*time) : std::nullopt;
    if (!text) throw NeedsDecoding();
    text_ = *text;
    return text_;
  }

  YamlScalar string(const Node& node, std::string_view text) {
    try {
      return strings_.value(text);
    } catch (Error& error) {
      error.diagnostic().where = node.where();
      throw;
    }
  }

  YamlStrings strings_{YamlEmitter::V2, true};
  std::string number_;
  std::string text_;
};

Value decode(const Node* root, Arena& arena, YamlDialect dialect) {
  YamlDecodeOptions options;
  options.dialect = dialect;
  options.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml(root, arena, options);
  if (decoded.problem) throw Error(*decoded.problem);
  return decoded.value;
}

}  // namespace

void append_yaml(std::string& out, const Node& node, YamlDialect dialect,
                 const YamlEmitOptions& options) {
  size_t start = out.size();
  try {
    if (dialect == YamlDialect::Kustomize) {
      NodeSource source;
      YamlTreeEmitter<NodeSource>(source, out, YamlEmitter::V2, options).emit({&node, false});
      return;
    }
  } catch (NeedsDecoding&) {
    out.resize(start);
  }
  Arena arena;
  append_yaml(out, decode(&node, arena, dialect), options);
}

std::string to_yaml(const Node& node, YamlDialect dialect, const YamlEmitOptions& options) {
  std::string out;
  append_yaml(out, node, dialect, options);
  return out;
}

}  // namespace drydock
