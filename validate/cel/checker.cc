#include "validate/cel/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/stack_guard.h"
#include "core/suggest.h"
#include "validate/cel/declared_type.h"
#include "validate/cel/library.h"
#include "validate/cel/type_bindings.h"

namespace drydock::validate::cel {
namespace {

using TypeKind = Type::Kind;
using Kind = Expr::Kind;

const Type* simple(TypeKind kind) { return simple_type(kind); }

class Checker {
 public:
  Checker(Arena& arena, const CheckOptions& options)
      : arena_(arena), options_(options), bindings_(arena) {}

  std::optional<Issue> check(Expr& root) {
    visit(root);
    if (!issue_) finish(root);
    return issue_;
  }

 private:
  void fail(const Expr& expr, std::string text) {
    if (!issue_) issue_ = Issue{expr.offset, std::move(text)};
  }

  void mismatch(const Expr& expr, const Type* expected, const Type* found) {
    fail(expr, fmt::format("expected type '{}' but found '{}'",
                           type_text(*bindings_.resolve(expected, true)),
                           type_text(*bindings_.resolve(found, true))));
  }

  const Type* visit(Expr& expr) {
    if (issue_) return expr.type = simple(TypeKind::Dyn);
    if (guard_.exhausted()) {
      fail(expr, "expression recursion limit exceeded");
      return expr.type = simple(TypeKind::Dyn);
    }
    expr.type = type_of(expr);
    return expr.type;
  }

  const Type* type_of(Expr& expr) {
    switch (expr.kind) {
      case Kind::Literal:
        return type_of_value(expr.literal);
      case Kind::Name:
        return name(expr);
      case Kind::Select:
        return selection(expr);
      case Kind::Call:
        return call(expr);
      case Kind::List:
        return list(expr);
      case Kind::Map:
        return map(expr);
      case Kind::Message:
        return message(expr);
      case Kind::Fold:
        return fold(expr);
    }
    return simple(TypeKind::Dyn);
  }

  // Names.

  const Type* find_name(std::string_view name, int* slot) {
    bool is_absolute = name.starts_with('.');  // no variable of a macro
    if (is_absolute) name.remove_prefix(1);
    for (size_t i = is_absolute ? 0 : locals_.size(); i-- > 0;) {
      if (locals_[i].name != name) continue;
      *slot = static_cast<int>(i);
      return locals_[i].type;
    }
    *slot = -1;
    for (const Variable& variable : options_.variables) {
      if (variable.name == name) return variable.type;
    }
    return nullptr;
  }

  /// The name of a type, as a value.
  bool take_type_name(Expr& expr, std::string_view name) {
    const Type* type = find_named_type(name);
    if (!type) return false;
    expr.kind = Kind::Literal;
    expr.literal = Value::of_type(type);
    expr.parts = {};
    return true;
  }

  const Type* name(Expr& expr) {
    if (const Type* type = find_name(expr.name, &expr.slot)) {
      if (expr.name.starts_with('.')) expr.name.remove_prefix(1);
      return type;
    }
    if (take_type_name(expr, expr.name)) return simple(TypeKind::Type);
    fail(expr, fmt::format("undeclared reference to '{}' (in container '')", expr.name));
    return simple(TypeKind::Dyn);
  }

  /// "a.b.c"; empty when it is more than names.
  static std::string dotted(const Expr& expr) {
    if (expr.kind == Kind::Name) return std::string(expr.name);
    if (expr.kind != Kind::Select || expr.is_test) return "";
    std::string front = dotted(*expr.parts[0]);
    return front.empty() ? front : fmt::format("{}.{}", front, expr.name);
  }

  bool is_local(std::string_view dotted_name) {
    int slot = -1;
    find_name(dotted_name.substr(0, dotted_name.find('.')), &slot);
    return slot >= 0;
  }

