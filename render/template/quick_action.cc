#include <algorithm>

#include "render/builtins/registry.h"
#include "render/template/parser.h"

// Nearly all actions are made of few things: fields, variables, functions, plain texts,
// parentheses. Those are read here at once, without tokens. Whatever else comes, and whatever is
// wrong, ends the attempt, and the parser in parse.cc reads the action from its beginning.

namespace drydock::render {
namespace {

constexpr int kMaxDepth = 50;  // of parentheses

bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_word_start(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

/// The text of an action from behind its left delimiter on, and how far it is read.
class Parser::QuickAction {
 public:
  QuickAction(Parser& parser, const char* at, const char* end)
      : parser_(parser), at_(at), end_(end) {}

  /// False if this is for the other parser. Else `kind` is Pipe, If, With or Range.
  bool read();

  TokenKind kind = TokenKind::Pipe;
  uint32_t statement = 0;
  PipeNode* pipe = nullptr;
  /// Behind the right delimiter.
  const char* at() const { return at_; }

 private:
  // What is not read here gives null or false, all the way up.
  uint32_t pos() const { return pos_of(at_); }
  uint32_t pos_of(const char* at) const {
    return static_cast<uint32_t>(at - parser_.result_.text_.data());
  }
  char next() const { return at_ < end_ ? *at_ : '\0'; }
  char after_next() const { return end_ - at_ > 1 ? at_[1] : '\0'; }
  void skip_blanks() {
    while (is_blank(next())) ++at_;
  }
  std::string_view word();
  bool at_right_delim() const { return next() == '}' && after_next() == '}'; }
  bool at_trimming_delim() const;
  /// What may follow an operand.
  bool at_operand_end() const {
    return is_blank(next()) || next() == '|' || next() == ')' || at_right_delim();
  }

  PipeNode* pipeline();
  bool declarations(PipeNode& pipe);
  const CommandNode* command();
  const TreeNode* operand();
  const TreeNode* field();
  const TreeNode* variable();
  const TreeNode* named();
  const TreeNode* parenthesised();
  const TreeNode* quoted();
  const TreeNode* raw();
  const TreeNode* number();
  bool field_names(std::span<const std::string_view>* names, uint32_t* second);

  Parser& parser_;
  const char* at_;
  const char* end_;
  int depth_ = 0;
};

std::string_view Parser::QuickAction::word() {
  const char* start = at_;
  while (at_ < end_ && is_word(*at_)) ++at_;
  return {start, static_cast<size_t>(at_ - start)};
}

/// At the hyphen of one; the blank before it is read.
bool Parser::QuickAction::at_trimming_delim() const {
  return end_ - at_ >= 3 && at_[0] == '-' && at_[1] == '}' && at_[2] == '}' && is_blank(at_[-1]);
}

bool Parser::QuickAction::read() {
  skip_blanks();
  if (is_word_start(next())) {
    const char* start = at_;
    std::string_view first = word();
    if (first == "if") {
      kind = TokenKind::If;
    } else if (first == "with") {
      kind = TokenKind::With;
    } else if (first == "range") {
      kind = TokenKind::Range;
    }
    if (kind == TokenKind::Pipe) {
      at_ = start;
    } else {
      if (!is_blank(next())) return false;
      skip_blanks();
    }
  }
  statement = pos();
  parser_.statement_ = statement;
  pipe = pipeline();
  if (!pipe) return false;
  if (at_trimming_delim()) ++at_;
  if (!at_right_delim()) return false;
  at_ += 2;
  return true;
}

PipeNode* Parser::QuickAction::pipeline() {
  PipeNode* pipe = parser_.make<PipeNode>(NodeKind::Pipe, pos());
  if (next() == '$' && depth_ == 0 && !declarations(*pipe)) return nullptr;
  size_t from = parser_.commands_.size();
  while (true) {
    const CommandNode* next_command = command();
    if (!next_command) return nullptr;
    bool is_first = parser_.commands_.size() == from;
    if (!is_first && !is_executable(next_command->args[0]->kind)) return nullptr;
    parser_.commands_.push_back(next_command);
    if (next() != '|') break;
    ++at_;
    skip_blanks();
  }
  pipe->commands = parser_.keep(parser_.commands_, from);
  parser_.commands_.resize(from);
  return pipe;
}

/// "$x :=" or "$k, $v :=", if it is that. False for what is read elsewhere.
bool Parser::QuickAction::declarations(PipeNode& pipe) {
  const char* start = at_;
  const VariableNode* found[2];
  size_t count = 0;
  while (true) {
    const char* begin = at_++;
    word();
    std::string_view name(begin, static_cast<size_t>(at_ - begin));
    skip_blanks();
    bool declares = next() == ':' && after_next() == '=';
    bool is_comma = next() == ',' && kind == TokenKind::Range && count == 0;
    if (!declares && !is_comma) {
      if (count > 0 || next() == '=' || next() == ',') return false;
      at_ = start;  // an argument
      return true;
    }
    VariableNode* node = parser_.make<VariableNode>(NodeKind::Variable, pos_of(begin));
    node->name = name;
    node->slot = parser_.slot_of(name);
    found[count++] = node;
    parser_.scope_.known.push_back(name);
    parser_.named_.push_back({name, node->slot, true});
    at_ += declares ? 2 : 1;
    skip_blanks();
    if (declares) break;
    if (next() != '$') return false;
  }
  const VariableNode** variables = parser_.arena_.array<const VariableNode*>(count);
  std::copy(found, found + count, variables);
  pipe.variables = {variables, count};
  return true;
}

const CommandNode* Parser::QuickAction::command() {
  CommandNode* node = parser_.make<CommandNode>(NodeKind::Command, pos());
  std::vector<const TreeNode*>& nodes = parser_.nodes_;
  size_t from = nodes.size();
  while (true) {
    const TreeNode* next_operand = operand();
    if (!next_operand || !at_operand_end()) return nullptr;
    nodes.push_back(next_operand);
    skip_blanks();
    if (next() == '|' || next() == ')' || at_right_delim() || at_trimming_delim()) break;
  }
  parser_.mark_choice({nodes.data() + from, nodes.size() - from});
  node->args = parser_.keep(nodes, from);
  nodes.resize(from);
  return node;
}

const TreeNode* Parser::QuickAction::operand() {
  switch (next()) {
    case '.':
      return field();
    case '$':
      return variable();
    case '"':
      return quoted();
    case '`':
      return raw();
    case '(':
      return parenthesised();
    default:
      return is_digit(next()) ? number() : named();
  }
}

/// The names of fields that follow. `second` is where the second one is, or the first.
bool Parser::QuickAction::field_names(std::span<const std::string_view>* names, uint32_t* second) {
  std::vector<std::string_view>& scratch = parser_.names_;
  size_t from = scratch.size();
  while (next() == '.') {
    if (scratch.size() < from + 2) *second = pos();
    ++at_;
    if (!is_word_start(next())) return false;
    scratch.push_back(word());
  }
  *names = parser_.keep(scratch, from);
  scratch.resize(from);
  return true;
}

/// Also a dot alone.
const TreeNode* Parser::QuickAction::field() {
  if (is_digit(after_next())) return nullptr;
  uint32_t here = pos();
  if (!is_word_start(after_next())) {
    ++at_;
    return parser_.make<TreeNode>(NodeKind::Dot, here);
  }
  std::span<const std::string_view> names;
  if (!field_names(&names, &here)) return nullptr;
  FieldNode* node = parser_.make<FieldNode>(NodeKind::Field, here);
  node->fields = names;
  return node;
}

const TreeNode* Parser::QuickAction::variable() {
  const char* start = at_++;
  word();
  std::string_view name(start, static_cast<size_t>(at_ - start));
  if (!parser_.is_known(name)) return nullptr;
  uint32_t here = pos_of(start);
  if (next() == '.') here = pos();
  VariableNode* node = parser_.make<VariableNode>(NodeKind::Variable, here);
  node->name = name;
  node->slot = parser_.slot_of(name);
  parser_.named_.push_back({name, node->slot, false});
  uint32_t second = 0;
  return field_names(&node->fields, &second) ? node : nullptr;
}

/// A function, true or false.
const TreeNode* Parser::QuickAction::named() {
  if (!is_word_start(next())) return nullptr;
  uint32_t here = pos();
  std::string_view name = word();
  if (!at_operand_end()) return nullptr;
  TokenKind word = word_kind(name);
  if (word == TokenKind::Bool) {
    BoolNode* node = parser_.make<BoolNode>(NodeKind::Bool, here);
    node->value = name == "true";
    return node;
  }
  if (word != TokenKind::Identifier) return nullptr;
  const Builtin* function = find_builtin(name, parser_.helm_version_);
  return function ? parser_.function(name, *function, here) : nullptr;
}

const TreeNode* Parser::QuickAction::parenthesised() {
  if (depth_ == kMaxDepth || parser_.stack_.exhausted()) return nullptr;
  ++at_;
  skip_blanks();
  ++depth_;
  const PipeNode* inner = pipeline();
  --depth_;
  if (!inner || next() != ')') return nullptr;
  ++at_;
  if (next() != '.') return inner;
  ChainNode* chain = parser_.make<ChainNode>(NodeKind::Chain, pos());
  chain->node = inner;
  uint32_t second = 0;
  return field_names(&chain->fields, &second) ? chain : nullptr;
}

const TreeNode* Parser::QuickAction::quoted() {
  const char* start = at_++;
  for (; next() != '"'; ++at_) {
    // An end of the text is one of these, too.
    if (static_cast<unsigned char>(next()) < ' ' || next() == '\\' || next() == '\x7F') {
      return nullptr;
    }
  }
  ++at_;
  StringNode* node = parser_.make<StringNode>(NodeKind::String, pos_of(start));
  node->quoted = {start, static_cast<size_t>(at_ - start)};
  node->text = node->quoted.substr(1, node->quoted.size() - 2);
  return node;
}

const TreeNode* Parser::QuickAction::raw() {
  std::string_view rest(at_ + 1, static_cast<size_t>(end_ - at_) - 1);
  size_t size = rest.find('`');
  if (size == std::string_view::npos) return nullptr;
  std::string_view text = rest.substr(0, size);
  if (text.find('\r') != std::string_view::npos) return nullptr;
  StringNode* node = parser_.make<StringNode>(NodeKind::String, pos());
  node->quoted = {at_, size + 2};
  node->text = text;
  at_ += size + 2;
  return node;
}

/// Digits only.
const TreeNode* Parser::QuickAction::number() {
  const char* start = at_;
  while (is_digit(next())) ++at_;
  std::string_view text(start, static_cast<size_t>(at_ - start));
  bool is_plain = text == "0" || (text[0] != '0' && text.size() < 18);
  if (!is_plain || !at_operand_end()) return nullptr;
  return parser_.number({TokenKind::Number, false, pos_of(start), text});
}

/// Null if the action is for the tokens' parser, and nothing has changed.
const TreeNode* Parser::quick_action(const Token& token) {
  size_t nodes = nodes_.size();
  size_t commands = commands_.size();
  size_t names = names_.size();
  size_t known = scope_.known.size();
  named_.clear();
  const char* end = result_.text_.data() + result_.text_.size();
  QuickAction quick(*this, token.text.data(), end);
  if (!quick.read()) {
    nodes_.resize(nodes);
    commands_.resize(commands);
    names_.resize(names);
    scope_.known.resize(known);
    return nullptr;
  }
  tokens_.take_action(quick.at());
  may_be_known_ = true;
  remember(quick.kind, quick.statement, quick.pipe);
  scope_.known.resize(known);  // declared anew below
  KnownAction action;
  action.kind = quick.kind;
  action.statement = quick.statement - token.pos;
  action.pipe = quick.pipe;
  return known_action(action, token.pos, nullptr);
}

}  // namespace drydock::render
