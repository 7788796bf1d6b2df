#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/yaml/node.h"
#include "projects/flux/envsubst.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/value_objects.h"

namespace drydock::projects::flux {

/// The variables of a `postBuild`, without line feeds in their values: those of `substituteFrom`
/// in order, then its own. `objects` is null when `substituteFrom` is to be passed over. Throws
/// Error with rule `flux-variable` for an object that is missing.
Variables load_variables(const PostBuild& post_build, std::string_view namespace_name,
                         const ValueObjects* objects);
/// Throws Error with rule `flux-variable` for a name that no expression could have.
void check_variable_names(const Variables& variables, const PostBuild& post_build);
/// Whether `substituteFrom` names an object of which not all keys are known.
bool has_open_variables(const PostBuild& post_build, std::string_view namespace_name,
                        const ValueObjects* objects);

/// Whether a label or annotation of the object says that it is not to be substituted.
bool opts_out_of_substitution(const Node& object);

struct SubstituteOptions {
  bool strict = false;
  bool is_open = false;  // nobody knows all variables: what is not set gets a placeholder
  std::set<std::string, std::less<>>* unset = nullptr;  // gets names that are read but not set
};

/// Substitutes variables in an object, by way of its text as kustomize prints it: types may change
/// with the text. The result is a new tree in `arena`, whose nodes stand where those of the old one
/// did. Throws Error with rule `flux-substitution` at the value that is at fault.
Node* substitute_object(const Node& object, const Variables& variables,
                        const SubstituteOptions& options, Arena& arena);

}  // namespace drydock::projects::flux
