#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source_cache.h"

namespace drydock::projects::flux {

/// ImagePolicies by "namespace:name".
using ImagePolicies = std::set<std::string, std::less<>>;

/// Markers in files that name a policy which is not there: nobody updates what they mark. Nothing
/// is said where there are no policies at all, which may be those of another repository.
void check_image_markers(SourceCache& files, const std::set<std::string, std::less<>>& paths,
                         const ImagePolicies& policies, std::vector<Diagnostic>& problems);

}  // namespace drydock::projects::flux
