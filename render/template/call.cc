#include <algorithm>

#include "render/builtins/deep_equal.h"
#include "render/template/eval.h"
#include "render/template/go_format.h"
#include "render/template/truth.h"

namespace drydock::render {
namespace {

constexpr size_t kArgumentBlock = 1024;

bool can_be_nil(Type type) {
  switch (type) {
    case Type::Any:
    case Type::Reflect:
    case Type::List:
    case Type::Map:
    case Type::Strings:
    case Type::Ints:
    case Type::Lists:
    case Type::StringMap:
    case Type::Bytes:
    case Type::Writer:
    case Type::Semver:
    case Type::Zone:
      return true;
    default:
      return false;
  }
}

Value nil_of(Type type, Arena& arena) {
  switch (type) {
    case Type::List:
      return Value::nil_list();
    case Type::Strings:
      return Value::nil_list(GoType::Strings);
    case Type::Ints:
      return Value::nil_list(GoType::Ints);
    case Type::Lists:
      return Value::nil_list(GoType::Lists);
    case Type::Map:
      return Value::of_map(arena.make<ValueMap>(ValueMap::nil(arena)));
    case Type::StringMap:
      return Value::of_map(arena.make<ValueMap>(ValueMap::nil(arena)), GoType::StringMap);
    case Type::Bytes:
      return Value::of_bytes("");
    default:
      return Value();
  }
}

bool is_assignable(Value value, Type type) {
  GoType go_type = value.go_type();
  switch (type) {
    case Type::Any:
    case Type::Reflect:
      return true;
    case Type::Bool:
      return value.is_bool();
    case Type::String:
      return value.is_string();
    case Type::Int:
      return value.is_int() && go_type == GoType::Int;
    case Type::Int64:
      return value.is_int() && go_type == GoType::Default;
    case Type::Uint32:
      return value.is_uint() && go_type == GoType::Uint32;
    case Type::Float64:
      return value.is_float() && go_type == GoType::Default;
    case Type::List:
      return value.is_list() && go_type == GoType::Default;
    case Type::Map:
      // A named map type is assignable to the unnamed one.
      return value.is_map() && (go_type == GoType::Default || go_type == GoType::ChartutilValues ||
                                go_type == GoType::CommonValues);
    case Type::Strings:
      return value.is_list() && (go_type == GoType::Strings || go_type == GoType::VersionSet ||
                                 go_type == GoType::CommonVersionSet);
    case Type::Ints:
      return value.is_list() && go_type == GoType::Ints;
    case Type::Lists:
      return value.is_list() && go_type == GoType::Lists;
    case Type::StringMap:
      return value.is_map() && go_type == GoType::StringMap;
    case Type::Bytes:
      return value.is_bytes();
    default:
      return go_type_name(value) == type_name(type);
  }
}

/// reflect.Value.String, which tells text from everything else.
std::string reflect_text(Value value) {
  if (value.is_string()) return std::string(value.as_string());
  return fmt::format("<{} Value>", value.is_nil() ? "invalid" : go_type_name(value));
}

}  // namespace

Value* Evaluator::push_arguments(size_t count) {
  if (count > kArgumentBlock) return arena().array<Value>(count);
  if (argument_used_ + count > kArgumentBlock) {
    ++argument_block_;
    argument_used_ = 0;
  }
  if (argument_block_ == argument_blocks_.size()) {
    argument_blocks_.push_back(std::make_unique<Value[]>(kArgumentBlock));
  }
  Value* room = argument_blocks_[argument_block_].get() + argument_used_;
  argument_used_ += count;
  return room;
}

Value Evaluator::call_function(const IdentifierNode& node, const TreeNode& command,
                               const Operands& operands) {
  frame_.node = &node;
  if (node.special == SpecialFunction::None) {
    return call(*node.function, command, operands, nullptr);
  }
  check_count(*node.function, operands);
  if (node.special == SpecialFunction::Call) return call_value(command, operands);
  if (node.special == SpecialFunction::Choose) return choose(*node.function, command, operands);
  return and_or(node, operands);
}

void Evaluator::check_count(const Builtin& function, const Operands& operands) {
  size_t got = operands.count();
  size_t want = function.params.count;
  if (function.params.variadic) {
    if (got + 1 >= want) return;
    fail(fmt::format("wrong number of args for {}: want at least {} got {}", function.name,
                     want - 1, operands.nodes.size()));
  }
  if (got == want) return;
  fail(fmt::format("wrong number of args for {}: want {} got {}", function.name, want, got));
}

Value Evaluator::call(const Builtin& function, const TreeNode& node, const Operands& operands,
                      const Value* receiver) {
  check_count(function, operands);
  size_t count = operands.count() + (receiver ? 1 : 0);
  size_t old_block = argument_block_;
  size_t old_used = argument_used_;
  Value* args = push_arguments(count);
  size_t filled = 0;
  if (receiver) args[filled++] = *receiver;
  for (size_t i = 0; i < operands.nodes.size(); ++i) {
    args[filled++] = argument(*operands.nodes[i], function.params[i], operands.dot);
  }
  if (operands.final) {
    args[filled++] = checked(*operands.final, function.params[operands.count() - 1]);
  }
  spend(2);  // some functions take a fraction of a microsecond
  for (size_t i = 0; i < count; ++i) spend_for_text(args[i]);
  Value result = invoke(function, node, {args, count});
  spend_for_text(result);
  argument_block_ = old_block;
  argument_used_ = old_used;
  if (function.result == Type::Reflect) return result;
  return result.with_boxed(function.result == Type::Any);
}

/// Going over long texts is work, whatever the function makes of them, and so is making them.
void Evaluator::spend_for_text(Value value) {
  constexpr size_t kBytesPerStep = 32;
  if (value.is_string()) spend(value.as_string().size() / kBytesPerStep);
}

Value Evaluator::invoke(const Builtin& function, const TreeNode& node,
                        std::span<const Value> args) {
  try {
    return function.call(CallArgs(*this, function, args));
  } catch (const ExecError& error) {
    frame_.node = &node;
    std::string prefix = fmt::format("error calling {}: ", function.name);
    fail(prefix + error.diagnostic().message, &error, prefix.size());
  } catch (Error& error) {
    if (error.diagnostic().rule == "template-call") fail(error.diagnostic().message);
    frame_.node = &node;
    if (error.diagnostic().rule.ends_with("-limit")) {
      add_place(error);
      throw;
    }
    std::string prefix = fmt::format("error calling {}: ", function.name);
    fail(prefix + error.diagnostic().message, nullptr, prefix.size());
  }
}

/// They take their arguments one by one, and no further than the one that decides.
Value Evaluator::and_or(const IdentifierNode& node, const Operands& operands) {
  bool decides = node.special == SpecialFunction::Or;
  Value value;
  for (const TreeNode* operand : operands.nodes) {
    value = argument(*operand, Type::Reflect, operands.dot);
    if (is_true(value) == decides) return value;
  }
  return operands.final ? *operands.final : value;
}

/// Makes a key only if no other argument is taken before it; else it counts as empty.
Value Evaluator::choose(const Builtin& function, const TreeNode& command,
                        const Operands& operands) {
  std::vector<Value> args(operands.count());
  for (size_t i = 0; i < operands.nodes.size(); ++i) {
    const TreeNode& node = *operands.nodes[i];
    args[i] = makes_key(node) ? Value::of_string("") : argument(node, Type::Any, operands.dot);
  }
  if (operands.final) args.back() = checked(*operands.final, Type::Any);
  spend(2);
  for (Value arg : args) spend_for_text(arg);
  for (size_t i = 0; i < operands.nodes.size(); ++i) {
    if (!makes_key(*operands.nodes[i])) continue;
    // `default` looks at its second argument first, `coalesce` at all in their order.
    bool first_is_last = function.name == "default" && i == 0 && args.size() > 1;
    auto before = first_is_last ? args.begin() + 1 : args.begin();
    auto end = first_is_last ? args.begin() + 2 : args.begin() + static_cast<std::ptrdiff_t>(i);
    if (!std::all_of(before, end, [](Value value) { return is_empty(value); })) continue;
    args[i] = argument(*operands.nodes[i], Type::Any, operands.dot);
  }
  Value result = invoke(function, command, args);
  spend_for_text(result);
  return result.with_boxed(true);
}

/// No value that a chart can have is a function, so `call` only has ways to fail.
Value Evaluator::call_value(const TreeNode& command, const Operands& operands) {
  Value function = operands.final ? *operands.final : Value();
  std::string name = reflect_text(function);
  for (size_t i = 0; i < operands.nodes.size(); ++i) {
    Value value = argument(*operands.nodes[i], Type::Reflect, operands.dot);
    if (i > 0) continue;
    function = value;
    name = node_text(*operands.nodes[0]);
  }
  frame_.node = &command;
  std::string prefix = "error calling call: ";
  std::string problem = "call of nil";
  if (!function.is_nil()) {
    problem = fmt::format("non-function {} of type {}", name, go_type_name(function));
  }
  fail(prefix + problem, nullptr, prefix.size());
}

Value Evaluator::argument(const TreeNode& node, Type type, Value dot) {
  frame_.node = &node;
  switch (node.kind) {
    case NodeKind::Dot:
      return checked(dot, type);
    case NodeKind::Nil:
      if (can_be_nil(type)) return nil_of(type, arena());
      fail(fmt::format("cannot assign nil to {}", type_name(type)));
    case NodeKind::Field:
      return checked(fields(node, as<FieldNode>(node).fields, dot), type);
    case NodeKind::Variable: {
      const VariableNode& named = as<VariableNode>(node);
      Value value = variable(named);
      if (!named.fields.empty()) value = fields(node, named.fields, value);
      return checked(value, type);
    }
    case NodeKind::Pipe:
      return checked(pipeline(as<PipeNode>(node), dot), type);
    case NodeKind::Identifier:
      return checked(call_function(as<IdentifierNode>(node), node, {{}, nullptr, dot}), type);
    case NodeKind::Chain: {
      Value receiver = chain_receiver(as<ChainNode>(node), dot);
      std::span<const std::string_view> names = as<ChainNode>(node).fields;
      return checked(fields(node, names, receiver), type);
    }
    default:
      return literal(node, type);
  }
}

/// A constant becomes what the parameter asks for, if it can.
Value Evaluator::literal(const TreeNode& node, Type type) {
  const NumberNode* number = node.kind == NodeKind::Number ? &as<NumberNode>(node) : nullptr;
  std::string_view expected;
  switch (type) {
    case Type::Any:
    case Type::Reflect:
      if (number) return constant(*number);
      if (node.kind == NodeKind::Bool) return Value::of_bool(as<BoolNode>(node).value);
      return Value::of_string(as<StringNode>(node).text);
    case Type::Bool:
      if (node.kind == NodeKind::Bool) return Value::of_bool(as<BoolNode>(node).value);
      expected = "bool";
      break;
    case Type::String:
      if (node.kind == NodeKind::String) return Value::of_string(as<StringNode>(node).text);
      expected = "string";
      break;
    case Type::Int:
    case Type::Int64:
    case Type::Duration:
      if (number && number->is_int) {
        return Value::of_int(number->int_value, type == Type::Int ? GoType::Int : GoType::Default);
      }
      expected = "integer";
      break;
    case Type::Uint32:
      if (number && number->is_uint) {
        return Value::of_uint(static_cast<uint32_t>(number->uint_value), GoType::Uint32);
      }
      expected = "unsigned integer";
      break;
    case Type::Float64:
      if (number && number->is_float) return Value::of_float(number->float_value);
      expected = "float";
      break;
    default:
      fail(fmt::format("can't handle {} for arg of type {}", node_text(node), type_name(type)));
  }
  fail(fmt::format("expected {}; found {}", expected, node_text(node)));
}

/// The value as an argument of that type.
Value Evaluator::checked(Value value, Type type) {
  if (type == Type::Reflect) return value;
  if (type == Type::Any) return value.with_boxed(false);
  if (value.is_nil()) {
    if (value.boxed()) {
      fail_nil(
          *frame_.node, {},
          fmt::format("wrong type for value; expected {}; got interface {{}}", type_name(type)));
    }
    if (can_be_nil(type)) return nil_of(type, arena());
    fail_nil(*frame_.node, {}, fmt::format("invalid value; expected {}", type_name(type)));
  }
  if (!is_assignable(value, type)) {
    fail(fmt::format("wrong type for value; expected {}; got {}", type_name(type),
                     go_type_name(value)));
  }
  if (type == Type::Map || type == Type::Strings) {
    value = value.with_type(type == Type::Map ? GoType::Default : GoType::Strings);
  }
  return value.with_boxed(false);
}

}  // namespace drydock::render
