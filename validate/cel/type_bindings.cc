#include "validate/cel/type_bindings.h"

namespace drydock::validate::cel {
namespace {

using Kind = Type::Kind;

constexpr int kDeepest = 100;  // of types in types; no schema needs more

bool takes_null(const Type& type) {
  switch (type.kind) {
    case Kind::Dyn:
    case Kind::Null:
    case Kind::Duration:
    case Kind::Timestamp:
    case Kind::Object:
    case Kind::Opaque:
    case Kind::Optional:
      return true;
    default:
      return false;
  }
}

bool is_less_specific(const Type& a, const Type& b) {
  if (a.is(Kind::Dyn) || a.is(Kind::Param)) return true;
  if (b.is(Kind::Dyn) || b.is(Kind::Param)) return false;
  if (a.kind != b.kind) return a.is(Kind::Null) ? false : b.is(Kind::Null);
  if (a.first && b.first && !is_less_specific(*a.first, *b.first)) return false;
  return !(a.second && b.second) || is_less_specific(*a.second, *b.second);
}

}  // namespace

const Type* TypeBindings::fresh() { return arena_.make<Type>(Kind::Param, std::string_view("_")); }

const Type* TypeBindings::instantiate(const Type* type,
                                      std::vector<std::pair<const Type*, const Type*>>& names) {
  if (type->is(Kind::Param)) {
    for (const auto& [param, stand_in] : names) {
      if (param == type) return stand_in;
    }
    names.emplace_back(type, fresh());
    return names.back().second;
  }
  if (!type->first) return type;
  Type copy = *type;
  copy.first = instantiate(type->first, names);
  if (type->second) copy.second = instantiate(type->second, names);
  return arena_.make<Type>(copy);
}

void TypeBindings::set(const Type* param, const Type* type) {
  const Type*& place = bound_[param];
  trail_.emplace_back(param, place);
  place = type;
}

void TypeBindings::undo(size_t mark) {
  while (trail_.size() > mark) {
    bound_[trail_.back().first] = trail_.back().second;
    trail_.pop_back();
  }
}

bool TypeBindings::assignable(const Type* from, const Type* to) {
  return assignable(std::span(&from, 1), std::span(&to, 1));
}

bool TypeBindings::assignable(std::span<const Type* const> from, std::span<const Type* const> to) {
  size_t mark = trail_.size();
  for (size_t i = 0; i < from.size(); ++i) {
    if (fits(from[i], to[i], 0)) continue;
    undo(mark);
    return false;
  }
  return true;
}

bool TypeBindings::occurs(const Type* param, const Type* type, int depth) const {
  if (depth > kDeepest || type == param) return true;
  if (type->is(Kind::Param)) {
    auto found = bound_.find(type);
    return found != bound_.end() && found->second && occurs(param, found->second, depth + 1);
  }
  return (type->first && occurs(param, type->first, depth + 1)) ||
         (type->second && occurs(param, type->second, depth + 1));
}

bool TypeBindings::bind(const Type* param, const Type* other, bool param_is_target, int depth) {
  if (param == other) return true;
  auto found = bound_.find(param);
  const Type* known = found == bound_.end() ? nullptr : found->second;
  if (!known) {
    if (occurs(param, other, 0)) return false;
    set(param, other);
    return true;
  }
  if (known == other) return true;
  bool right = param_is_target ? fits(other, known, depth + 1) : fits(known, other, depth + 1);
  if (!right) return false;
  const Type* wider = more_general(other, known);
  if (wider != known && !occurs(param, wider, 0)) set(param, wider);
  return true;
}

bool TypeBindings::fits_parts(const Type* from, const Type* to, int depth) {
  if (from->first && to->first && !fits(from->first, to->first, depth + 1)) return false;
  return !(from->second && to->second) || fits(from->second, to->second, depth + 1);
}

bool TypeBindings::fits(const Type* from, const Type* to, int depth) {
  if (depth > kDeepest) return false;
  if (to->is(Kind::Param)) return bind(to, from, true, depth);
  if (from->is(Kind::Param)) return bind(from, to, false, depth);
  if (from->is(Kind::Dyn) || to->is(Kind::Dyn)) return true;
  if (from->is(Kind::Null)) return takes_null(*to);
  if (to->is(Kind::Null)) return takes_null(*from);
  if (from->kind != to->kind) return false;
  switch (from->kind) {
    case Kind::Object:
      return from->declared == to->declared && from->name == to->name;
    case Kind::Opaque:
      return from->name == to->name;
    case Kind::Type:
      return true;
    default:
      return fits_parts(from, to, depth);
  }
}

const Type* TypeBindings::resolve(const Type* type, bool to_dyn) {
  if (type->is(Kind::Param)) {
    auto found = bound_.find(type);
    if (found != bound_.end() && found->second) return resolve(found->second, to_dyn);
    return to_dyn ? simple_type(Kind::Dyn) : type;
  }
  if (!type->first) return type;
  const Type* first = resolve(type->first, to_dyn);
  const Type* second = type->second ? resolve(type->second, to_dyn) : nullptr;
  if (first == type->first && second == type->second) return type;
  Type copy = *type;
  copy.first = first;
  copy.second = second;
  return arena_.make<Type>(copy);
}

const Type* TypeBindings::more_general(const Type* a, const Type* b) {
  return is_less_specific(*a, *b) ? a : b;
}

}  // namespace drydock::validate::cel
