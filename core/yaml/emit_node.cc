#include "core/error.h"
#include "core/go_number.h"
#include "core/yaml/emit.h"
#include "core/yaml/emit_tree.h"
#include "core/yaml/resolve.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

/// Nodes on their way through Go's decoder of a dialect, and then perhaps JSON, to go-yaml v2.
class NodeSource {
 public:
  using Ref = const Node*;
  static constexpr bool kMayRepeatKeys = true;

  NodeSource(YamlDialect dialect, bool through_json)
      : dialect_(dialect), through_json_(through_json), strings_(YamlEmitter::V2, through_json) {}

  NodeKind kind(Ref node) const { return node ? node->kind : NodeKind::Scalar; }
  size_t size(Ref node) const { return node->size; }
  Ref item(Ref sequence, size_t i) const { return sequence->items[i]; }

  bool members(Ref mapping, std::vector<YamlMember<Ref>>& out) {
    for (const NodeEntry& pair : mapping->pairs()) out.push_back({key_text(*pair.key), pair.value});
    return true;
  }

  YamlScalar key(std::string_view text) { return strings_.key(text); }

  YamlScalar scalar(Ref node) {
    if (!node) return {"null", {}};
    if (is_surely_string(*node)) return strings_.value(node->text());
    ResolvedScalar meaning = resolve(*node);
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
        through_json_ ? append_yaml_float_through_json(number_, meaning.number)
                      : append_yaml_float(number_, meaning.number);
        return {number_, {}};
      default:
        return strings_.value(text_of(*node, meaning.type));
    }
  }

 private:
  static bool is_surely_string(const Node& scalar) {
    return !scalar.tag_text &&
           (scalar.style != NodeStyle::Plain || !may_be_other_type(scalar.text()));
  }

  ResolvedScalar resolve(const Node& node) {
    if (!node.tag_text) return resolve_plain(node.text(), dialect_);
    std::string problem;
    ResolvedScalar meaning = resolve_scalar(node, dialect_, &problem);
    if (!problem.empty()) fail("yaml-value", "yaml: " + problem, node.where());
    return meaning;
  }

  /// The text of a scalar that is a string to JSON.
  std::string_view text_of(const Node& node, ScalarType type) {
    if (type == ScalarType::Binary) {
      auto bytes = decode_yaml_binary(node.text());
      if (!bytes)
        fail("yaml-value", "yaml: !!binary value contains invalid base64 data", node.where());
      return arena_.copy(*bytes);
    }
    // v2 hands a timestamp on as it was written.
    if (type == ScalarType::Timestamp && dialect_ == YamlDialect::Kustomize) {
      auto time = parse_yaml_timestamp(node.text());
      auto text = time ? to_rfc3339(*time) : std::nullopt;
      if (!text)
        fail("yaml-value", "json: error calling MarshalJSON for type time.Time", node.where());
      return arena_.copy(*text);
    }
    return node.text();
  }

  std::string_view key_text(const Node& key) {
    if (!key.is_scalar()) fail("yaml-value", "yaml: invalid map key", key.where());
    if (is_surely_string(key)) return key.text();
    ResolvedScalar meaning = resolve(key);
    bool is_text = meaning.type == ScalarType::String || meaning.type == ScalarType::Binary ||
                   meaning.type == ScalarType::Merge;
    if (is_text) return text_of(key, meaning.type);
    if (dialect_ == YamlDialect::Kustomize) {
      fail("yaml-value", "json: unsupported type: map[interface {}]interface {}", key.where());
    }
    return text_of_odd_key(key, meaning);
  }

  /// sigs.k8s.io/yaml makes texts of keys that are numbers and booleans.
  std::string_view text_of_odd_key(const Node& key, const ResolvedScalar& meaning) {
    if (meaning.type == ScalarType::Timestamp) return key.text();
    if (meaning.type == ScalarType::Bool) return meaning.boolean ? "true" : "false";
    std::string text;
    if (meaning.type == ScalarType::Int && !meaning.is_unsigned) {
      append_go_int(text, meaning.integer);
    } else if (meaning.type == ScalarType::Float) {
      append_yaml_float(text, meaning.number, 32);
    } else {
      fail("yaml-value",
           "unsupported map key of type: " +
               std::string(meaning.type == ScalarType::Int ? "uint64" : "%!s(<nil>)"),
           key.where());
    }
    return arena_.copy(text);
  }

  YamlDialect dialect_;
  bool through_json_;
  YamlStrings strings_;
  std::string number_;
  Arena arena_;
};

}  // namespace

void append_yaml(std::string& out, const Node& node, YamlDialect dialect,
                 const YamlEmitOptions& options) {
  NodeSource source(dialect, true);
  YamlTreeEmitter<NodeSource>(source, out, YamlEmitter::V2, options).emit(&node);
}

std::string to_yaml(const Node& node, YamlDialect dialect, const YamlEmitOptions& options) {
  std::string out;
  append_yaml(out, node, dialect, options);
  return out;
}

std::string json_to_yaml(std::string_view json, const YamlEmitOptions& options) {
  SourceFile file;
  file.text = json;
  Arena arena;
  const Node* root = read_json_as_yaml(file, arena);
  NodeSource source(YamlDialect::Sigs, false);
  std::string out;
  YamlTreeEmitter<NodeSource>(source, out, YamlEmitter::V2, options).emit(root);
  return out;
}

}  // namespace drydock
