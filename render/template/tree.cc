#include "render/template/tree.h"

#include "core/unicode.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

class Writer {
 public:
  void write(const TreeNode& node);
  std::string text;

 private:
  void fields(std::span<const std::string_view> names);
  void command(const CommandNode& command);
  void pipe(const PipeNode& pipe);
  void branch(const BranchNode& branch, std::string_view keyword);
  void operand(const TreeNode& node);
};

void Writer::fields(std::span<const std::string_view> names) {
  for (std::string_view name : names) text.append(".").append(name);
}

/// Pipelines are parenthesised where they are operands.
void Writer::operand(const TreeNode& node) {
  bool parenthesised = node.kind == NodeKind::Pipe;
  if (parenthesised) text += '(';
  write(node);
  if (parenthesised) text += ')';
}

void Writer::command(const CommandNode& command) {
  for (size_t i = 0; i < command.args.size(); ++i) {
    if (i > 0) text += ' ';
    operand(*command.args[i]);
  }
}

void Writer::pipe(const PipeNode& pipe) {
  for (size_t i = 0; i < pipe.variables.size(); ++i) {
    if (i > 0) text += ", ";
    write(*pipe.variables[i]);
  }
  if (!pipe.variables.empty()) text += pipe.is_assign ? " = " : " := ";
  for (size_t i = 0; i < pipe.commands.size(); ++i) {
    if (i > 0) text += " | ";
    command(*pipe.commands[i]);
  }
}

void Writer::branch(const BranchNode& branch, std::string_view keyword) {
  text.append("{{").append(keyword).append(" ");
  pipe(*branch.pipe);
  text += "}}";
  write(*branch.list);
  if (branch.else_list) {
    text += "{{else}}";
    write(*branch.else_list);
  }
  text += "{{end}}";
}

void Writer::write(const TreeNode& node) {
  switch (node.kind) {
    case NodeKind::Bool:
      text += as<BoolNode>(node).value ? "true" : "false";
      return;
    case NodeKind::Chain:
      operand(*as<ChainNode>(node).node);
      return fields(as<ChainNode>(node).fields);
    case NodeKind::Command:
      return command(as<CommandNode>(node));
    case NodeKind::Dot:
      text += '.';
      return;
    case NodeKind::Field:
      return fields(as<FieldNode>(node).fields);
    case NodeKind::Identifier:
      text += as<IdentifierNode>(node).name;
      return;
    case NodeKind::Nil:
      text += "nil";
      return;
    case NodeKind::Number:
      text += as<NumberNode>(node).text;
      return;
    case NodeKind::Pipe:
      return pipe(as<PipeNode>(node));
    case NodeKind::String:
      text += as<StringNode>(node).quoted;
      return;
    case NodeKind::Variable:
      text += as<VariableNode>(node).name;
      return fields(as<VariableNode>(node).fields);
    case NodeKind::Action:
      text += "{{";
      pipe(*as<ActionNode>(node).pipe);
      text += "}}";
      return;
    case NodeKind::Break:
      text += "{{break}}";
      return;
    case NodeKind::Continue:
      text += "{{continue}}";
      return;
    case NodeKind::If:
      return branch(as<BranchNode>(node), "if");
    case NodeKind::With:
      return branch(as<BranchNode>(node), "with");
    case NodeKind::Range:
      return branch(as<BranchNode>(node), "range");
    case NodeKind::List:
      for (const TreeNode* child : as<ListNode>(node).nodes) write(*child);
      return;
    case NodeKind::Text:
      text += as<TextNode>(node).text;
      return;
    case NodeKind::Template:
      text += "{{template ";
      append_quoted(text, as<TemplateNode>(node).name);
      if (as<TemplateNode>(node).pipe) {
        text += ' ';
        pipe(*as<TemplateNode>(node).pipe);
      }
      text += "}}";
      return;
  }
}

bool is_all_space(std::string_view text) {
  while (!text.empty()) {
    DecodedRune next = decode_rune(text);
    if (!is_space(next.rune)) return false;
    text.remove_prefix(static_cast<size_t>(next.size));
  }
  return true;
}

}  // namespace

std::string node_text(const TreeNode& node) {
  Writer writer;
  writer.write(node);
  return std::move(writer.text);
}

bool makes_key(const TreeNode& node) {
  if (node.kind != NodeKind::Pipe) return false;
  const PipeNode& pipe = as<PipeNode>(node);
  if (!pipe.variables.empty() || pipe.commands.size() != 1) return false;
  std::span<const TreeNode* const> args = pipe.commands[0]->args;
  return args.size() == 2 && args[0]->kind == NodeKind::Identifier &&
         args[1]->kind == NodeKind::String && as<IdentifierNode>(*args[0]).name == "genPrivateKey";
}

bool is_empty(const ListNode& body) {
  for (const TreeNode* node : body.nodes) {
    if (node->kind != NodeKind::Text || !is_all_space(as<TextNode>(*node).text)) return false;
  }
  return true;
}

}  // namespace drydock::render
