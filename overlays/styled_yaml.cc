#include "overlays/styled_yaml.h"

#include <utility>

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

/// Comments wait here, as in the emitter, until their place in the text comes.
class Writer {
 public:
  Writer(std::string& text, const YamlDocumentComments* comments)
      : text_(text), out_(text, YamlEmitter::V3), comments_(comments), stack_(kStackBytes) {}

  void write(const Node& root) {
    if (comments_ && !comments_->head.empty()) {
      comment(comments_->head, 0);
      out_.end_line();
    }
    announce(root);
    write_head(0);
    node(root, 0, false);
    end(root);
    if (comments_) foot_ = comments_->foot;
    foot_indent_ = 0;
    write_foot(0);
    foot_indent_ = -1;
    out_.write_indent(0);
    out_.flush();
    if (!text_.ends_with('\n')) text_ += '\n';
  }

 private:
  // Comments.

  const YamlComments* comments_of(const Node& node) const {
    if (!comments_) return nullptr;
    auto found = comments_->of.find(&node);
    return found == comments_->of.end() ? nullptr : &found->second;
  }

  /// Those of a node that comes now. Of a block or list in brackets what stands behind comes at its
  /// end; the foot of a key comes below its value.
  void announce(const Node& node, bool is_key = false) {
    const YamlComments* mine = comments_of(node);
    if (!mine) return;
    if (!mine->head.empty()) head_ = mine->head;
    if (!node.is_scalar()) return;
    if (!mine->line.empty()) line_ = mine->line;
    if (!is_key && !mine->foot.empty()) foot_ = mine->foot;
  }

  void end(const Node& node) {
    const YamlComments* mine = node.is_scalar() ? nullptr : comments_of(node);
    if (!mine) return;
    if (!mine->line.empty()) line_ = mine->line;
    if (!mine->foot.empty()) foot_ = mine->foot;
  }

  void write_indent(int indent) {
    if (foot_indent_ == indent) out_.write_empty_line(indent);
    out_.write_indent(indent);
    foot_indent_ = -1;
  }

  void comment(std::string_view lines, int indent) {
    bool is_first = true;
    while (true) {
      size_t size = std::min(lines.find('\n'), lines.size());
      if (size > 0) {
        if (!is_first) write_indent(indent);
        out_.write_comment(lines.substr(0, size));
      }
      if (size == lines.size()) {
        if (size > 0) out_.end_line();
        return;
      }
      out_.end_line();
      lines.remove_prefix(size + 1);
      is_first = false;
    }
  }

  void write_head(int indent) {
    if (!tail_.empty()) {
      write_indent(indent);
      comment(std::exchange(tail_, {}), indent);
      foot_indent_ = indent;
    }
    if (head_.empty()) return;
    write_indent(indent);
    comment(std::exchange(head_, {}), indent);
  }

  void write_line(int indent) {
    if (!line_.empty()) comment(std::exchange(line_, {}), indent);
  }

  void write_foot(int indent) {
    if (foot_.empty()) return;
    write_indent(indent);
    comment(std::exchange(foot_, {}), indent);
    foot_indent_ = indent;
  }

  // Nodes.

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
    if (in_mapping && (out_.at_line_start() || !out_.indention())) indent -= kStep;
    for (const Node* item : node.elements()) {
      announce(*item);
      write_head(indent);
      write_indent(indent);
      out_.write_block_indicator('-');
      content(*item, indent, false);
    }
  }

  /// A value or an item, with what stands behind and below it.
  void content(const Node& node, int indent, bool in_mapping) {
    bool is_block = !node.is_scalar() && node.size > 0 && node.style != NodeStyle::Flow;
    if (is_block) {
      write_line(indent);
      write_foot(indent);
    }
    if (!is_empty_null(node)) this->node(node, indent + kStep, in_mapping);
    end(node);
    if (is_block) return;
    write_line(indent);
    write_foot(indent);
  }

  void mapping(const Node& node, int indent) {
    std::string_view foot;  // of the key before
    for (const NodeEntry& pair : node.pairs()) {
      announce(*pair.key, true);
      if (!foot.empty()) tail_ = foot;
      write_head(indent);
      write_indent(indent);
      if (!line_.empty()) key_line_ = std::exchange(line_, {});
      scalar(*pair.key, indent + kStep, false);
      out_.write_colon();
      value(*pair.value, indent);
      const YamlComments* of_key = comments_of(*pair.key);
      foot = of_key ? of_key->foot : std::string_view();
    }
    if (foot.empty()) return;
    tail_ = foot;
    write_head(indent);
  }

  void value(const Node& value, int indent) {
    announce(value);
    if (!key_line_.empty()) {
      if (value.is_scalar()) {
        if (line_.empty()) line_ = std::exchange(key_line_, {});
      } else if (value.style != NodeStyle::Flow) {
        std::string_view own = std::exchange(line_, std::exchange(key_line_, {}));
        write_line(indent);
        line_ = own;
      }
    }
    content(value, indent, true);
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
    YamlScalar written{node.text(), shape_of(node, false)};
    ScalarForm form = written.shape.form;
    if (form == ScalarForm::Literal || form == ScalarForm::Folded) {
      written.comment = std::exchange(line_, {});
    }
    out_.write_scalar(written, indent, allow_breaks);
  }

  /// Not within `append_flow`, where it would make each level of nesting take 4 KiB of stack.
  [[gnu::noinline]] static void append_flow_scalar(std::string& flow, const Node& node) {
    YamlOutput out(flow, YamlEmitter::V3);
    out.write_scalar({node.text(), shape_of(node, true)}, 0, false);
    out.flush();
  }

  void append_flow(std::string& flow, const Node& node) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep to be written", node.where());
    if (node.is_scalar()) return append_flow_scalar(flow, node);
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
  const YamlDocumentComments* comments_;
  std::string_view head_, line_, foot_;  // of what comes now
  std::string_view tail_;                // the foot of the key before
  std::string_view key_line_;            // behind a key, until its value comes
  int foot_indent_ = -1;                 // where a foot was the last thing written
  StackGuard stack_;
};

}  // namespace

std::string styled_yaml(const Node& root, const YamlDocumentComments* comments) {
  std::string text;
  Writer(text, comments).write(root);
  return text;
}

}  // namespace drydock::overlays
