#pragma once

#include "cli/command.h"
#include "projects/source_repositories.h"

namespace drydock::cli {

/// Fetches charts with the proxies and certificates of the environment and the repositories and
/// logins that Helm and Docker know, and keeps them by their digests among the user's downloads.
/// The session must outlive it.
std::unique_ptr<projects::ChartFetcher> chart_fetcher(Session& session);

}  // namespace drydock::cli
