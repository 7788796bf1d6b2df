#include "overlays/styled_yaml.h"

#include "core/error.h"
#include "core/stack_guard.h"
#include "core/yaml/emit_scalar.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

constexpr int kStep = 2;
constexpr size_t kStackBytes = size_t{4} * 1024 * 1024;
constexpr std::string_view kFlowIndicators = ",[]{}";

/// The form that a scalar's own style asks for, as far as its text allows it.
ScalarShape shape_of(const Node& scalar, bool in_flow) {
  std::string_view text = scalar.text();
  ScalarShape shape = shape_of_string(text, YamlEmitter::V3);
  ScalarType type = resolve_scalar(scalar, YamlDialect::Kustomize).type;
  bool has_type = type != ScalarType::String || has_own_tag(scalar);
  // What only YAML 1.1 takes for something else than text ("y", "1:20") needs no quotes here.
  if (scalar.style == NodeStyle::Plain && (has_type || may_be_other_type(text))) {
    shape.form = ScalarForm::Plain;
    return shape;
  }
  bool is_line =
      shape.form == ScalarForm::Plain || shape.form == ScalarForm::SingleQuoted ||
      (shape.form == ScalarForm::DoubleQuoted && text.find_first_of("\n\t\r") == text.npos);
  switch (scalar.style) {
    case NodeStyle::DoubleQuoted:
      shape.form = ScalarForm::DoubleQuoted;
      break;
    case NodeStyle::SingleQuoted:
      if (is_line) shape.form = ScalarForm::SingleQuoted;
      break;
    case NodeStyle::Literal:
      if (is_line && !text.empty()) shape.form = ScalarForm::Literal;
      break;
    case NodeStyle::Folded:
      if ((is_line && !text.empty()) || shape.form == ScalarForm::Literal) {
        shape.form = ScalarForm::Folded;
      }
      break;
    default:
      break;
  }
  bool is_block = shape.form == ScalarForm::Literal || shape.form == ScalarForm::Folded;
  if (in_flow && is_block) shape.form = ScalarForm::DoubleQuoted;
  if (in_flow && shape.form == ScalarForm::Plain &&
      text.find_first_of(kFlowIndicators) != text.npos) {
    shape.form = ScalarForm::SingleQuoted;
  }
  return shape;
}

std::string short_tag(std::string_view tag) {
  constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
  if (!tag.starts_with(kPrefix)) return std::string(tag);
  return "!!" + std::string(tag.substr(kPrefix.size()));
}

class Writer {
 public:
  explicit Writer(std::string& text)
      : text_(text), out_(text, YamlEmitter::V3), stack_(kStackBytes) {}

  void write(const Node& root) {
    node(root, 0, false);
    out_.write_indent(0);
    out_.flush();
    if (!text_.ends_with('\n')) text_ += '\n';
  }

 private:
  void node(const Node& node, int indent, bool in_mapping) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep to be written", node.where());
    if (node.is_scalar()) return scalar(node, indent > 0 ? indent : kStep, true);
    if (node.size == 0) return out_.write_word(node.is_mapping() ? "{}" : "[]");
    if (node.style == NodeStyle::Flow) {
      std::string flow;
      append_flow(flow, node);
      return out_.write_word(flow);
    }
    if (node.is_mapping()) return mapping(node, indent);
    // Dashes stand below the key, but not behind ": " or "- ", where they are on its line.
    if (in_mapping && !out_.indention()) indent -= kStep;
    for (const Node* item : node.elements()) {
      out_.write_indent(indent);
      out_.write_block_indicator('-');
      this->node(*item, indent + kStep, false);
    }
  }

  void mapping(const Node& node, int indent) {
    for (const NodeEntry& pair : node.pairs()) {
      out_.write_indent(indent);
      scalar(*pair.key, indent + kStep, false);
      out_.write_colon();
      if (!is_empty_null(*pair.value)) this->node(*pair.value, indent + kStep, true);
    }
  }

  static bool is_empty_null(const Node& node) {
    return node.is_scalar() && node.size == 0 && node.style == NodeStyle::Plain &&
           !has_own_tag(node);
  }

  void scalar(const Node& node, int indent, bool allow_breaks) {
    if (has_own_tag(node)) {
      out_.write_word(short_tag(node.tag()));
      if (node.size == 0 && node.style == NodeStyle::Plain) return;
    }
    out_.write_scalar({node.text(), shape_of(node, false)}, indent, allow_breaks);
  }

  void append_flow(std::string& flow, const Node& node) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep to be written", node.where());
    if (node.is_scalar()) {
      YamlOutput out(flow, YamlEmitter::V3);
      out.write_scalar({node.text(), shape_of(node, true)}, 0, false);
      return out.flush();
    }
    flow += node.is_mapping() ? '{' : '[';
    std::string_view separator;
    for (const Node* item : node.elements()) {
      flow += separator;
      append_flow(flow, *item);
      separator = ", ";
    }
    for (const NodeEntry& pair : node.pairs()) {
      flow += separator;
      append_flow(flow, *pair.key);
      flow += ": ";
      append_flow(flow, *pair.value);
      separator = ", ";
    }
    flow += node.is_mapping() ? '}' : ']';
  }

  std::string& text_;
  YamlOutput out_;
  StackGuard stack_;
};

}  // namespace

std::string styled_yaml(const Node& root) {
  std::string text;
  Writer(text).write(root);
  return text;
}

}  // namespace drydock::overlays
