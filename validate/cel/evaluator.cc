#include "validate/cel/evaluator.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "core/stack_guard.h"
#include "validate/cel/cost.h"
#include "validate/cel/library.h"

namespace drydock::validate::cel {
namespace {

using Kind = Expr::Kind;
using ValueKind = Value::Kind;

constexpr std::string_view kOverLimit = "operation cancelled: actual cost limit exceeded";

class Evaluator {
 public:
  Evaluator(const FindVariable& variables, Memory& memory, uint64_t limit)
      : variables_(variables), memory_(memory), limit_(limit) {}

  Evaluation run(const Expr& root) {
    Evaluation result;
    result.value = evaluate(root);
    if (over_limit_) result.value = memory_.error(kOverLimit);
    result.cost = cost_;
    result.over_limit = over_limit_;
    return result;
  }

 private:
  /// False when that is more than the expression may cost.
  bool spend(uint64_t cost) {
    cost_ += cost;
    over_limit_ = over_limit_ || cost_ > limit_;
    return !over_limit_;
  }

  Value evaluate(const Expr& expr) {
    if (over_limit_) return memory_.error(kOverLimit);
    if (guard_.exhausted()) return memory_.error("expression recursion limit exceeded");
    switch (expr.kind) {
      case Kind::Literal:
        return expr.literal;
      case Kind::Name:
        return name(expr);
      case Kind::Select:
        return selection(expr);
      case Kind::Call:
        return call(expr);
      case Kind::List:
        return expr.is_constant ? expr.folded : list(expr);
      case Kind::Map:
        return map(expr);
      case Kind::Message:
        return message(expr);
      case Kind::Fold:
        return fold(*expr.fold);
    }
    return memory_.no_overload();
  }

  Value name(const Expr& expr) {
    spend(1);
    if (expr.slot >= 0) return locals_[static_cast<size_t>(expr.slot)];
    Value value = variables_(expr.name);
    if (!value.is_error() || !value.text().empty()) return value;
    return memory_.error(fmt::format("no such attribute(s): {}", expr.name));
  }

  // Fields.

  /// Kind Error with an empty text when the field is not there.
  Value field(const Value& target, std::string_view name) {
    switch (target.kind) {
      case ValueKind::Object:
        return object_field(target, name, memory_);
      case ValueKind::Map:
        return map_find(target, Value::of_string(name), memory_);
      default:
        return memory_.no_overload();
    }
  }

  static bool is_absent(const Value& value) { return value.is_error() && value.text().empty(); }

  Value selection(const Expr& expr) {
    Value target = evaluate(*expr.parts[0]);
    if (!target.is_known()) return target;
    if (target.is(ValueKind::Optional)) return selection_of_optional(expr, target);
    if (!expr.is_test) spend(1);
    Value found = field(target, expr.name);
    if (expr.is_test) {
      if (is_absent(found)) return Value::of_bool(false);
      // A field that is there, though not of the form that the schema wants, is there.
      bool unfit = found.is_error() && !target.is(ValueKind::Object) && !target.is(ValueKind::Map);
      return unfit ? found : Value::of_bool(true);
    }
    if (!is_absent(found)) return found;
    return memory_.error(fmt::format("no such key: {}", expr.name));
  }

  Value selection_of_optional(const Expr& expr, const Value& target) {
    if (!target.items) return expr.is_test ? Value::of_bool(false) : target;
    Value found = field(*target.items, expr.name);
    if (expr.is_test) return Value::of_bool(!is_absent(found));
    bool is_container = target.items->is(ValueKind::Object) || target.items->is(ValueKind::Map);
    if (is_absent(found) || !is_container) return memory_.no_optional();
    return found.is_error() ? found : memory_.optional(found);
  }

  Value optional_selection(const Expr& expr) {
    Value target = evaluate(*expr.parts[0]);
    if (!target.is_known()) return target;
    spend(1);
    if (target.is(ValueKind::Optional)) {
      if (!target.items) return target;
      target = *target.items;
    }
    Value found = field(target, expr.parts[1]->literal.text());
    if (is_absent(found)) return memory_.no_optional();
    return found.is_known() ? memory_.optional(found) : found;
  }

