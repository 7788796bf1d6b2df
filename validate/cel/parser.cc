#include "validate/cel/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/go_number.h"
#include "validate/cel/lexer.h"
#include "validate/cel/macros.h"

namespace drydock::validate::cel {
namespace {

using Kind = Expr::Kind;

// As the server's parser; operators that follow each other are balanced by it.
constexpr int kMaxDepth = 250;
constexpr int kMaxChain = 1000;

class Parser {
 public:
  Parser(std::string_view text, Arena& arena, const ParseOptions& options)
      : lexer_(text), maker_(arena), options_(options) {}

  Parsed parse() {
    Expr* root = expression();
    if (!failed_ && lexer_.kind() != Token::End) syntax_error();
    return failed_ ? Parsed{nullptr, issue_} : Parsed{root, {}};
  }

 private:
  /// Something to go on with after a failure.
  Expr* fail(size_t offset, std::string text) {
    if (!failed_) issue_ = {static_cast<uint32_t>(offset), std::move(text)};
    failed_ = true;
    return maker_.make(Kind::Literal, 0);
  }

  Expr* syntax_error() {
    if (lexer_.kind() == Token::End) {
      return fail(lexer_.start(), "Syntax error: unexpected end of the expression");
    }
    return fail(lexer_.start(), fmt::format("Syntax error: unexpected '{}'", lexer_.text()));
  }

  void expect(std::string_view symbol) {
    if (!failed_ && !lexer_.take(symbol)) syntax_error();
  }

  uint32_t at() const { return static_cast<uint32_t>(lexer_.start()); }

  Expr* expression() {
    if (++depth_ > kMaxDepth) fail(at(), "expression recursion limit exceeded: 250");
    Expr* expr = failed_ ? maker_.make(Kind::Literal, 0) : conditional();
    --depth_;
    return expr;
  }

  Expr* conditional() {
    Expr* condition = alternatives();
    uint32_t place = at();
    if (failed_ || !lexer_.take("?")) return condition;
    Expr* then = alternatives();
    expect(":");
    if (failed_) return then;
    return maker_.call(place, kConditional, {condition, then, expression()});
  }

  // Long chains are built as balanced trees, so that nothing below here becomes deep.
  struct Operand {
    Expr* expr;
    uint32_t offset;  // of the operator behind it
  };

  Expr* balanced(std::string_view op, std::span<const Operand> operands) {
    if (operands.size() == 1) return operands[0].expr;
    size_t middle = (operands.size() + 1) / 2;
    Expr* left = balanced(op, operands.subspan(0, middle));
    Expr* right = balanced(op, operands.subspan(middle));
    return maker_.call(operands[middle - 1].offset, op, {left, right});
  }

  template <class Part>
  Expr* logic(std::string_view symbol, std::string_view op, Part&& part) {
    std::vector<Operand> operands = {{part(), at()}};
    while (!failed_ && lexer_.is(symbol)) {
      operands.back().offset = at();
      lexer_.next();
      operands.push_back({part(), 0});
    }
    return balanced(op, operands);
  }

  Expr* alternatives() {
    return logic("||", kOr, [&] { return logic("&&", kAnd, [&] { return relation(); }); });
  }

  struct Operator {
    std::string_view symbol;
    std::string_view name;
  };

  const Operator* next_operator(std::span<const Operator> operators) const {
    for (const Operator& row : operators) {
      if (lexer_.is(row.symbol) || (row.symbol == "in" && lexer_.is_name("in"))) return &row;
    }
    return nullptr;
  }

  template <class Part>
  Expr* chain(std::span<const Operator> operators, Part&& part) {
    Expr* left = part();
    int length = 0;
    while (const Operator* op = failed_ ? nullptr : next_operator(operators)) {
      if (++length > kMaxChain) return fail(at(), "expression recursion limit exceeded: 250");
      uint32_t place = at();
      lexer_.next();
      left = maker_.call(place, op->name, {left, part()});
    }
    return left;
  }

  Expr* relation() {
    static constexpr Operator kRows[] = {{"<", "_<_"},   {"<=", "_<=_"}, {">", "_>_"},
                                         {">=", "_>=_"}, {"==", "_==_"}, {"!=", "_!=_"},
                                         {"in", "@in"}};
    return chain(kRows, [&] { return sum(); });
  }
  Expr* sum() {
    static constexpr Operator kRows[] = {{"+", "_+_"}, {"-", "_-_"}};
    return chain(kRows, [&] { return product(); });
  }
  Expr* product() {
    static constexpr Operator kRows[] = {{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}};
    return chain(kRows, [&] { return unary(); });
  }

