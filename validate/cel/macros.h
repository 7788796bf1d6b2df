#pragma once

#include <span>
#include <string>
#include <string_view>

#include "validate/cel/parser.h"

namespace drydock::validate::cel {

/// Makes parts of an expression.
class ExprMaker {
 public:
  explicit ExprMaker(Arena& arena) : arena_(arena) {}

  Expr* make(Expr::Kind kind, uint32_t offset, std::string_view name = {});
  Expr* literal(uint32_t offset, const Value& value);
  Expr* call(uint32_t offset, std::string_view function, std::initializer_list<Expr*> arguments,
             bool is_member = false);
  Expr* list(uint32_t offset, std::initializer_list<Expr*> elements);
  std::span<Expr*> parts(std::span<Expr* const> list);
  Arena& arena() { return arena_; }

 private:
  Arena& arena_;
};

/// What a call that is a macro becomes.
struct Expansion {
  Expr* expr = nullptr;  // null: the call is none, or there is an issue
  Issue issue = {};
};

/// `target` is null for has() and the like.
Expansion expand_macro(ExprMaker& maker, const ParseOptions& options, std::string_view name,
                       Expr* target, std::span<Expr* const> arguments, uint32_t offset);

}  // namespace drydock::validate::cel
