#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/value.h"

namespace drydock::render {

struct Builtin;

enum class NodeKind : uint8_t {
  // What actions are made of.
  Bool,
  Chain,
  Command,
  Dot,
  Field,
  Identifier,
  Nil,
  Number,
  Pipe,
  String,
  Variable,
  // What a template is made of.
  Action,
  Break,
  Continue,
  If,
  List,
  Range,
  Template,
  Text,
  With,
};

/// A node of a parsed template. Nodes live in the arena of their ParsedTemplate, never change, and
/// may be read by many threads. Texts are views of the template's source, or of that arena, or of
/// a source that lives as long: statements that are written alike share what is in them.
struct TreeNode {
  NodeKind kind;
  // Byte offset, where Go's parser puts it: of a statement in the source, of what an action is made
  // of from its statement on.
  uint32_t pos;
};

inline bool is_statement(NodeKind kind) { return kind >= NodeKind::Action; }

/// Where the node is in the source, as part of the statement at that offset.
inline uint32_t position_in(uint32_t statement, const TreeNode& node) {
  return is_statement(node.kind) ? node.pos : statement + node.pos;
}

struct ListNode : TreeNode {
  std::span<const TreeNode* const> nodes;
};

struct TextNode : TreeNode {
  std::string_view text;
};

struct BoolNode : TreeNode {
  bool value;
};

/// A number is every kind that can represent it, as Go's constants are.
struct NumberNode : TreeNode {
  bool is_int;
  bool is_uint;
  bool is_float;
  bool overflows_int;  // an unsigned integer that is no int
  int64_t int_value;
  uint64_t uint_value;
  double float_value;
  Value value;  // what it is where no type is asked for: int, float64 or complex128
  std::string_view text;
};

struct StringNode : TreeNode {
  std::string_view quoted;  // as written
  std::string_view text;
};

/// ".a.b"
struct FieldNode : TreeNode {
  std::span<const std::string_view> fields;
};

/// "$x.a.b". `slot` is the place on the frame's stack of variables.
struct VariableNode : TreeNode {
  static constexpr int32_t kByName = -1;     // only the run decides which one is meant
  static constexpr int32_t kUndefined = -2;  // it will not be there when this is evaluated
  int32_t slot;
  std::string_view name;  // with its '$'
  std::span<const std::string_view> fields;
};

/// "(pipe).a.b" or "function.a.b"
struct ChainNode : TreeNode {
  const TreeNode* node;
  std::span<const std::string_view> fields;
};

/// Functions that the evaluator calls in a way of its own. Choose: `coalesce` or `default` with a
/// key to be made among the arguments, which is seconds of work and often not the one that is
/// taken.
enum class SpecialFunction : uint8_t { None, And, Or, Call, Choose };

struct IdentifierNode : TreeNode {
  SpecialFunction special;
  std::string_view name;
  const Builtin* function;
};

struct CommandNode : TreeNode {
  std::span<const TreeNode* const> args;  // at least one
};

struct PipeNode : TreeNode {
  bool is_assign;  // the variables are assigned, not declared
  std::span<const VariableNode* const> variables;
  std::span<const CommandNode* const> commands;
};

struct ActionNode : TreeNode {
  const PipeNode* pipe;
};

/// {{if}}, {{with}} and {{range}}
struct BranchNode : TreeNode {
  const PipeNode* pipe;
  const ListNode* list;
  const ListNode* else_list;  // null when there is none
};

struct TemplateNode : TreeNode {
  std::string_view name;
  const PipeNode* pipe;  // null when there is none
};

template <class T>
const T& as(const TreeNode& node) {
  return static_cast<const T&>(node);
}

/// The node as Go writes it back, which error texts quote.
std::string node_text(const TreeNode& node);

/// Whether the node is `(genPrivateKey "TYPE")`: dear, without an effect, and it never fails.
bool makes_key(const TreeNode& node);

/// Whether a template's body is nothing but space: such a one does not replace another.
bool is_empty(const ListNode& body);

}  // namespace drydock::render