  // Logic: what is decided by one side hides errors of the other.

  Value logic(const Expr& expr, bool decides) {
    Value left = evaluate(*expr.parts[0]);
    if (left.is(ValueKind::Bool) && left.boolean == decides) return left;
    Value right = evaluate(*expr.parts[1]);
    if (right.is(ValueKind::Bool) && right.boolean == decides) return right;
    if (left.is(ValueKind::Unknown) || right.is(ValueKind::Unknown)) return Value::unknown();
    if (left.is_error()) return left;
    if (right.is_error()) return right;
    if (!left.is(ValueKind::Bool) || !right.is(ValueKind::Bool)) return memory_.no_overload();
    return right;
  }

  Value conditional(const Expr& expr) {
    Value condition = evaluate(*expr.parts[0]);
    if (!condition.is_known()) return condition;
    if (!condition.is(ValueKind::Bool)) return memory_.no_overload();
    return evaluate(*expr.parts[condition.boolean ? 1 : 2]);
  }

  /// x.orValue(y): the second part only where the first has no value.
  Value optional_or(const Expr& expr, bool unwraps) {
    Value target = evaluate(*expr.parts[0]);
    if (!target.is_known()) return target;
    if (!target.is(ValueKind::Optional)) return memory_.no_overload();
    spend(1);
    if (target.items) return unwraps ? *target.items : target;
    return evaluate(*expr.parts[1]);
  }

  // Calls.

  Value call(const Expr& expr) {
    if (expr.name == kAnd) return logic(expr, false);
    if (expr.name == kOr) return logic(expr, true);
    if (expr.name == kConditional) return conditional(expr);
    if (expr.name == kOptSelect) return optional_selection(expr);
    if (expr.is_member && (expr.name == "or" || expr.name == "orValue")) {
      return optional_or(expr, expr.name == "orValue");
    }
    if (expr.name == kNotStrictlyFalse) {
      Value value = evaluate(*expr.parts[0]);
      spend(1);
      return Value::of_bool(!value.is_false());
    }
    return plain_call(expr);
  }

  Value plain_call(const Expr& expr) {
    constexpr size_t kMost = 4;
    Value arguments[kMost];
    size_t count = expr.parts.size();
    if (count > kMost) return memory_.no_overload();
    Value failed;
    for (size_t i = 0; i < count; ++i) {
      arguments[i] = evaluate(*expr.parts[i]);
      bool is_first = failed.is_known();
      if (!arguments[i].is_known() && (is_first || arguments[i].is(ValueKind::Unknown))) {
        failed = arguments[i];
      }
    }
    if (!failed.is_known()) return failed;
    std::span<const Value> given(arguments, count);
    for (const Overload* overload : expr.overloads) {
      if (fits(*overload, given)) return apply(expr, *overload, given);
    }
    return memory_.no_overload();
  }

  Value apply(const Expr& expr, const Overload& overload, std::span<const Value> arguments) {
    // What grows with the square of its arguments is counted before it is done.
    bool is_heavy = overload.cost >= CostRule::NewList && overload.function != "lists.range";
    if (is_heavy && !spend(call_cost(overload, arguments, arguments[0], memory_))) return {};
    Value result = overload.call({memory_, arguments, expr.regex});
    if (!is_heavy) spend(call_cost(overload, arguments, result, memory_));
    return result;
  }

  // What is written out.

  /// False when the part is an optional without a value; true with the value otherwise.
  bool take_part(const Expr& expr, size_t i, Value& value) {
    bool is_optional = !expr.optional.empty() && expr.optional[i];
    if (!is_optional || !value.is_known()) return true;
    if (!value.is(ValueKind::Optional)) {
      value = memory_.no_overload();
      return true;
    }
    if (!value.items) return false;
    value = *value.items;
    return true;
  }

