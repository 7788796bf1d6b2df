#pragma once

#include <optional>
#include <string_view>

#include "core/diagnostic.h"
#include "projects/argocd/application.h"
#include "projects/source_repositories.h"

namespace drydock::projects::argocd {

/// Where a source is: a repository, or a chart of a registry, which is named as URL/CHART or found
/// in the folder that is named for the URL, as CHART, CHART-VERSION or an archive of that name.
/// A chart that is in none of these is fetched, where that is allowed. Nothing when nobody says.
/// Throws Error for a folder that cannot be opened and a chart that cannot be had.
std::optional<SourcePlace> find_source(SourceRepositories& repositories, std::string_view url,
                                       std::string_view chart, std::string_view version);

/// The finding about a source that nobody names, with what to give.
Diagnostic unknown_source(std::string_view url, std::string_view chart);

}  // namespace drydock::projects::argocd
