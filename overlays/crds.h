#pragma once

#include "overlays/context.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {

/// Adds what an entry of `crds` says of the fields of its kinds: which are names of other objects,
/// labels, annotations. The file is an OpenAPI document of definitions by name; a definition that
/// is something else is passed over. Throws Error.
void read_crds(const Text& path, TransformerConfig& config, Context& context);

}  // namespace drydock::overlays