  /// A variable or type whose name has dots.
  const Type* qualified(Expr& expr) {
    bool is_test = expr.is_test;
    expr.is_test = false;
    std::string name = dotted(expr);
    expr.is_test = is_test;
    if (name.empty() || is_local(name)) return nullptr;
    int slot = -1;
    if (const Type* type = find_name(name, &slot)) {
      expr.parts = {};
      if (is_test) {
        expr.kind = Kind::Literal;
        expr.literal = Value::of_bool(true);
        return simple(TypeKind::Bool);
      }
      expr.kind = Kind::Name;
      expr.name = arena_.copy(name);
      return type;
    }
    return !is_test && take_type_name(expr, name) ? simple(TypeKind::Type) : nullptr;
  }

  // Fields.

  const Type* field_type(const Expr& at, const Type* target, std::string_view field) {
    target = bindings_.resolve(target);
    switch (target->kind) {
      case TypeKind::Dyn:
        return target;
      case TypeKind::Param:
        bindings_.assignable(simple(TypeKind::Dyn), target);
        return simple(TypeKind::Dyn);
      case TypeKind::Map:
        return target->second;
      case TypeKind::Optional:
        return field_type(at, target->first, field);
      case TypeKind::Object:
        return declared_field(at, *target, field);
      case TypeKind::Opaque:
        fail(at, fmt::format("undefined field '{}'", field));
        return simple(TypeKind::Dyn);
      default:
        fail(at, fmt::format("type '{}' does not support field selection", type_text(*target)));
        return simple(TypeKind::Dyn);
    }
  }

  const Type* declared_field(const Expr& at, const Type& object, std::string_view field) {
    if (!object.declared) return simple(TypeKind::Dyn);
    const DeclaredField* found = object.declared->find(field);
    if (found) return found->type->type;
    fail(at, fmt::format("undefined field '{}'", field));
    return simple(TypeKind::Dyn);
  }

  const Type* selection(Expr& expr) {
    if (const Type* type = qualified(expr)) return type;
    const Type* target = bindings_.resolve(visit(*expr.parts[0]));
    const Type* field = field_type(expr, target, expr.name);
    if (expr.is_test) return simple(TypeKind::Bool);
    return target->is(TypeKind::Optional) ? optional_type(arena_, field) : field;
  }

  const Type* optional_selection(Expr& expr) {
    const Type* target = bindings_.resolve(visit(*expr.parts[0]));
    visit(*expr.parts[1]);
    const Type* field = bindings_.resolve(field_type(expr, target, expr.parts[1]->literal.text()));
    return field->is(TypeKind::Optional) ? field : optional_type(arena_, field);
  }

  // Calls.

  const Type* call(Expr& expr) {
    if (expr.name == kOptSelect) return optional_selection(expr);
    if (expr.is_member) take_qualified_function(expr);
    std::vector<const Type*> arguments;
    bool formats = expr.is_member && expr.name == "format" && expr.parts.size() == 2;
    for (Expr* part : expr.parts) {
      bool is_list = formats && part == expr.parts[1];
      arguments.push_back(is_list ? format_arguments(*part) : visit(*part));
    }
    if (expr.name == kAnd || expr.name == kOr) check_logic(expr);
    if (issue_) return simple(TypeKind::Dyn);
    std::span<const Overload* const> candidates = find_overloads(expr.name);
    if (candidates.empty() || (expr.name == "jsonpatch.escapeKey" && !options_.patches)) {
      fail(expr, fmt::format("undeclared reference to '{}' (in container '')", expr.name));
      return simple(TypeKind::Dyn);
    }
    return choose(expr, candidates, arguments);
  }

  void check_logic(const Expr& expr) {
    for (const Expr* part : expr.parts) {
      if (!bindings_.assignable(part->type, simple(TypeKind::Bool))) {
        mismatch(*part, simple(TypeKind::Bool), part->type);
      }
    }
  }

  /// In "ip.isCanonical(x)" there is no target: the name has a dot.
  void take_qualified_function(Expr& expr) {
    std::string front = dotted(*expr.parts[0]);
    if (front.empty() || is_local(front)) return;
    std::string name = fmt::format("{}.{}", front, expr.name);
    if (find_overloads(name).empty()) return;
    expr.name = arena_.copy(name);
    expr.is_member = false;
    expr.parts = expr.parts.subspan(1);
  }

  struct Signature {
    std::vector<const Type*> parameters;
    const Type* result = nullptr;
  };

