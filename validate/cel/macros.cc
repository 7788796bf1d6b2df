#include "validate/cel/macros.h"

#include <algorithm>

namespace drydock::validate::cel {
namespace {

using Kind = Expr::Kind;

/// One call of a macro that becomes a loop.
class LoopMacro {
 public:
  LoopMacro(ExprMaker& maker, Expr* target, std::span<Expr* const> arguments, uint32_t offset)
      : maker_(maker), target_(target), arguments_(arguments), at_(offset) {}

  Expansion expand(std::string_view name) {
    bool quantifies =
        name == "all" || name == "exists" || name == "exists_one" || name == "existsOne";
    size_t count = arguments_.size();
    if (quantifies && (count == 2 || count == 3)) return quantifier(name);
    if (name == "map" && (count == 2 || count == 3)) return transform(1, false);
    if (name == "filter" && count == 2) return filter();
    if (name == "transformList" && (count == 3 || count == 4)) return transform(2, false);
    if (name == "transformMap" && (count == 3 || count == 4)) return transform(2, true);
    if (name == "transformMapEntry" && (count == 3 || count == 4)) return entries();
    if (name == "sortBy" && count == 2) return sort_by();
    if ((name == "optMap" || name == "optFlatMap") && count == 2) return opt_map(name == "optMap");
    return {};
  }

 private:
  Expr* name(std::string_view text) { return maker_.make(Kind::Name, at_, text); }
  Expr* accumulator() { return name(kAccumulator); }
  Expr* truth(bool value) { return maker_.literal(at_, Value::of_bool(value)); }
  Expr* number(int64_t value) { return maker_.literal(at_, Value::of_int(value)); }

  /// Takes the names of the first arguments.
  bool take_names(size_t count) {
    std::string_view* names[] = {&first_, &second_};
    for (size_t i = 0; i < count; ++i) {
      const Expr& argument = *arguments_[i];
      if (argument.kind != Kind::Name || argument.name.starts_with('.')) {
        issue_ = {argument.offset, "argument is not an identifier"};
        return false;
      }
      if (argument.name == "__result__") {
        issue_ = {argument.offset, "iteration variable overwrites accumulator variable"};
        return false;
      }
      *names[i] = argument.name;
    }
    if (count == 2 && first_ == second_) {
      issue_ = {arguments_[1]->offset, "duplicate variable name: " + std::string(first_)};
      return false;
    }
    return true;
  }

  Expansion failed() { return {nullptr, issue_}; }

  Expansion loop(Expr* start, Expr* condition, Expr* step, Expr* result) {
    Expr* expr = maker_.make(Kind::Fold, at_);
    Fold* fold = maker_.arena().make<Fold>();
    fold->first = first_;
    fold->second = second_;
    fold->accumulator = kAccumulator;
    fold->range = target_;
    fold->start = start;
    fold->condition = condition;
    fold->step = step;
    fold->result = result;
    expr->fold = fold;
    return {expr, {}};
  }

  Expansion quantifier(std::string_view macro) {
    if (!take_names(arguments_.size() - 1)) return failed();
    Expr* predicate = arguments_.back();
    if (macro == "all") {
      return loop(truth(true), maker_.call(at_, kNotStrictlyFalse, {accumulator()}),
                  maker_.call(at_, kAnd, {accumulator(), predicate}), accumulator());
    }
    if (macro == "exists") {
      Expr* open = maker_.call(at_, kNot, {accumulator()});
      return loop(truth(false), maker_.call(at_, kNotStrictlyFalse, {open}),
                  maker_.call(at_, kOr, {accumulator(), predicate}), accumulator());
    }
    Expr* next = maker_.call(at_, "_+_", {accumulator(), number(1)});
    return loop(number(0), truth(true),
                maker_.call(at_, kConditional, {predicate, next, accumulator()}),
                maker_.call(at_, "_==_", {accumulator(), number(1)}));
  }

  /// The step, only where the condition in front of it holds, if there is one.
  Expr* guarded(size_t names, Expr* step) {
    if (arguments_.size() == names + 1) return step;
    return maker_.call(at_, kConditional, {arguments_[names], step, accumulator()});
  }

  Expr* appended(Expr* element) {
    return maker_.call(at_, "_+_", {accumulator(), maker_.list(at_, {element})});
  }

  Expansion transform(size_t names, bool to_map) {
    if (!take_names(names)) return failed();
    Expr* value = arguments_.back();
    if (!to_map) {
      return loop(maker_.list(at_, {}), truth(true), guarded(names, appended(value)),
                  accumulator());
    }
    Expr* inserted = maker_.call(at_, kMapInsert, {accumulator(), name(first_), value});
    return loop(maker_.make(Kind::Map, at_), truth(true), guarded(names, inserted), accumulator());
  }

