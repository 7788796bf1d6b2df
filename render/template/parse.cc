#include "render/template/parse.h"

#include <algorithm>

#include "core/error.h"
#include "render/builtins/registry.h"
#include "render/template/go_format.h"
#include "render/template/go_unquote.h"
#include "render/template/number_literal.h"
#include "render/template/parser.h"

namespace drydock::render {
namespace {

// As in Go. The thread's stack may end earlier.
constexpr int kMaxParentheses = 10'000;

bool is_term(TokenKind kind) {
  switch (kind) {
    case TokenKind::Bool:
    case TokenKind::CharConstant:
    case TokenKind::Complex:
    case TokenKind::Dot:
    case TokenKind::Field:
    case TokenKind::Identifier:
    case TokenKind::Number:
    case TokenKind::Nil:
    case TokenKind::RawString:
    case TokenKind::String:
    case TokenKind::Variable:
    case TokenKind::LeftParen:
      return true;
    default:
      return false;
  }
}

SpecialFunction special_function(std::string_view name) {
  if (name == "and") return SpecialFunction::And;
  if (name == "or") return SpecialFunction::Or;
  if (name == "call") return SpecialFunction::Call;
  return SpecialFunction::None;
}

bool is_choice(std::string_view name) { return name == "coalesce" || name == "default"; }

std::string quoted(std::string_view text) { return go_quote(text); }

/// `resize` is a call, and mostly there is nothing to do.
void shrink(std::vector<std::string_view>& names, size_t size) {
  while (names.size() > size) names.pop_back();
}

NodeKind branch_kind(TokenKind keyword) {
  if (keyword == TokenKind::If) return NodeKind::If;
  return keyword == TokenKind::With ? NodeKind::With : NodeKind::Range;
}

std::string_view branch_context(TokenKind keyword) {
  if (keyword == TokenKind::If) return "if";
  return keyword == TokenKind::With ? "with" : "range";
}

}  // namespace

bool is_executable(NodeKind kind) {
  return kind != NodeKind::Bool && kind != NodeKind::Dot && kind != NodeKind::Nil &&
         kind != NodeKind::Number && kind != NodeKind::String;
}

Parser::Parser(ParsedTemplate& result, Arena& arena, KnownActions* known, int helm_version,
               size_t stack)
    : result_(result),
      arena_(arena),
      helm_version_(helm_version),
      tokens_(result.text_, known),
      stack_(stack),
      known_(known) {
  scope_.known = scope_.running = {"$"};
}

void Parser::run() {
  try {
    file();
  } catch (const Failure&) {
    result_.body_ = nullptr;
    result_.definitions_.clear();
  }
}

Token Parser::expect(TokenKind kind, std::string_view context) {
  Token token = next_non_space();
  if (token.kind != kind) fail_unexpected(token, context);
  return token;
}

/// The line is that of the token that was read last.
void Parser::fail(std::string message, int action_line) {
  fail_at(tokens_.last_pos(), std::move(message), action_line);
}

void Parser::fail_at(uint32_t pos, std::string message, int action_line) {
  int line = result_.position(pos).line;
  result_.error_ =
      std::make_unique<SyntaxError>(SyntaxError{line, std::move(message), action_line});
  throw Failure{};
}

void Parser::fail_unexpected(const Token& token, std::string_view context) {
  if (token.kind != TokenKind::Error) {
    fail("unexpected " + token_text(token) + " in " + std::string(context));
  }
  int action_line = 0;
  if (scope_.action_line_pos >= 0) {
    int line = result_.position(static_cast<uint32_t>(scope_.action_line_pos)).line;
    if (line != result_.position(token.pos).line) action_line = line;
  }
  fail(std::string(token.text), action_line);
}

void Parser::check_depth() {
  if (stack_.exhausted()) fail("max expression depth exceeded");
}

bool Parser::is_known(std::string_view name) const {
  const auto& known = scope_.known;
  return std::find(known.begin(), known.end(), name) != known.end();
}

int32_t Parser::slot_of(std::string_view name) const {
  if (scope_.by_name) return VariableNode::kByName;
  for (size_t i = scope_.running.size(); i-- > 0;) {
    if (scope_.running[i] == name) return static_cast<int32_t>(i);
  }
  return VariableNode::kUndefined;
}

/// Of two bodies of one name in one file, one must be empty.
void Parser::add_definition(std::string_view name, const ListNode* body) {
  Definition definition{name, body, is_empty(*body)};
  for (Definition& other : result_.definitions_) {
    if (other.name != name) continue;
    if (!other.empty && !definition.empty) {
      fail("template: multiple definition of template " + quoted(name));
    }
    if (other.empty) other = definition;
    return;
  }
  result_.definitions_.push_back(definition);
}

void Parser::file() {
  ListNode* body = make<ListNode>(NodeKind::List, peek().pos);
  size_t from = nodes_.size();
  while (peek().kind != TokenKind::End) {
    if (peek().kind == TokenKind::LeftDelim) {
      size_t here = tokens_.place();
      next();
      if (next_non_space().kind == TokenKind::Define) {
        definition();
        continue;
      }
      tokens_.back_to(here);
    }
    ListEnd end{};
    const TreeNode* node = text_or_action(&end);
    if (!node) fail(end.is_else ? "unexpected {{else}}" : "unexpected {{end}}");
    nodes_.push_back(node);
  }
  body->nodes = keep(nodes_, from);
  result_.body_ = body;
  result_.body_is_empty_ = is_empty(*body);
}

void Parser::definition() {
  constexpr std::string_view kContext = "define clause";
  Token name = next_non_space();
  if (name.kind != TokenKind::String && name.kind != TokenKind::RawString) {
    fail_unexpected(name, kContext);
  }
  std::string_view text = unquoted(name);
  Scope outer = std::exchange(scope_, Scope{{"$"}, {"$"}});
  expect(TokenKind::RightDelim, kContext);
  ListEnd end = item_list();
  if (end.is_else) fail("unexpected {{else}} in define clause");
  add_definition(text, end.list);
  scope_ = std::move(outer);
}

Parser::ListEnd Parser::item_list() {
  check_depth();
  ListNode* list = make<ListNode>(NodeKind::List, peek_non_space().pos);
  size_t from = nodes_.size();
  while (peek_non_space().kind != TokenKind::End) {
    ListEnd end{};
    const TreeNode* node = text_or_action(&end);
    if (!node) {
      list->nodes = keep(nodes_, from);
      nodes_.resize(from);
      return {list, end.is_else};
    }
    nodes_.push_back(node);
  }
  fail("unexpected EOF");
}

/// Null at {{end}} and {{else}}, which are told in `end`.
const TreeNode* Parser::text_or_action(ListEnd* end) {
  Token token = next_non_space();
  if (token.kind == TokenKind::Text) {
    TextNode* text = make<TextNode>(NodeKind::Text, token.pos);
    text->text = token.text;
    return text;
  }
  if (token.kind != TokenKind::LeftDelim) fail_unexpected(token, "input");
  scope_.action_line_pos = static_cast<int>(token.pos);
  const TreeNode* node = action(end);
  scope_.action_line_pos = -1;
  return node;
}

const TreeNode* Parser::action(ListEnd* end) {
  Token token = next_non_space();
  if (token.kind == TokenKind::Known) {
    const KnownAction* known = tokens_.known();
    if (known && means_the_same(*known)) return known_action(*known, token.pos, end);
    if (const TreeNode* node = quick_action(token)) return node;
    tokens_.read_known();
    token = next_non_space();
  }
  may_be_known_ = true;
  named_.clear();
  switch (token.kind) {
    case TokenKind::Block:
      return block_control();
    case TokenKind::Break:
      return break_or_continue(token, NodeKind::Break);
    case TokenKind::Continue:
      return break_or_continue(token, NodeKind::Continue);
    case TokenKind::Else:
      else_control(end);
      return nullptr;
    case TokenKind::EndKeyword:
      end_control(end);
      return nullptr;
    case TokenKind::If:
    case TokenKind::Range:
    case TokenKind::With:
      return branch(token.kind);
    case TokenKind::Template:
      return template_control();
    default:
      break;
  }
  backup();
  statement_ = token.pos;
  ActionNode* node = make<ActionNode>(NodeKind::Action, statement_);
  node->pipe = pipeline("command", TokenKind::RightDelim);
  remember(TokenKind::Pipe, node->pos, node->pipe);
  return node;
}

/// Whether the variables that the action names are where they were.
bool Parser::means_the_same(const KnownAction& known) {
  if (known.variables.empty()) return true;
  size_t before = scope_.known.size();
  bool same = true;
  for (const KnownAction::Variable& variable : known.variables) {
    same = same && slot_of(variable.name) == variable.slot &&
           (variable.declares || is_known(variable.name));
    if (variable.declares) scope_.known.push_back(variable.name);
  }
  shrink(scope_.known, before);
  return same;
}

/// The variables of a known pipeline are there from here on.
void Parser::declare(const PipeNode* pipe) {
  if (!pipe) return;
  for (const VariableNode* variable : pipe->variables) {
    scope_.known.push_back(variable->name);
    if (!pipe->is_assign) scope_.running.push_back(variable->name);
  }
}

/// `pos` is where its text begins.
const TreeNode* Parser::known_action(const KnownAction& known, uint32_t pos, ListEnd* end) {
  statement_ = pos + known.statement;
  switch (known.kind) {
    case TokenKind::Else:
    case TokenKind::EndKeyword:
      end->is_else = known.kind == TokenKind::Else;
      return nullptr;
    case TokenKind::If:
    case TokenKind::Range:
    case TokenKind::With:
      return branch(known.kind, &known);
    case TokenKind::Template: {
      TemplateNode* node = make<TemplateNode>(NodeKind::Template, statement_);
      node->name = known.name;
      node->pipe = known.pipe;
      declare(node->pipe);
      return node;
    }
    default:
      break;
  }
  ActionNode* node = make<ActionNode>(NodeKind::Action, statement_);
  node->pipe = known.pipe;
  declare(node->pipe);
  return node;
}

/// Keeps the action that was read to its end.
void Parser::remember(TokenKind kind, uint32_t statement, const PipeNode* pipe,
                      std::string_view name) {
  if (!known_ || !std::exchange(may_be_known_, false)) return;
  KnownActions::Candidate candidate = tokens_.whole_action();
  if (candidate.text.empty()) return;
  KnownAction* action = arena_.make<KnownAction>();
  action->text = arena_.copy(candidate.text);  // beside it, since they are compared together
  action->hash = candidate.hash;
  action->kind = kind;
  action->statement =
      statement - static_cast<uint32_t>(candidate.text.data() - result_.text_.data());
  action->pipe = pipe;
  action->name = name;
  action->variables = keep(named_, 0);
  known_->add(*action);
}

const TreeNode* Parser::break_or_continue(const Token& token, NodeKind kind) {
  std::string_view context = kind == NodeKind::Break ? "{{break}}" : "{{continue}}";
  Token end = next_non_space();
  if (end.kind != TokenKind::RightDelim) fail_unexpected(end, context);
  if (scope_.range_depth == 0) fail(std::string(context) + " outside {{range}}");
  return make<TreeNode>(kind, token.pos);
}

void Parser::end_control(ListEnd* end) {
  uint32_t pos = expect(TokenKind::RightDelim, "end").pos;
  remember(TokenKind::EndKeyword, pos);
  end->is_else = false;
}

/// "else if" and "else with" leave the second word to be read as a statement of its own.
void Parser::else_control(ListEnd* end) {
  TokenKind next = peek_non_space().kind;
  may_be_known_ = next != TokenKind::If && next != TokenKind::With;
  if (may_be_known_) {
    uint32_t pos = expect(TokenKind::RightDelim, "else").pos;
    remember(TokenKind::Else, pos);
  }
  end->is_else = true;
}

/// Of an action that is known the rest is to be parsed.
const TreeNode* Parser::branch(TokenKind keyword, const KnownAction* known) {
  check_depth();
  size_t known_before = scope_.known.size();
  size_t running = scope_.running.size();
  if (!known) statement_ = peek_non_space().pos;
  BranchNode* node = make<BranchNode>(branch_kind(keyword), statement_);
  if (known) {
    node->pipe = known->pipe;
    declare(node->pipe);
  } else {
    node->pipe = pipeline(branch_context(keyword), TokenKind::RightDelim);
    remember(keyword, node->pos, node->pipe);
  }
  size_t inside = scope_.running.size();
  scope_.range_depth += keyword == TokenKind::Range;
  ListEnd end = item_list();
  scope_.range_depth -= keyword == TokenKind::Range;
  node->list = end.list;
  shrink(scope_.running, inside);  // what the first list declares is not there in the other one
  if (end.is_else) node->else_list = else_list(keyword);
  shrink(scope_.known, known_before);
  shrink(scope_.running, running);
  return node;
}

const ListNode* Parser::else_list(TokenKind keyword) {
  Token ahead = peek();
  if (ahead.kind != keyword || keyword == TokenKind::Range) {
    ListEnd end = item_list();
    if (end.is_else) fail("expected end; found {{else}}");
    return end.list;
  }
  next();
  ListNode* list = make<ListNode>(NodeKind::List, ahead.pos);
  size_t from = nodes_.size();
  nodes_.push_back(branch(keyword));
  list->nodes = keep(nodes_, from);
  nodes_.resize(from);
  return list;
}

std::string_view Parser::template_name(const Token& token, std::string_view context) {
  if (token.kind != TokenKind::String && token.kind != TokenKind::RawString) {
    fail_unexpected(token, context);
  }
  return unquoted(token);
}

const TreeNode* Parser::template_control() {
  constexpr std::string_view kContext = "template clause";
  Token token = next_non_space();
  TemplateNode* node = make<TemplateNode>(NodeKind::Template, token.pos);
  node->name = template_name(token, kContext);
  statement_ = token.pos;
  if (next_non_space().kind != TokenKind::RightDelim) {
    backup();
    node->pipe = pipeline(kContext, TokenKind::RightDelim);
  }
  remember(TokenKind::Template, node->pos, node->pipe, node->name);
  return node;
}

const TreeNode* Parser::block_control() {
  constexpr std::string_view kContext = "block clause";
  Token token = next_non_space();
  TemplateNode* node = make<TemplateNode>(NodeKind::Template, token.pos);
  node->name = template_name(token, kContext);
  statement_ = token.pos;
  node->pipe = pipeline(kContext, TokenKind::RightDelim);
  Scope outer = std::exchange(scope_, Scope{{"$"}, {"$"}});
  uint32_t before = tokens_.last_pos();
  ListEnd end = item_list();
  // Go's parser of the block is another one, and this one has read nothing since.
  if (end.is_else) fail_at(before, "unexpected {{else}} in block clause");
  add_definition(node->name, end.list);
  scope_ = std::move(outer);
  return node;
}

const PipeNode* Parser::pipeline(std::string_view context, TokenKind end) {
  PipeNode* pipe = make<PipeNode>(NodeKind::Pipe, peek_non_space().pos);
  if (peek().kind == TokenKind::Variable) declarations(*pipe, context);
  size_t from = commands_.size();
  for (;;) {
    Token token = next_non_space();
    if (token.kind == end) break;
    if (!is_term(token.kind)) fail_unexpected(token, context);
    backup();
    const CommandNode* next_command = command();
    commands_.push_back(next_command);
  }
  pipe->commands = keep(commands_, from);
  commands_.resize(from);
  check_pipeline(*pipe, context);
  if (!pipe->is_assign) {
    for (const VariableNode* v : pipe->variables) scope_.running.push_back(v->name);
    if (conditional_ > 0 && !pipe->variables.empty()) scope_.by_name = true;
  }
  return pipe;
}

void Parser::declarations(PipeNode& pipe, std::string_view context) {
  size_t from = nodes_.size();
  for (bool more = true; more && peek_non_space().kind == TokenKind::Variable;) {
    more = false;
    size_t here = tokens_.place();
    Token variable = next();
    Token following = peek_non_space();
    bool assigns = following.kind == TokenKind::Assign;
    bool is_comma = following.kind == TokenKind::Char && following.text == ",";
    if (!assigns && following.kind != TokenKind::Declare && !is_comma) {
      // An argument: the tokens go back.
      tokens_.back_to(here);
      break;
    }
    next_non_space();
    VariableNode* node = make<VariableNode>(NodeKind::Variable, variable.pos);
    node->name = variable.text;
    node->slot = slot_of(variable.text);
    nodes_.push_back(node);
    scope_.known.push_back(variable.text);
    if (scope_.paren_depth > 0) may_be_known_ = false;
    if (known_) named_.push_back({node->name, node->slot, true});
    if (!is_comma) {
      pipe.is_assign = assigns;
      break;
    }
    if (context != "range" || nodes_.size() - from >= 2) {
      fail("too many declarations in " + std::string(context));
    }
    TokenKind ahead = peek_non_space().kind;
    if (ahead != TokenKind::Variable && ahead != TokenKind::RightDelim &&
        ahead != TokenKind::RightParen) {
      fail("range can only initialize variables");
    }
    more = true;
  }
  size_t count = nodes_.size() - from;
  if (count > 0) {
    auto* variables = arena_.array<const VariableNode*>(count);
    for (size_t i = 0; i < count; ++i) {
      variables[i] = static_cast<const VariableNode*>(nodes_[from + i]);
    }
    pipe.variables = {variables, count};
    nodes_.resize(from);
  }
}

void Parser::check_pipeline(const PipeNode& pipe, std::string_view context) {
  if (pipe.commands.empty()) fail("missing value for " + std::string(context));
  for (size_t i = 1; i < pipe.commands.size(); ++i) {
    if (!is_executable(pipe.commands[i]->args[0]->kind)) {
      fail("non executable command in pipeline stage " + std::to_string(i + 1));
    }
  }
}

const CommandNode* Parser::command() {
  CommandNode* node = make<CommandNode>(NodeKind::Command, peek_non_space().pos);
  size_t from = nodes_.size();
  int old_conditional = conditional_;
  for (bool more = true; more;) {
    if (const TreeNode* next_operand = operand()) {
      nodes_.push_back(next_operand);
      if (next_operand->kind == NodeKind::Identifier && nodes_.size() == from + 1) {
        SpecialFunction special = as<IdentifierNode>(*next_operand).special;
        bool skips = special == SpecialFunction::And || special == SpecialFunction::Or;
        if (skips) ++conditional_;
      }
    }
    const Token& token = next();
    more = token.kind == TokenKind::Space;
    if (more || token.kind == TokenKind::Pipe) continue;
    if (token.kind != TokenKind::RightDelim && token.kind != TokenKind::RightParen) {
      fail_unexpected(token, "operand");
    }
    backup();
  }
  conditional_ = old_conditional;
  if (nodes_.size() == from) fail("empty command");
  mark_choice({nodes_.data() + from, nodes_.size() - from});
  node->args = keep(nodes_, from);
  nodes_.resize(from);
  return node;
}

/// Says so in the function of a command if that is to make a key only where it is taken.
void Parser::mark_choice(std::span<const TreeNode*> command) {
  if (command[0]->kind != NodeKind::Identifier) return;
  const IdentifierNode& function = as<IdentifierNode>(*command[0]);
  if (!is_choice(function.name)) return;
  bool makes_keys = std::any_of(command.begin() + 1, command.end(),
                                [](const TreeNode* node) { return makes_key(*node); });
  if (!makes_keys) return;
  IdentifierNode* marked = arena_.make<IdentifierNode>(function);
  marked->special = SpecialFunction::Choose;
  command[0] = marked;
}

const TreeNode* Parser::operand() {
  const TreeNode* node = term();
  if (!node || peek().kind != TokenKind::Field) return node;
  return fields_of(node);
}

/// The names of the fields that follow, with `first` before them.
std::span<const std::string_view> Parser::field_names(std::string_view first) {
  size_t from = names_.size();
  if (!first.empty()) names_.push_back(first);
  while (peek().kind == TokenKind::Field) names_.push_back(next().text.substr(1));
  std::span<const std::string_view> names = keep(names_, from);
  names_.resize(from);
  return names;
}

/// Its position is that of the second name where there is one, as in Go.
const TreeNode* Parser::field(const Token& token) {
  Token ahead = peek();
  FieldNode* node =
      make<FieldNode>(NodeKind::Field, ahead.kind == TokenKind::Field ? ahead.pos : token.pos);
  node->fields = field_names(token.text.substr(1));
  return node;
}

/// A variable takes further fields itself, but its position moves to them, as in Go.
const TreeNode* Parser::fields_of(const TreeNode* node) {
  uint32_t pos = peek().pos;
  std::span<const std::string_view> names = field_names({});
  switch (node->kind) {
    case NodeKind::Variable: {
      VariableNode* variable = make<VariableNode>(NodeKind::Variable, pos);
      variable->name = as<VariableNode>(*node).name;
      variable->slot = as<VariableNode>(*node).slot;
      variable->fields = names;
      return variable;
    }
    case NodeKind::Bool:
    case NodeKind::String:
    case NodeKind::Number:
    case NodeKind::Nil:
    case NodeKind::Dot:
      fail("unexpected . after term " + quoted(node_text(*node)));
    default:
      break;
  }
  ChainNode* chain = make<ChainNode>(NodeKind::Chain, pos);
  chain->node = node;
  chain->fields = names;
  return chain;
}

const TreeNode* Parser::term() {
  Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::Identifier:
      return identifier(token);
    case TokenKind::Dot:
      return make<TreeNode>(NodeKind::Dot, token.pos);
    case TokenKind::Nil:
      return make<TreeNode>(NodeKind::Nil, token.pos);
    case TokenKind::Variable:
      return variable(token);
    case TokenKind::Field:
      return field(token);
    case TokenKind::Bool: {
      BoolNode* node = make<BoolNode>(NodeKind::Bool, token.pos);
      node->value = token.text == "true";
      return node;
    }
    case TokenKind::CharConstant:
    case TokenKind::Complex:
    case TokenKind::Number:
      return number(token);
    case TokenKind::LeftParen:
      return parenthesised();
    case TokenKind::String:
    case TokenKind::RawString:
      return string(token);
    default:
      break;
  }
  backup();
  return nullptr;
}

