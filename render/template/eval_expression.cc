#include "render/builtins/methods.h"
#include "render/template/eval.h"
#include "render/template/explain_nil.h"
#include "render/template/go_format.h"
#include "render/template/truth.h"

namespace drydock::render {

Value Evaluator::pipeline(const PipeNode& pipe, Value dot) {
  frame_.node = &pipe;
  // What an interface holds comes out of it between the commands.
  Value value = command(*pipe.commands[0], dot, nullptr).with_boxed(false);
  for (const CommandNode* next : pipe.commands.subspan(1)) {
    value = command(*next, dot, &value).with_boxed(false);
  }
  if (!pipe.variables.empty()) bind_variables(pipe, value);
  return value;
}

void Evaluator::bind_variables(const PipeNode& pipe, Value value) {
  for (const VariableNode* variable : pipe.variables) {
    if (pipe.is_assign) {
      set_variable(*variable, value);
    } else {
      variables_.push_back({value, variable->name});
    }
  }
}

Value Evaluator::command(const CommandNode& command, Value dot, const Value* final) {
  const TreeNode& first = *command.args[0];
  switch (first.kind) {
    case NodeKind::Field:
      frame_.node = &first;
      return fields_of_command(command, as<FieldNode>(first).fields, dot, dot, final);
    case NodeKind::Identifier:
      return call_function(as<IdentifierNode>(first), command,
                           {command.args.subspan(1), final, dot});
    case NodeKind::Chain: {
      Value receiver = chain_receiver(as<ChainNode>(first), dot);
      return fields_of_command(command, as<ChainNode>(first).fields, receiver, dot, final);
    }
    case NodeKind::Variable: {
      const VariableNode& node = as<VariableNode>(first);
      frame_.node = &first;
      Value value = variable(node);
      if (!node.fields.empty()) return fields_of_command(command, node.fields, value, dot, final);
      fail_if_given_arguments(command, final);
      return value;
    }
    case NodeKind::Pipe:
      fail_if_given_arguments(command, final);
      return pipeline(as<PipeNode>(first), dot);
    default:
      break;
  }
  frame_.node = &first;
  fail_if_given_arguments(command, final);
  switch (first.kind) {
    case NodeKind::Bool:
      return Value::of_bool(as<BoolNode>(first).value);
    case NodeKind::Dot:
      return dot;
    case NodeKind::Number:
      return constant(as<NumberNode>(first));
    case NodeKind::String:
      return Value::of_string(as<StringNode>(first).text);
    default:
      fail("nil is not a command");
  }
}

void Evaluator::fail_if_given_arguments(const CommandNode& command, const Value* final) {
  if (command.args.size() == 1 && !final) return;
  const TreeNode& first = *command.args[0];
  fail("can't give argument to non-function " + node_text(first));
}

Value Evaluator::constant(const NumberNode& number) {
  frame_.node = &number;
  if (number.overflows_int) fail(std::string(number.text) + " overflows int");
  return number.value;
}

Value* Evaluator::find_variable(const VariableNode& node) {
  if (node.slot >= 0) return &variables_[frame_.variables + static_cast<size_t>(node.slot)].value;
  if (node.slot == VariableNode::kUndefined) return nullptr;
  for (size_t i = variables_.size(); i-- > frame_.variables;) {
    if (variables_[i].name == node.name) return &variables_[i].value;
  }
  return nullptr;
}

Value Evaluator::variable(const VariableNode& node) {
  if (Value* value = find_variable(node)) return *value;
  fail("undefined variable: " + std::string(node.name));
}

void Evaluator::set_variable(const VariableNode& node, Value value) {
  Value* place = find_variable(node);
  if (!place) fail("undefined variable: " + std::string(node.name));
  *place = value;
}

Value Evaluator::chain_receiver(const ChainNode& chain, Value dot) {
  frame_.node = &chain;
  const TreeNode& node = *chain.node;
  if (node.kind == NodeKind::Nil) {
    fail("indirection through explicit nil in " + node_text(chain));
  }
  frame_.node = &node;
  if (node.kind == NodeKind::Pipe) return pipeline(as<PipeNode>(node), dot);
  return call_function(as<IdentifierNode>(node), node, {{}, nullptr, dot});
}

/// Goes along ".a.b.c".
Value Evaluator::fields(const TreeNode& node, std::span<const std::string_view> names,
                        Value receiver) {
  spend(names.size() / 4);
  for (std::string_view name : names) receiver = field(node, name, receiver, nullptr);
  return receiver;
}

/// The last field of a command may be a method that takes the arguments.
Value Evaluator::fields_of_command(const CommandNode& command,
                                   std::span<const std::string_view> names, Value receiver,
                                   Value dot, const Value* final) {
  const TreeNode& node = *command.args[0];
  if (command.args.size() == 1 && !final) return fields(node, names, receiver);
  receiver = fields(node, names.first(names.size() - 1), receiver);
  Operands operands{command.args.subspan(1), final, dot};
  return field(node, names.back(), receiver, &operands);
}

Value Evaluator::field(const TreeNode& node, std::string_view name, Value receiver,
                       const Operands* operands) {
  // Nearly everything is a key of a map. Names of methods begin with a capital letter.
  if (receiver.is_map() && (receiver.go_type() == GoType::Default || name[0] >= 'a')) {
    return map_field(receiver, name, operands);
  }
  if (receiver.is_nil()) {
    if (receiver.boxed()) {
      fail_nil(node, name, "nil pointer evaluating interface {}." + std::string(name));
    }
    if (environment().strict) fail("nil data; no entry for key " + go_quote(name));
    return Value();
  }
  if (const Builtin* method = find_method(receiver, name)) {
    Value self = receiver.with_boxed(false);
    return call(*method, node, operands ? *operands : Operands{{}, nullptr, Value()}, &self);
  }
  if (receiver.is_map()) return map_field(receiver, name, operands);
  if (receiver.is_object()) return object_field(receiver, name, operands);
  fail_field(receiver, name);
}

void Evaluator::fail_field(Value receiver, std::string_view name) {
  std::string_view type = receiver.boxed() ? "interface {}" : go_type_name(receiver);
  try {
    fail(fmt::format("can't evaluate field {} in type {}", name, type));
  } catch (ExecError& error) {
    if (const ValueOrigins* origins = environment().origins) {
      explain_field(error.diagnostic(), name, origins->find(receiver), go_kind_name(receiver));
    }
    throw;
  }
}

Value Evaluator::map_field(Value map, std::string_view name, const Operands* operands) {
  if (operands && operands->count() > 0) {
    fail(std::string(name) + " is not a method but has arguments");
  }
  bool boxed = has_interface_elements(map);
  if (const Value* value = map.as_map().find(name)) {
    if (value->is_nil()) missing_ = {&map.as_map(), name, true};
    return value->with_boxed(boxed);
  }
  if (environment().strict) fail("map has no entry for key " + go_quote(name));
  if (!missing_is_zero_) return Value();
  if (boxed) {
    missing_ = {&map.as_map(), name, false};
    return Value().with_boxed(true);
  }
  return map.go_type() == GoType::Files ? Value::of_bytes("") : Value::of_string("");
}

namespace {

/// Fields of embedded structs count as the struct's own, unless it has one of that name.
const ValueObject::Field* find_field(const ValueObject& object, std::string_view name) {
  for (const ValueObject::Field& field : object.fields()) {
    if (field.name == name) return &field;
  }
  for (const ValueObject::Field& field : object.fields()) {
    if (!field.embedded || !field.value.is_object()) continue;
    if (const ValueObject::Field* inner = find_field(field.value.as_object(), name)) return inner;
  }
  return nullptr;
}

}  // namespace

Value Evaluator::object_field(Value object, std::string_view name, const Operands* operands) {
  std::string_view type = object.boxed() ? "interface {}" : go_type_name(object);
  const ValueObject::Field* found = find_field(object.as_object(), name);
  if (!found) fail(fmt::format("can't evaluate field {} in type {}", name, type));
  bool exported = name[0] < 'a' || name[0] > 'z';
  if (!exported) fail(fmt::format("{} is an unexported field of struct type {}", name, type));
  if (operands && operands->count() > 0) {
    fail(std::string(name) + " has arguments but cannot be invoked as function");
  }
  return found->value;
}

void Evaluator::fail_nil(const TreeNode& node, std::string_view name, std::string message) {
  try {
    fail(std::move(message));
  } catch (ExecError& error) {
    explain_nil(error.diagnostic(), node, name, root_, missing_, environment().origins);
    throw;
  }
}

}  // namespace drydock::render