  Expansion entries() {
    if (!take_names(2)) return failed();
    Expr* inserted = maker_.call(at_, kMapInsert, {accumulator(), arguments_.back()});
    return loop(maker_.make(Kind::Map, at_), truth(true), guarded(2, inserted), accumulator());
  }

  Expansion filter() {
    if (!take_names(1)) return failed();
    Expr* kept = appended(name(first_));
    return loop(maker_.list(at_, {}), truth(true),
                maker_.call(at_, kConditional, {arguments_[1], kept, accumulator()}),
                accumulator());
  }

  Expansion bind(std::string_view variable, Expr* value, Expr* result) {
    first_ = "#unused";
    second_ = {};
    target_ = maker_.list(at_, {});
    Expansion expansion = loop(value, truth(false), name(variable), result);
    expansion.expr->fold->accumulator = variable;
    expansion.expr->fold->is_binding = true;
    return expansion;
  }

  Expansion sort_by() {
    constexpr std::string_view kInput = "@__sortBy_input__";
    Expr* input = target_;
    target_ = name(kInput);
    Expansion keys = transform(1, false);
    if (!keys.expr) return keys;
    Expr* sorted = maker_.call(at_, "@sortByAssociatedKeys", {name(kInput), keys.expr}, true);
    return bind(kInput, input, sorted);
  }

  Expansion opt_map(bool wraps) {
    if (!take_names(1)) return failed();
    std::string_view variable = first_;
    Expr* whole = target_;
    Expr* inside = maker_.call(at_, "value", {whole}, true);
    Expr* mapped = bind(variable, inside, arguments_[1]).expr;
    if (wraps) mapped = maker_.call(at_, "optional.of", {mapped});
    Expr* has = maker_.call(at_, "hasValue", {whole}, true);
    Expr* none = maker_.call(at_, "optional.none", {});
    return {maker_.call(at_, kConditional, {has, mapped, none}), {}};
  }

  friend Expansion drydock::validate::cel::expand_macro(ExprMaker&, const ParseOptions&,
                                                        std::string_view, Expr*,
                                                        std::span<Expr* const>, uint32_t);

  ExprMaker& maker_;
  Expr* target_;
  std::span<Expr* const> arguments_;
  uint32_t at_;
  std::string_view first_;
  std::string_view second_;
  Issue issue_;
};

}  // namespace

Expr* ExprMaker::make(Kind kind, uint32_t offset, std::string_view name) {
  Expr* expr = arena_.make<Expr>();
  expr->kind = kind;
  expr->offset = offset;
  expr->name = name;
  return expr;
}

Expr* ExprMaker::literal(uint32_t offset, const Value& value) {
  Expr* expr = make(Kind::Literal, offset);
  expr->literal = value;
  return expr;
}

std::span<Expr*> ExprMaker::parts(std::span<Expr* const> list) {
  Expr** kept = arena_.array<Expr*>(list.size());
  std::ranges::copy(list, kept);
  return {kept, list.size()};
}

Expr* ExprMaker::call(uint32_t offset, std::string_view function,
                      std::initializer_list<Expr*> arguments, bool is_member) {
  Expr* expr = make(Kind::Call, offset, function);
  expr->parts = parts({arguments.begin(), arguments.size()});
  expr->is_member = is_member;
  return expr;
}

Expr* ExprMaker::list(uint32_t offset, std::initializer_list<Expr*> elements) {
  Expr* expr = make(Kind::List, offset);
  expr->parts = parts({elements.begin(), elements.size()});
  return expr;
}

Expansion expand_macro(ExprMaker& maker, const ParseOptions& options, std::string_view name,
                       Expr* target, std::span<Expr* const> arguments, uint32_t offset) {
  if (!target) {
    if (name != "has" || arguments.size() != 1) return {};
    Expr* field = arguments[0];
    if (field->kind != Kind::Select) return {nullptr, {offset, "invalid argument to has() macro"}};
    field->is_test = true;
    return {field, {}};
  }
  LoopMacro macro(maker, target, arguments, offset);
  bool binds = options.bindings && name == "bind" && arguments.size() == 3 &&
               target->kind == Kind::Name && target->name == "cel";
  if (!binds) return macro.expand(name);
  if (!macro.take_names(1)) return macro.failed();
  return macro.bind(arguments[0]->name, arguments[1], arguments[2]);
}

}  // namespace drydock::validate::cel
