#pragma once

#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "validate/cel/type.h"

namespace drydock::validate::cel {

/// What the parameters of types stand for, as far as an expression has shown it.
class TypeBindings {
 public:
  explicit TypeBindings(Arena& arena) : arena_(arena) {}

  /// A parameter that nothing is known of.
  const Type* fresh();
  /// The type with its own parameters replaced by fresh ones; the same for the same name in
  /// `names`, which is for one signature.
  const Type* instantiate(const Type* type,
                          std::vector<std::pair<const Type*, const Type*>>& names);

  /// Whether a value of one type can be used where another is wanted. Binds parameters if so.
  bool assignable(const Type* from, const Type* to);
  bool assignable(std::span<const Type* const> from, std::span<const Type* const> to);

  /// The type with what is bound put in; what is not bound stays, or becomes dyn.
  const Type* resolve(const Type* type, bool to_dyn = false);
  /// Of two types that fit each other, the one that allows more.
  static const Type* more_general(const Type* a, const Type* b);

 private:
  bool fits(const Type* from, const Type* to, int depth);
  bool fits_parts(const Type* from, const Type* to, int depth);
  /// Binds a parameter; `other` is what it meets.
  bool bind(const Type* param, const Type* other, bool param_is_target, int depth);
  bool occurs(const Type* param, const Type* type, int depth) const;
  void set(const Type* param, const Type* type);
  void undo(size_t mark);

  Arena& arena_;
  std::unordered_map<const Type*, const Type*> bound_;
  std::vector<std::pair<const Type*, const Type*>> trail_;  // what was bound before
};

}  // namespace drydock::validate::cel