const TreeNode* Parser::parenthesised() {
  if (scope_.paren_depth >= kMaxParentheses) fail("max expression depth exceeded");
  check_depth();
  ++scope_.paren_depth;
  const TreeNode* node = pipeline("parenthesized pipeline", TokenKind::RightParen);
  --scope_.paren_depth;
  return node;
}

const TreeNode* Parser::identifier(const Token& token) {
  const Builtin* function = find_builtin(token.text, helm_version_);
  if (!function) fail("function " + quoted(token.text) + " not defined");
  return this->function(token.text, *function, token.pos);
}

const TreeNode* Parser::function(std::string_view name, const Builtin& function, uint32_t pos) {
  IdentifierNode* node = make<IdentifierNode>(NodeKind::Identifier, pos);
  node->name = name;
  node->function = &function;
  node->special = special_function(name);
  return node;
}

const TreeNode* Parser::variable(const Token& token) {
  if (!is_known(token.text)) fail("undefined variable " + quoted(token.text));
  VariableNode* node = make<VariableNode>(NodeKind::Variable, token.pos);
  node->name = token.text;
  node->slot = slot_of(token.text);
  if (known_) named_.push_back({node->name, node->slot, false});
  return node;
}

const TreeNode* Parser::number(const Token& token) {
  NumberNode* node = make<NumberNode>(NodeKind::Number, token.pos);
  std::string problem = read_number(*node, token, arena_);
  if (!problem.empty()) fail(std::move(problem));
  return node;
}