  Expr* unary() {
    bool negates = lexer_.is("-");
    if (!negates && !lexer_.is("!")) return member();
    std::string_view symbol = negates ? "-" : "!";
    uint32_t place = at();
    size_t count = 0;
    while (lexer_.take(symbol)) ++count;
    bool is_number = lexer_.kind() == Token::Integer || lexer_.kind() == Token::Float;
    // The sign is part of a literal.
    Expr* operand = negates && count % 2 == 1 && is_number ? member(true, place) : member();
    if (negates && count % 2 == 1 && is_number) return operand;
    if (count % 2 == 0) return operand;
    return maker_.call(place, negates ? "-_" : kNot, {operand});
  }

  Expr* member(bool negative = false, uint32_t sign_at = 0) {
    Expr* expr = negative ? number(true, sign_at) : primary();
    int length = 0;
    while (!failed_) {
      if (++length > kMaxChain) return fail(at(), "expression recursion limit exceeded: 250");
      uint32_t place = at();
      if (lexer_.take(".")) {
        expr = selection(expr, place);
      } else if (lexer_.take("[")) {
        bool optional = lexer_.take("?");
        Expr* index = expression();
        expect("]");
        expr = maker_.call(place, optional ? kOptIndex : kIndex, {expr, index});
      } else if (lexer_.is("{") && is_message_name(*expr)) {
        expr = message(*expr);
      } else {
        break;
      }
    }
    return expr;
  }

  static bool is_message_name(const Expr& expr) {
    const Expr* part = &expr;
    while (part->kind == Kind::Select && !part->is_test) part = part->parts[0];
    return part->kind == Kind::Name;
  }

  Expr* selection(Expr* operand, uint32_t place) {
    bool optional = lexer_.take("?");
    bool quoted = lexer_.kind() == Token::Quoted;
    bool is_name = lexer_.kind() == Token::Name && !is_literal_word(lexer_.text());
    if (!is_name && !quoted) return syntax_error();
    std::string_view name = lexer_.text();
    lexer_.next();
    if (!quoted && !optional && lexer_.is("(")) return call(operand, name, place);
    if (optional) {
      return maker_.call(place, kOptSelect,
                         {operand, maker_.literal(place, Value::of_string(name))});
    }
    Expr* expr = maker_.make(Kind::Select, place, name);
    Expr* const parts[] = {operand};
    expr->parts = maker_.parts(parts);
    return expr;
  }

  std::vector<Expr*> arguments() {
    std::vector<Expr*> list;
    expect("(");
    if (lexer_.take(")")) return list;
    do {
      list.push_back(expression());
    } while (!failed_ && lexer_.take(","));
    expect(")");
    return list;
  }

  Expr* call(Expr* target, std::string_view function, uint32_t name_at) {
    uint32_t place = at();
    std::vector<Expr*> list = arguments();
    if (failed_) return target;
    Expansion macro = expand_macro(maker_, options_, function, target, list, place);
    if (!macro.issue.text.empty()) return fail(macro.issue.offset, macro.issue.text);
    if (macro.expr) return macro.expr;
    Expr* expr = maker_.make(Kind::Call, target ? place : name_at, function);
    expr->is_member = target != nullptr;
    if (target) list.insert(list.begin(), target);
    expr->parts = maker_.parts(list);
    return expr;
  }

  // The smallest parts.

  Expr* primary() {
    if (failed_) return maker_.make(Kind::Literal, 0);
    uint32_t place = at();
    bool absolute = lexer_.take(".");
    switch (lexer_.kind()) {
      case Token::Name:
        return name(absolute, place);
      case Token::Integer:
      case Token::Float:
        return absolute ? syntax_error() : number(false, place);
      case Token::Text:
      case Token::Bytes:
        return absolute ? syntax_error() : text();
      case Token::Symbol:
        return absolute ? syntax_error() : bracketed();
      default:
        return syntax_error();
    }
  }

  Expr* name(bool absolute, uint32_t place) {
    std::string_view word = lexer_.text();
    if (word == "in") return syntax_error();
    lexer_.next();
    if (word == "true" || word == "false") {
      return maker_.literal(place, Value::of_bool(word == "true"));
    }
    if (word == "null") return maker_.literal(place, Value());
    if (is_reserved_word(word)) {
      return fail(place, fmt::format("Syntax error: reserved identifier: {}", word));
    }
    if (lexer_.is("(")) return call(nullptr, word, at());
    if (absolute) word = maker_.arena().copy(fmt::format(".{}", word));
    return maker_.make(Kind::Name, place, word);
  }

