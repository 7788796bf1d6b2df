#include "validate/server/cel.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "validate/quantity.h"
#include "validate/server/cel_cost.h"
#include "validate/server/cel_lexer.h"
#include "validate/server/cel_types.h"

namespace drydock::validate::server {
namespace {

constexpr int kMaxDepth = 250;  // of nested expressions, as the server's parser

using Type = CelType;
using Kind = CelType::Kind;

/// Names that stand for types, or in front of the name of a function.
constexpr std::string_view kKnownNames[] = {
    "bool",       "bytes",     "double",    "int",      "list",          "map",
    "null_type",  "string",    "type",      "uint",     "google",        "math",
    "sets",       "optional",  "ip",        "cidr",     "format",        "base64",
    "lists",      "strings",   "cel",       "semver",   "regex",         "Object",
    "JSONPatch",  "jsonpatch", "timestamp", "duration", "optional_type", "dyn",
    "kubernetes", "quantity",  "url"};
constexpr std::string_view kMacros[] = {
    "all",           "exists",       "exists_one", "existsOne",         "filter", "map",
    "transformList", "transformMap", "sortBy",     "transformMapEntry", "optMap", "optFlatMap"};

template <size_t N>
bool is_in(const std::string_view (&list)[N], std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

class Parser {
 public:
  Parser(std::string_view source, const CelScope& scope) : lexer_(source), scope_(scope) {}

  CelAnswer check() {
    Type type = expression();
    if (error_.empty() && lexer_.kind() != CelToken::End) syntax_error();
    if (error_.empty()) check_result(type);
    if (error_.empty()) return {std::nullopt, cost_};
    return {error_, 0};
  }

 private:
  void fail(size_t offset, std::string_view text) {
    if (error_.empty()) {
      error_ =
          fmt::format("compilation failed: ERROR: <input>:{}: {}", lexer_.position(offset), text);
    }
  }
  bool failed() const { return !error_.empty(); }

  void syntax_error() {
    bool at_end = lexer_.kind() == CelToken::End;
    fail(lexer_.start(), at_end ? "Syntax error: unexpected end of the expression"
                                : fmt::format("Syntax error: unexpected '{}'", lexer_.text()));
  }

  void expect(std::string_view symbol) {
    if (!lexer_.take(symbol)) syntax_error();
  }

  void check_result(const Type& type) {
    if (type.kind == Kind::Unknown) return;
    if (scope_.result == CelResult::Bool && type.kind != Kind::Bool)
      error_ = "must evaluate to bool";
    if (scope_.result == CelResult::String && type.kind != Kind::Text) {
      error_ = "must evaluate to string";
    }
  }

  Type expression() {
    if (++depth_ > kMaxDepth)
      fail(lexer_.start(), "Syntax error: expression recursion limit exceeded");
    Type type = failed() ? Type{} : alternatives();
    if (!failed() && lexer_.take("?")) {
      double before = std::exchange(cost_, 0);
      Type then = alternatives();
      double first = std::exchange(cost_, 0);
      expect(":");
      Type otherwise = failed() ? Type{} : expression();
      cost_ = before + std::max(first, cost_);
      type = then.kind == otherwise.kind ? Type{then.kind} : Type{};
    }
    --depth_;
    return type;
  }

  void need_bool(const Type& type, std::string_view op, size_t at) {
    if (type.kind == Kind::Unknown || type.kind == Kind::Bool) return;
    fail(at, fmt::format("found no matching overload for '_{}_'", op));
  }

  template <class Operand>
  Type logic(std::string_view op, Operand&& operand) {
    Type type = operand();
    while (!failed() && lexer_.is(op)) {
      size_t at = lexer_.start();
      lexer_.next();
      need_bool(type, op, at);
      type = operand();
      need_bool(type, op, at);
      type = {Kind::Bool};
    }
    return type;
  }

  Type alternatives() {
    return logic("||", [&] { return logic("&&", [&] { return relation(); }); });
  }

  bool is_relation() const {
    return lexer_.is("<") || lexer_.is(">") || lexer_.is("<=") || lexer_.is(">=") ||
           lexer_.is("==") || lexer_.is("!=") || lexer_.is_name("in");
  }

  static bool differ(const Type& a, const Type& b) {
    return a.kind != Kind::Unknown && b.kind != Kind::Unknown && a.kind != b.kind;
  }

  Type relation() {
    Type type = sum();
    while (!failed() && is_relation()) {
      size_t at = lexer_.start();
      std::string_view op = lexer_.text();
      lexer_.next();
      Type other = sum();
      if (op != "in" && differ(type, other)) {
        fail(at, fmt::format("found no matching overload for '_{}_'", op));
      }
      type = {Kind::Bool};
    }
    return type;
  }

  Type arithmetic(Type type, const Type& other, std::string_view op, size_t at) {
    bool wrong = type.kind == Kind::Bool || other.kind == Kind::Bool || differ(type, other) ||
                 (op != "+" && (type.kind == Kind::Text || other.kind == Kind::Text));
    if (wrong) fail(at, fmt::format("found no matching overload for '_{}_'", op));
    return type.kind == other.kind ? Type{type.kind} : Type{};
  }

  template <class Operand>
  Type chain(std::initializer_list<std::string_view> operators, Operand&& operand) {
    Type type = operand();
    auto comes_next = [&](std::string_view op) { return lexer_.is(op); };
    while (!failed() && std::ranges::any_of(operators, comes_next)) {
      size_t at = lexer_.start();
      std::string_view op = lexer_.text();
      lexer_.next();
      type = arithmetic(type, operand(), op, at);
    }
    return type;
  }

  Type sum() {
    return chain({"+", "-"}, [&] { return product(); });
  }
  Type product() {
    return chain({"*", "/", "%"}, [&] { return unary(); });
  }

  Type unary() {
    size_t at = lexer_.start();
    if (lexer_.is("!")) {
      while (lexer_.take("!")) {
      }
      Type type = member();
      if (type.kind != Kind::Unknown && type.kind != Kind::Bool) {
        fail(at, "found no matching overload for '!_'");
      }
      return {Kind::Bool};
    }
    if (lexer_.is("-")) {
      while (lexer_.take("-")) {
      }
      return {member().kind};
    }
    return member();
  }

  Type member() {
    Type type = primary();
    while (!failed()) {
      if (lexer_.take(".")) {
        type = selection(type);
      } else if (lexer_.is("[")) {
        lexer_.next();
        bool optional = lexer_.take("?");
        expression();
        expect("]");
        type = optional ? Type{} : cel_element_of(type);
      } else if (lexer_.is("{") && is_type_name_) {
        fields_of_message();
        type = {};
      } else {
        break;
      }
    }
    return type;
  }

  Type selection(const Type& of) {
    bool optional = lexer_.take("?");
    size_t at = lexer_.start();
    bool quoted = lexer_.kind() == CelToken::Quoted;
    std::string_view name = lexer_.text();
    bool is_name = lexer_.kind() == CelToken::Name && !is_cel_literal(name);
    if (!is_name && !quoted) {
      syntax_error();
      return {};
    }
    lexer_.next();
    if (!quoted && lexer_.is("(")) return call(of, name);
    is_type_name_ = is_type_name_ && !of.schema;
    if (of.schema && of.schema["type"].is("object")) cost_ += loops_;
    std::string problem;
    Type field = cel_field_of(of, name, quoted, problem);
    if (!problem.empty()) fail(at, problem);
    return optional ? Type{} : field;
  }

  // Calls.

  void arguments() {
    expect("(");
    if (lexer_.take(")")) return;
    do {
      expression();
    } while (!failed() && lexer_.take(","));
    expect(")");
  }

  Type call(const Type& of, std::string_view function) {
    is_type_name_ = false;
    if (is_in(kMacros, function)) return macro(of, function);
    arguments();
    if (function == "size") return {Kind::Number};
    if (function == "startsWith" || function == "endsWith" || function == "matches") {
      return {Kind::Bool};
    }
    return {};
  }

  /// x.all(name, condition) and the like: names come first, then expressions where they are known.
  Type macro(const Type& of, std::string_view function) {
    expect("(");
    size_t known = bound_.size();
    size_t arguments = 0;
    Type element = cel_element_of(of);
    if (of.schema && of.schema["type"].is("object")) element = {Kind::Text};
    double outside = loops_;
    if (of.schema && of.kind == Kind::Other) loops_ *= max_elements(of.schema);
    while (!failed()) {
      bool may_bind = lexer_.kind() == CelToken::Name && arguments < 2;
      CelLexer saved = lexer_;
      std::string_view name = lexer_.text();
      if (may_bind) lexer_.next();
      if (may_bind && lexer_.is(",")) {
        bound_.push_back({name, arguments == 0 ? element : Type{}});
        // With two names the first is an index or a key.
        if (arguments == 1) bound_[known].second = {};
      } else {
        lexer_ = saved;
        expression();
      }
      ++arguments;
      if (!lexer_.take(",")) break;
    }
    expect(")");
    loops_ = outside;
    bound_.resize(known);
    if (function == "all" || function == "exists" || function == "exists_one" ||
        function == "existsOne") {
      return {Kind::Bool};
    }
    return function == "filter" ? of : Type{};
  }

  Type has_macro() {
    double before = cost_;
    expect("(");
    expression();
    expect(")");
    cost_ = before;
    return {Kind::Bool};
  }

  // The smallest parts.

  void list() {
    lexer_.next();
    while (!failed() && !lexer_.is("]")) {
      lexer_.take("?");
      expression();
      if (!lexer_.take(",")) break;
    }
    expect("]");
  }

  void map() {
    lexer_.next();
    while (!failed() && !lexer_.is("}")) {
      lexer_.take("?");
      expression();
      expect(":");
      if (!failed()) expression();
      if (!lexer_.take(",")) break;
    }
    expect("}");
  }

  void fields_of_message() {
    lexer_.next();
    while (!failed() && !lexer_.is("}")) {
      lexer_.take("?");
      if (lexer_.kind() != CelToken::Name && lexer_.kind() != CelToken::Quoted) syntax_error();
      lexer_.next();
      expect(":");
      if (!failed()) expression();
      if (!lexer_.take(",")) break;
    }
    expect("}");
  }

  Type named(std::string_view name, size_t at) {
    for (size_t i = bound_.size(); i-- > 0;) {
      if (bound_[i].first != name) continue;
      cost_ += loops_;
      return bound_[i].second;
    }
    for (const CelName& known : scope_.names) {
      if (known.name != name) continue;
      cost_ += loops_;
      Type type = known.schema ? cel_type_of(known.schema) : Type{};
      type.fields = known.fields;
      type.is_object = true;
      return type;
    }
    if (is_cel_reserved(name)) {
      fail(at, fmt::format("Syntax error: reserved identifier: {}", name));
    } else if (is_in(kKnownNames, name)) {
      is_type_name_ = true;
    } else {
      fail(at, fmt::format("undeclared reference to '{}' (in container '')", name));
    }
    return {};
  }

  Type name_or_call() {
    size_t at = lexer_.start();
    std::string_view name = lexer_.text();
    lexer_.next();
    if (name == "true" || name == "false") return {Kind::Bool};
    if (name == "null") return {};
    if (name == "in") {
      fail(at, "Syntax error: unexpected 'in'");
      return {};
    }
    if (!lexer_.is("(")) return named(name, at);
    if (name == "has") return has_macro();
    arguments();
    if (name == "size" || name == "int" || name == "double" || name == "uint")
      return {Kind::Number};
    return name == "string" ? Type{Kind::Text} : name == "bool" ? Type{Kind::Bool} : Type{};
  }

  Type bracketed() {
    if (lexer_.take("(")) {
      Type type = expression();
      expect(")");
      is_type_name_ = false;
      return type;
    }
    if (lexer_.is("[")) {
      list();
    } else if (lexer_.is("{")) {
      map();
    } else {
      syntax_error();
    }
    return {Kind::Other};
  }

  Type literal(Kind kind) {
    lexer_.next();
    return {kind};
  }

  Type primary() {
    is_type_name_ = false;
    if (failed()) return {};
    lexer_.take(".");
    switch (lexer_.kind()) {
      case CelToken::Name:
        return name_or_call();
      case CelToken::Integer:
      case CelToken::Float:
        return literal(Kind::Number);
      case CelToken::Text:
        return literal(Kind::Text);
      case CelToken::Bytes:
        return literal(Kind::Unknown);
      case CelToken::Symbol:
        return bracketed();
      default:
        syntax_error();
        return {};
    }
  }

  CelLexer lexer_;
  const CelScope& scope_;
  std::vector<std::pair<std::string_view, Type>> bound_;
  std::string error_;
  double cost_ = 0;
  double loops_ = 1;  // how often the current part may be evaluated
  int depth_ = 0;
  bool is_type_name_ = false;  // what was read last may be the name of a message
};

}  // namespace

CelAnswer compile_cel(std::string_view expression, const CelScope& scope) {
  return Parser(expression, scope).check();
}

double check_cel(const Field& expression, const CelScope& scope) {
  if (trim_spaces(expression.text()).empty()) return 0;
  CelAnswer answer = compile_cel(expression.text(), scope);
  if (answer.problem) expression.invalid(*answer.problem);
  return answer.cost;
}

}  // namespace drydock::validate::server
