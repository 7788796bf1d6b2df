#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/stack_guard.h"
#include "render/template/known_actions.h"
#include "render/template/parse.h"
#include "render/template/token_reader.h"

namespace drydock::render {

/// Whether a value may be piped into it: "nil", "." and literals stand at the head only.
bool is_executable(NodeKind kind);

/// Go's recursive-descent parser, for parse.cc alone. Tokens, positions and messages are the same.
class Parser {
 public:
  /// `known` may be null; what it keeps is in `arena` and the texts that were parsed there.
  Parser(ParsedTemplate& result, Arena& arena, KnownActions* known, int helm_version, size_t stack);
  void run();

 private:
  struct Failure {};  // what is wrong is in the result

  const Token& next() { return tokens_.next(); }
  const Token& peek() { return tokens_.peek(); }
  void backup() { tokens_.back(); }
  const Token& next_non_space() { return tokens_.next_non_space(); }
  const Token& peek_non_space() { return tokens_.peek_non_space(); }
  Token expect(TokenKind kind, std::string_view context);

  [[noreturn]] void fail(std::string message, int action_line = 0);
  [[noreturn]] void fail_at(uint32_t pos, std::string message, int action_line = 0);
  [[noreturn]] void fail_unexpected(const Token& token, std::string_view context);
  void check_depth();

  // What is known of the template that is being parsed: the file's, a define's or a block's.
  struct Scope {
    std::vector<std::string_view> known;    // variables that may be named, as Go's parser sees it
    std::vector<std::string_view> running;  // those on the stack when what comes next is evaluated
    bool by_name = false;  // `running` is uncertain since a conditional declaration
    int range_depth = 0;
    int paren_depth = 0;
    int action_line_pos = -1;  // offset of the left delimiter of the action, or -1
  };
  bool is_known(std::string_view name) const;
  int32_t slot_of(std::string_view name) const;
  void add_definition(std::string_view name, const ListNode* body);

  // Statements. An End or Else node ends a list.
  struct ListEnd {
    const ListNode* list;
    bool is_else;
  };
  void file();
  void definition();
  ListEnd item_list();
  const TreeNode* text_or_action(ListEnd* end);
  const TreeNode* action_at_once(Token token, ListEnd* end);
  const TreeNode* action(ListEnd* end);
  bool means_the_same(const KnownAction& known);
  void declare(const PipeNode* pipe);
  class QuickAction;
  const TreeNode* quick_action(const Token& token);
  const TreeNode* known_action(const KnownAction& known, uint32_t pos, ListEnd* end);
  void remember(TokenKind kind, uint32_t statement, const PipeNode* pipe = nullptr,
                std::string_view name = {});
  const TreeNode* break_or_continue(const Token& token, NodeKind kind);
  void end_control(ListEnd* end);
  void else_control(ListEnd* end);
  const TreeNode* branch(TokenKind keyword, const KnownAction* known = nullptr);
  const ListNode* else_list(TokenKind keyword);
  const TreeNode* template_control();
  const TreeNode* block_control();
  std::string_view template_name(const Token& token, std::string_view context);

  // Expressions.
  const PipeNode* pipeline(std::string_view context, TokenKind end);
  void declarations(PipeNode& pipe, std::string_view context);
  void check_pipeline(const PipeNode& pipe, std::string_view context);
  const CommandNode* command();
  void mark_choice(std::span<const TreeNode*> command);
  const TreeNode* operand();
  std::span<const std::string_view> field_names(std::string_view first);
  const TreeNode* field(const Token& token);
  const TreeNode* fields_of(const TreeNode* node);
  const TreeNode* term();
  const TreeNode* parenthesised();
  const TreeNode* identifier(const Token& token);
  const TreeNode* function(std::string_view name, const Builtin& function, uint32_t pos);
  const TreeNode* variable(const Token& token);
  const TreeNode* number(const Token& token);
  const TreeNode* string(const Token& token);
  std::string_view unquoted(const Token& token);

  template <class T>
  T* make(NodeKind kind, uint32_t pos) {
    T* node = arena_.make<T>();
    node->kind = kind;
    node->pos = is_statement(kind) ? pos : pos - statement_;
    return node;
  }
  /// Copies what was gathered since `from` into the arena.
  template <class T>
  std::span<const T> keep(const std::vector<T>& scratch, size_t from) {
    size_t count = scratch.size() - from;
    if (count == 0) return {};
    T* copy = arena_.array<T>(count);
    std::copy(scratch.begin() + static_cast<ptrdiff_t>(from), scratch.end(), copy);
    return {copy, count};
  }

  ParsedTemplate& result_;
  Arena& arena_;
  int helm_version_;
  TokenReader tokens_;
  Scope scope_;
  int conditional_ = 0;  // inside an argument that `and` or `or` may skip
  StackGuard stack_;
  uint32_t statement_ = 0;  // where the statement is that expressions belong to
  KnownActions* known_;
  // Of the action that is being parsed: whether it may be kept, and the variables it names.
  bool may_be_known_ = false;
  std::vector<KnownAction::Variable> named_;
  // Children of the nodes that are being made.
  std::vector<const TreeNode*> nodes_;
  std::vector<const CommandNode*> commands_;
  std::vector<std::string_view> names_;
};

}  // namespace drydock::render
