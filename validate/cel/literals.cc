#include "validate/cel/literals.h"

#include <fmt/format.h>

#include "core/error.h"
#include "validate/cel/format.h"
#include "validate/cel/library.h"

namespace drydock::validate::cel {
namespace {

using Kind = Expr::Kind;

class LiteralCheck {
 public:
  explicit LiteralCheck(std::deque<Regex>& regexes) : regexes_(regexes) {}

  std::optional<Issue> check(Expr& expr) {
    visit(expr);
    return issue_;
  }

 private:
  void fail(const Expr& expr, std::string text) {
    if (!issue_) issue_ = Issue{expr.offset, std::move(text)};
  }

  void visit(Expr& expr) {
    for (Expr* part : expr.parts) visit(*part);
    if (expr.fold) {
      for (Expr* part : {expr.fold->range, expr.fold->start, expr.fold->condition, expr.fold->step,
                         expr.fold->result}) {
        visit(*part);
      }
    }
    if (expr.kind == Kind::Call) call(expr);
  }

  static bool is_text(const Expr& expr) {
    return expr.kind == Kind::Literal && expr.literal.is(Value::Kind::String);
  }

  void call(Expr& expr) {
    bool is_time = expr.name == "duration" || expr.name == "timestamp";
    bool converts = is_time || expr.name == "int" || expr.name == "uint" || expr.name == "bool" ||
                    expr.name == "double" || expr.name == "string";
    bool is_literal = expr.parts.size() == 1 && expr.parts[0]->kind == Kind::Literal;
    if (converts && is_literal) return conversion(expr, is_time);
    bool searches = expr.name == "matches" || expr.name == "find" || expr.name == "findAll";
    if (searches && expr.parts.size() >= 2 && is_text(*expr.parts[1])) return pattern(expr);
    if (expr.name == "format" && expr.is_member && is_text(*expr.parts[0]) &&
        expr.parts[1]->kind == Kind::List) {
      format(expr);
    }
  }

  void conversion(const Expr& expr, bool is_time) {
    const Expr& argument = *expr.parts[0];
    Memory memory;
    std::span<const Value> given(&argument.literal, 1);
    if (expr.overloads.empty() || !fits(*expr.overloads[0], given)) return;
    Value result = expr.overloads[0]->call({memory, given});
    if (!result.is_error()) return;
    fail(argument, is_time ? fmt::format("invalid {} argument", expr.name)
                           : fmt::format("program instantiation failed: {}", result.text()));
  }

  void pattern(Expr& expr) {
    const Expr& argument = *expr.parts[1];
    try {
      expr.regex = &regexes_.emplace_back(argument.literal.text());
    } catch (const Error&) {
      fail(argument, fmt::format("invalid {} argument", expr.name));
    }
  }

  /// The kind of value that an argument will have; nothing when that is open.
  static std::optional<Value::Kind> kind_of(const Type& type) {
    if (type.is(Type::Kind::Dyn) || type.is(Type::Kind::Param)) return std::nullopt;
    switch (type.kind) {
      case Type::Kind::List:
        return Value::Kind::List;
      case Type::Kind::Map:
        return Value::Kind::Map;
      case Type::Kind::Type:
        return Value::Kind::Type;
      case Type::Kind::Object:
        return Value::Kind::Object;
      case Type::Kind::Opaque:
        return Value::Kind::Opaque;
      case Type::Kind::Optional:
        return Value::Kind::Optional;
      default: {
        auto distance = static_cast<int>(type.kind) - static_cast<int>(Type::Kind::Null);
        return static_cast<Value::Kind>(static_cast<int>(Value::Kind::Null) + distance);
      }
    }
  }

  void format(const Expr& expr) {
    std::string_view text = expr.parts[0]->literal.text();
    std::span<Expr* const> arguments = expr.parts[1]->parts;
    size_t next = 0;
    for (size_t i = 0; i < text.size();) {
      if (text[i] != '%' || text.substr(i).starts_with("%%")) {
        i += text[i] == '%' ? 2 : 1;
        continue;
      }
      FormatClause clause = read_format_clause(text, i);
      if (next >= arguments.size() && clause.end != 0) {
        return fail(expr, fmt::format("index {} out of range", next));
      }
      if (!clause.problem.empty()) return fail(expr, clause.problem);
      const Expr& argument = *arguments[next++];
      std::optional<Value::Kind> kind = kind_of(*argument.type);
      if (kind && !accepts_verb(clause.verb, *kind)) {
        return fail(argument, verb_problem(clause.verb, runtime_type_name(*argument.type)));
      }
      i = clause.end;
    }
    if (arguments.size() > next) {
      fail(expr, fmt::format("too many arguments supplied to string.format (expected {}, got {})",
                             next, arguments.size()));
    }
  }

  std::deque<Regex>& regexes_;
  std::optional<Issue> issue_;
};

}  // namespace

std::optional<Issue> check_literals(Expr& root, std::deque<Regex>& regexes) {
  return LiteralCheck(regexes).check(root);
}

}  // namespace drydock::validate::cel
