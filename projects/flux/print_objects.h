#pragma once

#include <string>

#include "core/resource.h"

namespace drydock::projects::flux {

/// The objects as `flux build` prints them: each with `---` behind it.
std::string print_objects(const ResourceSet& set);

}  // namespace drydock::projects::flux