const TreeNode* Parser::string(const Token& token) {
  StringNode* node = make<StringNode>(NodeKind::String, token.pos);
  node->quoted = token.text;
  node->text = unquoted(token);
  return node;
}

std::string_view Parser::unquoted(const Token& token) {
  std::string_view literal = token.text;
  std::string_view inside = literal.substr(1, literal.size() - 2);
  if (token.is_plain) return inside;
  if (literal[0] == '`' && inside.find('\r') == std::string_view::npos) return inside;
  std::optional<std::string> text = go_unquote(literal);
  if (!text) fail("invalid syntax");
  return arena_.copy(*text);
}

std::string SyntaxError::text(std::string_view name) const {
  std::string where = std::string(name) + ":";
  std::string text = "template: " + where + std::to_string(line) + ": " + message;
  if (action_line != 0) {
    // "unclosed action started at", not "unclosed action in action started at"
    text += message.ends_with(" action") ? " started at " : " in action started at ";
    text += where + std::to_string(action_line);
  }
  return text;
}

LineColumn ParsedTemplate::position(uint32_t pos) const {
  std::string_view before = text_.substr(0, pos);
  size_t line_start = before.rfind('\n');
  size_t column = line_start == std::string_view::npos ? pos : pos - line_start - 1;
  return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          static_cast<int>(column)};
}

int ParsedTemplate::line_count() const {
  return position(static_cast<uint32_t>(text_.size())).line;
}

namespace {

void check_length(std::string_view text) {
  if (text.size() <= INT32_MAX) return;
  drydock::fail("template-too-large", "a template may not be larger than 2 GiB");
}

}  // namespace

std::unique_ptr<const ParsedTemplate> parse_template(std::string_view text, int helm_version,
                                                     size_t stack) {
  check_length(text);
  auto result = std::make_unique<ParsedTemplate>();
  result->text_ = result->own_.copy(text);
  Parser(*result, result->own_, nullptr, helm_version, stack).run();
  return result;
}

std::unique_ptr<const ParsedTemplate> parse_template_in(Arena& arena, KnownActions& known,
                                                        std::string_view text, int helm_version,
                                                        size_t stack) {
  check_length(text);
  auto result = std::make_unique<ParsedTemplate>();
  result->text_ = text;
  Parser(*result, arena, &known, helm_version, stack).run();
  return result;
}

}  // namespace drydock::render