  Signature read_signature(const Overload& overload) {
    Signature signature;
    std::vector<std::pair<const Type*, const Type*>> names;
    std::string_view letters = overload.parameters;
    while (!letters.empty()) {
      if (letters.front() == '.') {
        letters.remove_prefix(1);
        continue;
      }
      signature.parameters.push_back(bindings_.instantiate(read_type(letters, arena_), names));
    }
    letters = overload.result;
    signature.result = bindings_.instantiate(read_type(letters, arena_), names);
    return signature;
  }

  const Type* choose(Expr& expr, std::span<const Overload* const> candidates,
                     const std::vector<const Type*>& arguments) {
    std::vector<const Overload*> matching;
    const Type* result = nullptr;
    for (const Overload* candidate : candidates) {
      if (candidate->is_member() != expr.is_member) continue;
      Signature signature = read_signature(*candidate);
      if (signature.parameters.size() != arguments.size() ||
          !bindings_.assignable(arguments, signature.parameters)) {
        continue;
      }
      matching.push_back(candidate);
      const Type* type = bindings_.resolve(signature.result);
      bool differs = result && !result->is(TypeKind::Dyn) && !equal_types(*result, *type);
      if (!result || differs) result = differs ? simple(TypeKind::Dyn) : type;
    }
    if (matching.empty()) {
      no_overload(expr, arguments);
      return simple(TypeKind::Dyn);
    }
    auto* kept = arena_.array<const Overload*>(matching.size());
    std::ranges::copy(matching, kept);
    expr.overloads = {kept, matching.size()};
    return result;
  }

  void no_overload(const Expr& expr, const std::vector<const Type*>& arguments) {
    std::string shown;
    for (size_t i = 0; i < arguments.size(); ++i) {
      std::string text = type_text(*bindings_.resolve(arguments[i], true));
      if (i == 0 && expr.is_member) {
        shown = text + ".(";
      } else {
        bool is_first = shown.empty() || shown.back() == '(';
        shown += (is_first ? "" : ", ") + text;
      }
    }
    shown = expr.is_member ? shown + ")" : fmt::format("({})", shown);
    fail(expr,
         fmt::format("found no matching overload for '{}' applied to '{}'", expr.name, shown));
  }

  // Literals.

  /// All elements of a literal have one type.
  const Type* joined(const Expr& at, const Type* before, const Type* next) {
    if (!before) return next;
    bool fits = bindings_.assignable(before, next);
    // Of optional values the types must be the very same.
    bool optional = before->is(TypeKind::Optional) || next->is(TypeKind::Optional);
    if (fits && optional) {
      fits = equal_types(*bindings_.resolve(before, true), *bindings_.resolve(next, true));
    }
    if (fits) return TypeBindings::more_general(before, next);
    if (in_format_ > 0) return simple(TypeKind::Dyn);
    mismatch(at, before, next);
    return before;
  }

  const Type* part_type(Expr& expr, Expr& part, size_t i) {
    const Type* type = visit(part);
    if (expr.optional.empty() || !expr.optional[i]) return type;
    const Type* inner = bindings_.fresh();
    const Type* wanted = optional_type(arena_, inner);
    if (!bindings_.assignable(type, wanted)) mismatch(part, wanted, type);
    return bindings_.resolve(inner);
  }

  /// What a format takes may be of any types.
  const Type* format_arguments(Expr& expr) {
    ++in_format_;
    visit(expr);
    --in_format_;
    if (expr.kind == Kind::List) expr.type = list_type(arena_, simple(TypeKind::Dyn));
    return expr.type;
  }

  const Type* list(Expr& expr) {
    const Type* element = nullptr;
    bool constant = expr.optional.empty();
    for (size_t i = 0; i < expr.parts.size(); ++i) {
      Expr& part = *expr.parts[i];
      element = joined(part, element, part_type(expr, part, i));
      constant = constant && (part.kind == Kind::Literal || part.is_constant);
    }
    if (constant && !expr.parts.empty()) fold_constant(expr);
    return list_type(arena_, element ? element : bindings_.fresh());
  }

