#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// The names a CustomResourceDefinition takes in its group: kind and list kind, and in another pool
/// plural, singular and short names, with the API server's defaults.
void collect_crd_names(const Fleet& fleet, const Project& project, const Resource& resource,
                       uint32_t index, ClaimSink& sink);

/// Rule `crd-names-clash`: one finding for each set of definitions, about the first name they
/// share.
std::vector<Finding> judge_crd_names(const Fleet& fleet, std::span<const Contest> contests);

}  // namespace drydock::validate
