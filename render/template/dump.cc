#include "render/template/dump.h"

#include "render/template/go_format.h"

namespace drydock::render {
namespace {

std::string_view kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::Bool:
      return "bool";
    case NodeKind::Chain:
      return "chain";
    case NodeKind::Command:
      return "command";
    case NodeKind::Dot:
      return "dot";
    case NodeKind::Field:
      return "field";
    case NodeKind::Identifier:
      return "function";
    case NodeKind::Nil:
      return "nil";
    case NodeKind::Number:
      return "number";
    case NodeKind::Pipe:
      return "pipe";
    case NodeKind::String:
      return "string";
    case NodeKind::Variable:
      return "variable";
    case NodeKind::Action:
      return "action";
    case NodeKind::Break:
      return "break";
    case NodeKind::Continue:
      return "continue";
    case NodeKind::If:
      return "if";
    case NodeKind::List:
      return "list";
    case NodeKind::Range:
      return "range";
    case NodeKind::Template:
      return "template";
    case NodeKind::Text:
      return "text";
    case NodeKind::With:
      return "with";
  }
  return "";
}

class Dumper {
 public:
  void node(const TreeNode* node);
  std::string out;

 private:
  uint32_t statement_ = 0;

  template <class Nodes>
  void nodes(const Nodes& nodes) {
    for (const auto* child : nodes) node(child);
  }
  void contents(const TreeNode& node);
  void variable(const VariableNode& node);
  void number(const NumberNode& node);
  void branch(const BranchNode& node);
};

void Dumper::node(const TreeNode* node) {
  if (!out.empty() && out.back() != '(') out += ' ';
  if (!node) {
    out += "()";
    return;
  }
  uint32_t pos = position_in(statement_, *node);
  if (is_statement(node->kind)) statement_ = pos;
  out += fmt::format("({}@{}", kind_name(node->kind), pos);
  contents(*node);
  out += ')';
}

void Dumper::variable(const VariableNode& node) {
  out.append(" ").append(node.name).append("#");
  if (node.slot == VariableNode::kByName) {
    out += '?';
  } else {
    out += node.slot < 0 ? "-" : std::to_string(node.slot);
  }
  for (std::string_view field : node.fields) out.append(".").append(field);
}

void Dumper::number(const NumberNode& node) {
  out.append(" ").append(node.text);
  if (node.is_int) out += fmt::format(" int={}", node.int_value);
  if (node.is_uint) out += fmt::format(" uint={}", node.uint_value);
  if (node.is_float) out += fmt::format(" float={}", node.float_value);
  out.append(" ").append(node.overflows_int ? "overflow" : go_type_name(node.value));
}

void Dumper::branch(const BranchNode& branch) {
  node(branch.pipe);
  node(branch.list);
  if (branch.else_list) node(branch.else_list);
}

void Dumper::contents(const TreeNode& node) {
  switch (node.kind) {
    case NodeKind::Bool:
      out += as<BoolNode>(node).value ? " true" : " false";
      return;
    case NodeKind::Chain:
      this->node(as<ChainNode>(node).node);
      out += ' ';
      for (std::string_view field : as<ChainNode>(node).fields) out.append(".").append(field);
      return;
    case NodeKind::Command:
      return nodes(as<CommandNode>(node).args);
    case NodeKind::Field:
      out += ' ';
      for (std::string_view field : as<FieldNode>(node).fields) out.append(".").append(field);
      return;
    case NodeKind::Identifier:
      out.append(" ").append(as<IdentifierNode>(node).name);
      return;
    case NodeKind::Number:
      return number(as<NumberNode>(node));
    case NodeKind::Pipe:
      nodes(as<PipeNode>(node).variables);
      if (!as<PipeNode>(node).variables.empty()) out += as<PipeNode>(node).is_assign ? " =" : " :=";
      return nodes(as<PipeNode>(node).commands);
    case NodeKind::String:
      out.append(" ").append(go_quote(as<StringNode>(node).text));
      return;
    case NodeKind::Variable:
      return variable(as<VariableNode>(node));
    case NodeKind::Action:
      return this->node(as<ActionNode>(node).pipe);
    case NodeKind::If:
    case NodeKind::With:
    case NodeKind::Range:
      return branch(as<BranchNode>(node));
    case NodeKind::List:
      return nodes(as<ListNode>(node).nodes);
    case NodeKind::Template:
      out.append(" ").append(go_quote(as<TemplateNode>(node).name));
      if (as<TemplateNode>(node).pipe) this->node(as<TemplateNode>(node).pipe);
      return;
    case NodeKind::Text:
      out.append(" ").append(go_quote(as<TextNode>(node).text));
      return;
    default:
      return;
  }
}

}  // namespace

std::string dump(const TreeNode& node) {
  Dumper dumper;
  dumper.node(&node);
  return std::move(dumper.out);
}

std::string dump(const ParsedTemplate& parsed) {
  if (const SyntaxError* error = parsed.error()) {
    return fmt::format("error {}: {}", error->line, error->message);
  }
  std::string out;
  for (const Definition& definition : parsed.definitions()) {
    out += fmt::format("(define {} {}) ", go_quote(definition.name), dump(*definition.body));
  }
  return out + dump(*parsed.body());
}

}  // namespace drydock::render
