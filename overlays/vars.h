#pragma once

#include <string>
#include <vector>

#include "overlays/context.h"
#include "overlays/kustomization.h"
#include "overlays/object_list.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {

/// The vars of a kustomization and of its bases, by name.
class VarSet {
 public:
  /// Adds vars, and marks the object that each takes its value from. Throws Error for a name that
  /// is there already and for a target that may be several objects.
  void add(const std::vector<Var>& vars, ObjectList& objects);
  /// Adds the vars of a base, whose objects are marked. Throws Error for a name that is there.
  void merge(const VarSet& other);

  bool empty() const { return vars_.empty(); }
  /// Sorted by name.
  const std::vector<Var>& all() const { return vars_; }

 private:
  void insert(const Var& var);

  std::vector<Var> vars_;
};

/// Replaces `$(NAME)` by the values of vars, in the fields that `places` lists. Warns of vars that
/// nobody uses. Throws Error for a var without a value.
void resolve_vars(ObjectList& objects, const VarSet& vars, const FieldSpecs& places,
                  Context& context);

}  // namespace drydock::overlays
