#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/resource.h"
#include "core/value.h"

namespace drydock::projects::flux {

/// The inputs that one object offers to templates.
struct InputProvider {
  const Node* object = nullptr;
  std::string_view namespace_name;
  std::vector<ValueMap*> inputs;
};

/// What a ResourceSet of the Flux Operator makes: its templates, filled with each of its inputs.
/// `providers` are the objects of kind ResourceSetInputProvider that it names, with inputs that are
/// known without asking anybody. Objects stand at the lines of their templates. Throws Error, rule
/// `flux-resource-set`, for what cannot be made; bounded like ApplicationSets.
void build_resource_set(const Node& set, std::string_view namespace_name,
                        const std::vector<InputProvider>& providers, ResourceSet& out);

/// The inputs below `inputs` of a ResourceSet, or of the `defaultValues` of a static provider.
std::vector<ValueMap*> inputs_of(const Node* list, Arena& arena);

/// Turns "<< inputs.name >>" into what Go's templates call it with their usual marks.
std::string with_usual_marks(std::string_view text);

/// The source and the Kustomization that a FluxInstance with `sync` makes; nothing without.
void build_instance_sync(const Node& instance, std::string_view namespace_name, ResourceSet& out);

}  // namespace drydock::projects::flux
