#pragma once

#include <string_view>

#include "core/arena.h"
#include "core/source_cache.h"
#include "core/value.h"

namespace drydock::projects::argocd {

/// A source with what `.argocd-source.yaml` and `.argocd-source-NAME.yaml` of its folder lay over
/// it: a JSON merge patch, in which nulls remove nothing. Throws Error, rule `argocd-source`.
Value with_source_overrides(Value source, SourceCache& files, std::string_view folder,
                            std::string_view application, Arena& arena);

}  // namespace drydock::projects::argocd
