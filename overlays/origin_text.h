#pragma once

#include <span>
#include <string>

#include "overlays/object.h"

namespace drydock::overlays {

/// The value of the annotation that tells where an object comes from: YAML as kustomize writes it.
std::string origin_text(const Origin& origin);
/// The value of the annotation that lists what changed an object.
std::string transformations_text(std::span<const Origin> origins);

}  // namespace drydock::overlays