  void fold_constant(Expr& expr) {
    Value* items = arena_.array<Value>(expr.parts.size());
    for (size_t i = 0; i < expr.parts.size(); ++i) {
      items[i] = expr.parts[i]->is_constant ? expr.parts[i]->folded : expr.parts[i]->literal;
    }
    expr.is_constant = true;
    expr.folded.kind = Value::Kind::List;
    expr.folded.size = static_cast<uint32_t>(expr.parts.size());
    expr.folded.items = items;
    expr.folded.buffer = nullptr;
  }

  const Type* map(Expr& expr) {
    const Type* key = nullptr;
    const Type* value = nullptr;
    for (size_t i = 0; i + 1 < expr.parts.size(); i += 2) {
      Expr& name = *expr.parts[i];
      key = joined(name, key, visit(name));
      value = joined(*expr.parts[i + 1], value, part_type(expr, *expr.parts[i + 1], i / 2));
    }
    return map_type(arena_, key ? key : bindings_.fresh(), value ? value : bindings_.fresh());
  }

  const Type* message(Expr& expr) {
    for (Expr* part : expr.parts) visit(*part);
    bool known = options_.patches && (expr.name == "Object" || expr.name == "JSONPatch" ||
                                      expr.name.starts_with("Object."));
    if (!known) {
      fail(expr, fmt::format("undeclared reference to '{}' (in container '')", expr.name));
    }
    return arena_.make<Type>(TypeKind::Object, expr.name);
  }

  // Loops.

  struct LoopTypes {
    const Type* first;
    const Type* second;
  };

  LoopTypes loop_types(const Expr& range, bool has_two) {
    const Type* type = bindings_.resolve(range.type);
    if (type->is(TypeKind::List)) {
      return has_two ? LoopTypes{simple(TypeKind::Int), type->first} : LoopTypes{type->first, {}};
    }
    if (type->is(TypeKind::Map)) return {type->first, type->second};
    if (type->is(TypeKind::Dyn) || type->is(TypeKind::Param)) {
      bindings_.assignable(simple(TypeKind::Dyn), type);
    } else {
      fail(range, fmt::format("expression of type '{}' cannot be range of a comprehension (must be "
                              "list, map, or dynamic)",
                              type_text(*type)));
    }
    return {simple(TypeKind::Dyn), simple(TypeKind::Dyn)};
  }

  const Type* fold(Expr& expr) {
    Fold& fold = *expr.fold;
    visit(*fold.range);
    const Type* accumulated = visit(*fold.start);
    LoopTypes types = loop_types(*fold.range, !fold.second.empty());
    size_t outside = locals_.size();
    fold.slot = static_cast<int>(outside);
    locals_.push_back({fold.accumulator, accumulated});
    locals_.push_back({fold.first, types.first});
    if (!fold.second.empty()) locals_.push_back({fold.second, types.second});
    const Type* goes_on = visit(*fold.condition);
    if (!bindings_.assignable(goes_on, simple(TypeKind::Bool))) {
      mismatch(*fold.condition, simple(TypeKind::Bool), goes_on);
    }
    const Type* step = visit(*fold.step);
    if (!bindings_.assignable(step, accumulated)) mismatch(*fold.step, accumulated, step);
    locals_.resize(outside + 1);
    const Type* result = visit(*fold.result);
    locals_.resize(outside);
    return bindings_.resolve(result);
  }

  /// Puts the types in that became known later.
  void finish(Expr& expr) {
    expr.type = bindings_.resolve(expr.type, true);
    for (Expr* part : expr.parts) finish(*part);
    if (!expr.fold) return;
    for (Expr* part : {expr.fold->range, expr.fold->start, expr.fold->condition, expr.fold->step,
                       expr.fold->result}) {
      finish(*part);
    }
  }

  Arena& arena_;
  const CheckOptions& options_;
  TypeBindings bindings_;
  StackGuard guard_{size_t{2} << 20};
  std::vector<Variable> locals_;
  int in_format_ = 0;  // how many calls of format() are around
  std::optional<Issue> issue_;
};

}  // namespace

std::optional<Issue> check_types(Expr& root, Arena& arena, const CheckOptions& options) {
  return Checker(arena, options).check(root);
}

}  // namespace drydock::validate::cel