  Value list(const Expr& expr) {
    std::vector<Value> items;
    items.reserve(expr.parts.size());
    for (size_t i = 0; i < expr.parts.size(); ++i) {
      Value value = evaluate(*expr.parts[i]);
      if (!take_part(expr, i, value)) continue;
      if (!value.is_known()) return value;
      items.push_back(value);
    }
    spend(kListCost);
    return memory_.list(items);
  }

  Value map(const Expr& expr) {
    Value result = memory_.map();
    for (size_t i = 0; i + 1 < expr.parts.size(); i += 2) {
      Value key = evaluate(*expr.parts[i]);
      if (!key.is_known()) return key;
      Value value = evaluate(*expr.parts[i + 1]);
      if (!take_part(expr, i / 2, value)) continue;
      if (!value.is_known()) return value;
      bool is_key = key.is(ValueKind::String) || key.is(ValueKind::Bool) || key.is_number();
      if (!is_key) return memory_.error("unsupported key type");
      if (map_has(result, key, memory_)) {
        return memory_.error(fmt::format("Failed with repeated key {}", key_text(key)));
      }
      result = memory_.insert(result, key, value);
    }
    spend(kMapCost);
    return result;
  }

  /// As a map: only patches are messages, and nobody looks into their types.
  Value message(const Expr& expr) {
    Value result = memory_.map();
    for (size_t i = 0; i < expr.parts.size(); ++i) {
      Value value = evaluate(*expr.parts[i]);
      if (!take_part(expr, i, value)) continue;
      if (!value.is_known()) return value;
      result = memory_.insert(result, Value::of_string(expr.fields[i]), value);
    }
    spend(kMessageCost);
    return result;
  }

  // Loops.

  void set_variables(const Fold& fold, const Value& range, size_t i) {
    auto slot = static_cast<size_t>(fold.slot) + 1;
    bool has_two = !fold.second.empty();
    if (range.is(ValueKind::List)) {
      Value item = list_item(range, i, memory_);
      locals_[slot] = has_two ? Value::of_int(static_cast<int64_t>(i)) : item;
      if (has_two) locals_[slot + 1] = item;
      return;
    }
    locals_[slot] = map_key(range, i, memory_);
    if (has_two) locals_[slot + 1] = map_value(range, i, memory_);
  }

  /// Objects whose type is not known are maps.
  static Value as_map(Value range) {
    if (!range.is(ValueKind::Object)) return range;
    range.kind = ValueKind::Map;
    range.declared = nullptr;
    return range;
  }

  Value fold(const Fold& fold) {
    Value range = as_map(evaluate(*fold.range));
    if (!range.is_known()) return range;
    if (!range.is(ValueKind::List) && !range.is(ValueKind::Map)) return memory_.no_overload();
    Value start = evaluate(*fold.start);
    if (fold.is_binding && !start.is_known()) return start;
    auto slot = static_cast<size_t>(fold.slot);
    locals_.resize(slot + 3);
    locals_[slot] = start;
    for (size_t i = 0; !fold.is_binding && i < range.size && !over_limit_; ++i) {
      set_variables(fold, range, i);
      if (evaluate(*fold.condition).is_false()) break;
      Value next = evaluate(*fold.step);
      locals_.resize(slot + 3);
      locals_[slot] = next;
    }
    Value result = evaluate(*fold.result);
    locals_.resize(slot);
    return result;
  }

  const FindVariable& variables_;
  Memory& memory_;
  uint64_t limit_;
  uint64_t cost_ = 0;
  bool over_limit_ = false;
  std::vector<Value> locals_;
  StackGuard guard_{size_t{2} << 20};
};

}  // namespace

Evaluation evaluate(const Expr& root, const FindVariable& variables, Memory& memory,
                    uint64_t limit) {
  try {
    return Evaluator(variables, memory, limit).run(root);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "memory-limit") throw;
    // The memory is used up, so the text must be one that stays.
    constexpr std::string_view kText = "the expression needs too much memory";
    return {Value::of_text(ValueKind::Error, kText), limit, true};
  }
}

}  // namespace drydock::validate::cel
