#include "overlays/merge/json_form.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/stack_guard.h"
#include "core/yaml/emit_scalar.h"
#include "core/yaml/resolve.h"
#include "core/yaml/rewrite.h"
#include "core/yaml/timestamp.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

constexpr size_t kStackBytes = size_t{4} * 1024 * 1024;

NodeStyle style_of_text(std::string_view text) {
  switch (shape_of_string(text, YamlEmitter::V3).form) {
    case ScalarForm::Plain:
      return NodeStyle::Plain;
    case ScalarForm::SingleQuoted:
      return NodeStyle::SingleQuoted;
    case ScalarForm::DoubleQuoted:
      return NodeStyle::DoubleQuoted;
    case ScalarForm::Folded:
    case ScalarForm::Literal:
      return NodeStyle::Literal;
  }
  return NodeStyle::DoubleQuoted;
}

void set_content(Node& node, std::string_view text, NodeStyle style) {
  node.text_data = text.data();
  node.size = static_cast<uint32_t>(text.size());
  node.style = style;
  node.tag_text = nullptr;
}

class ToJson {
 public:
  ToJson(YamlDialect dialect, Arena& arena)
      : dialect_(dialect), arena_(arena), stack_(kStackBytes) {}

  void root(Node& node) {
    is_root_ = true;
    walk(node, false);
  }

 private:
  void walk(Node& node, bool in_flow) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep to be patched", node.where());
    if (node.is_scalar()) return scalar(node, {in_flow, false});
    in_flow |= node.style == NodeStyle::Flow;
    bool is_root = std::exchange(is_root_, false);
    for (Node* item : node.elements()) walk(*item, in_flow);
    for (const NodeEntry& pair : node.pairs()) {
      key(*pair.key, is_root);
      walk(*pair.value, in_flow);
    }
  }

  void key(Node& key, bool is_root) {
    if (!key.is_scalar()) fail_key(key);
    ResolvedScalar meaning = resolve_scalar(key, dialect_);
    bool is_text = meaning.type == ScalarType::String || meaning.type == ScalarType::Merge;
    if (dialect_ == YamlDialect::Kustomize) {
      if (!is_text && !is_root) fail_key(key);
    } else if (meaning.type == ScalarType::Null || meaning.is_unsigned) {
      fail_key(key);
    } else if (meaning.type == ScalarType::Bool) {
      return set_content(key, meaning.boolean ? "true" : "false", NodeStyle::DoubleQuoted);
    } else if (meaning.type == ScalarType::Int) {
      return text(key, format_go_int(meaning.integer));
    } else if (meaning.type == ScalarType::Float) {
      return text(key, format_go_float(meaning.number, 'g', -1, 32));
    }
    set_content(key, key.text(), style_of_text(key.text()));
  }

  [[noreturn]] void fail_key(const Node& key) {
    fail("overlay-patch",
         fmt::format("the key `{}` is no text, and JSON has no others (json: unsupported type: "
                     "map[interface {{}}]interface {{}}): put it in quotes",
                     key.text()),
         key.where());
  }

  void scalar(Node& node, ScalarPlace place) {
    std::string problem;
    ResolvedScalar meaning = resolve_scalar(node, dialect_, &problem);
    if (!problem.empty()) fail("overlay-patch", std::move(problem), node.where());
    bool is_kustomize = dialect_ == YamlDialect::Kustomize;
    if (is_kustomize && is_quoted_when_rewritten(node, meaning, place)) {
      return text(node, node.text());
    }
    switch (meaning.type) {
      case ScalarType::Null:
        return set_content(node, "null", NodeStyle::Plain);
      case ScalarType::Bool:
        return set_content(node, meaning.boolean ? "true" : "false", NodeStyle::Plain);
      case ScalarType::Int:
        return number(node, meaning.is_unsigned ? format_go_uint(meaning.unsigned_integer)
                                                : format_go_int(meaning.integer));
      case ScalarType::Float:
        return floating(node, meaning.number);
      case ScalarType::Timestamp:
        return is_kustomize ? timestamp(node) : text(node, node.text());
      case ScalarType::Binary:
        return text(node, decode_yaml_binary(node.text()).value_or(std::string()));
      case ScalarType::String:
      case ScalarType::Merge:
        break;
    }
    if (is_kustomize && cannot_be_reread(node, place)) {
      fail("overlay-patch",
           "a block that begins with a tab cannot be read again (found a tab character where an "
           "indentation space is expected)",
           node.where());
    }
    bool refolds = is_kustomize && is_refolded(node, place);
    text(node, refolds ? refold(node.text()) : node.text());
  }

  void floating(Node& node, double value) {
    if (!std::isfinite(value)) {
      fail("overlay-patch",
           fmt::format("JSON has no infinities (json: unsupported value: {})",
                       format_go_float(value)),
           node.where());
    }
    std::string digits;
    append_json_float(digits, value);
    number(node, digits);
  }

  void timestamp(Node& node) {
    std::optional<YamlTimestamp> time = parse_yaml_timestamp(node.text());
    std::optional<std::string> written = time ? to_rfc3339(*time) : std::nullopt;
    text(node, written ? std::string_view(*written) : node.text());
  }

  void number(Node& node, std::string_view digits) {
    if (digits != node.text())
      digits = arena_.copy(digits);
    else
      digits = node.text();
    set_content(node, digits, NodeStyle::Plain);
  }

  void text(Node& node, std::string_view text) {
    if (text != node.text())
      text = arena_.copy(text);
    else
      text = node.text();
    set_content(node, text, style_of_text(text));
  }

  YamlDialect dialect_;
  Arena& arena_;
  StackGuard stack_;
  bool is_root_ = false;
};

void write_floats(Node& node, Arena& arena) {
  for (Node* item : node.elements()) write_floats(*item, arena);
  for (const NodeEntry& pair : node.pairs()) write_floats(*pair.value, arena);
  if (!node.is_scalar() || node.style != NodeStyle::Plain || node.size < 2) return;
  ResolvedScalar meaning = resolve_scalar(node, YamlDialect::Kustomize);
  if (meaning.type != ScalarType::Int && meaning.type != ScalarType::Float) return;
  std::string digits = format_go_float(parse_go_float(node.text()).value);
  if (digits != node.text()) set_content(node, arena.copy(digits), NodeStyle::Plain);
}

}  // namespace

void to_json_form(Node& root, YamlDialect dialect, Arena& arena) {
  ToJson(dialect, arena).root(root);
}

void from_json_form(Node& root, Arena& arena) { write_floats(root, arena); }

Node* make_text(Arena& arena, std::string_view text, const Node* origin) {
  Node* node = make_scalar(arena, text, style_of_text(text));
  if (origin) set_position(*node, *origin);
  return node;
}

}  // namespace drydock::overlays
