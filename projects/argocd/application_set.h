#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/value.h"
#include "core/yaml/node.h"
#include "projects/argocd/generators.h"

namespace drydock::projects::argocd {

/// The Applications of an ApplicationSet, sorted by name.
struct GeneratedApplications {
  std::vector<Value> applications;  // they conform to kApplicationType
  /// What kept the others from being made. The original's `generate` stops at the first.
  std::vector<Diagnostic> problems;
};

/// Expands an ApplicationSet as its controller would. `set` is the decoded object, with integers
/// as such, and `node` what it was decoded from. Everything lives in `arena` or with the arguments.
/// Never throws for bad input.
GeneratedApplications generate_applications(Value set, const Node* node,
                                            const GeneratorWorld& world, Arena& arena);

}  // namespace drydock::projects::argocd
