#pragma once

#include "overlays/context.h"
#include "overlays/kustomization.h"

namespace drydock::overlays {

/// The ConfigMap of a generator. Throws Error for what kustomize refuses.
Object& generate_config_map(const GeneratorConfig& config, Context& context);
/// The Secret of a generator.
Object& generate_secret(const GeneratorConfig& config, Context& context);

/// The options of a generator with those that `generatorOptions` gives to all.
std::optional<GeneratorOptions> merge_options(std::optional<GeneratorOptions> own,
                                              const std::optional<GeneratorOptions>& general);

/// Base64 as kustomize writes it: text beyond 70 characters in lines of that length.
std::string encode_wrapped_base64(std::string_view bytes);

}  // namespace drydock::overlays