  Expr* text() {
    bool bytes = lexer_.kind() == Token::Bytes;
    uint32_t place = at();
    std::string_view kept = maker_.arena().copy(decode_text(lexer_.text(), bytes));
    lexer_.next();
    return maker_.literal(place,
                          Value::of_text(bytes ? Value::Kind::Bytes : Value::Kind::String, kept));
  }

  Expr* number(bool negative, uint32_t place) {
    std::string written = (negative ? "-" : "") + std::string(lexer_.text());
    bool is_float = lexer_.kind() == Token::Float;
    lexer_.next();
    if (is_float) {
      GoParsed<double> parsed = parse_go_float(written);
      if (!parsed.ok()) return fail(place, "invalid double literal");
      return maker_.literal(place, Value::of_double(parsed.value));
    }
    bool natural = (written.back() | 0x20) == 'u';
    if (natural) written.pop_back();
    bool hex = written.find('x') != std::string::npos;
    if (hex) written.erase(written.find("0x"), 2);
    if (natural) {
      GoParsed<uint64_t> parsed = parse_go_uint(written, hex ? 16 : 10);
      if (!parsed.ok()) return fail(place, "invalid uint literal");
      return maker_.literal(place, Value::of_uint(parsed.value));
    }
    GoParsed<int64_t> parsed = parse_go_int(written, hex ? 16 : 10);
    if (!parsed.ok()) return fail(place, "invalid int literal");
    return maker_.literal(place, Value::of_int(parsed.value));
  }

  Expr* bracketed() {
    if (lexer_.take("(")) {
      Expr* inner = expression();
      expect(")");
      return inner;
    }
    if (lexer_.is("[")) return list();
    return lexer_.is("{") ? map() : syntax_error();
  }

  /// Copies the marks if one is set.
  std::span<const bool> marks(const std::vector<char>& optional) {
    if (std::ranges::find(optional, 1) == optional.end()) return {};
    bool* kept = maker_.arena().array<bool>(optional.size());
    std::ranges::copy(optional, kept);
    return {kept, optional.size()};
  }

  Expr* list() {
    uint32_t place = at();
    lexer_.next();
    std::vector<Expr*> elements;
    std::vector<char> optional;
    while (!failed_ && !lexer_.is("]")) {
      optional.push_back(lexer_.take("?"));
      elements.push_back(expression());
      if (!lexer_.take(",")) break;
    }
    expect("]");
    Expr* expr = maker_.make(Kind::List, place);
    expr->parts = maker_.parts(elements);
    expr->optional = marks(optional);
    return expr;
  }

  Expr* map() {
    uint32_t place = at();
    lexer_.next();
    std::vector<Expr*> parts;
    std::vector<char> optional;
    while (!failed_ && !lexer_.is("}")) {
      optional.push_back(lexer_.take("?"));
      parts.push_back(expression());
      expect(":");
      parts.push_back(expression());
      if (!lexer_.take(",")) break;
    }
    expect("}");
    Expr* expr = maker_.make(Kind::Map, place);
    expr->parts = maker_.parts(parts);
    expr->optional = marks(optional);
    return expr;
  }

  std::string qualified(const Expr& expr) {
    if (expr.kind == Kind::Name) return std::string(expr.name);
    return fmt::format("{}.{}", qualified(*expr.parts[0]), expr.name);
  }

  Expr* message(const Expr& type) {
    uint32_t place = at();
    lexer_.next();
    std::vector<Expr*> parts;
    std::vector<std::string_view> fields;
    std::vector<char> optional;
    while (!failed_ && !lexer_.is("}")) {
      optional.push_back(lexer_.take("?"));
      if (lexer_.kind() != Token::Name && lexer_.kind() != Token::Quoted) return syntax_error();
      fields.push_back(lexer_.text());
      lexer_.next();
      expect(":");
      parts.push_back(expression());
      if (!lexer_.take(",")) break;
    }
    expect("}");
    Expr* expr = maker_.make(Kind::Message, place, maker_.arena().copy(qualified(type)));
    std::string_view* kept = maker_.arena().array<std::string_view>(fields.size());
    std::ranges::copy(fields, kept);
    expr->fields = {kept, fields.size()};
    expr->parts = maker_.parts(parts);
    expr->optional = marks(optional);
    return expr;
  }

  Lexer lexer_;
  ExprMaker maker_;
  const ParseOptions& options_;
  Issue issue_;
  bool failed_ = false;
  int depth_ = 0;
};

}  // namespace

Parsed parse_expression(std::string_view text, Arena& arena, const ParseOptions& options) {
  constexpr size_t kLongest = size_t{1} << 20;
  if (text.size() > kLongest) return {nullptr, {0, "expression code point size exceeds limit"}};
  return Parser(text, arena, options).parse();
}

}  // namespace drydock::validate::cel
