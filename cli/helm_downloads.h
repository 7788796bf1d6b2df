#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/helm_flags.h"
#include "fetch/chart_source.h"
#include "fetch/repositories.h"

namespace drydock::cli {

/// The repositories that the user added to Helm; none without the file.
std::vector<fetch::Repository> read_repositories(const HelmFlags& flags);

/// Where charts are fetched from, with the logins of Helm and Docker, and proxies and certificates
/// as the environment has them.
std::unique_ptr<fetch::ChartSource> make_chart_source(const HelmFlags& flags,
                                                      const ChartFlags& chart,
                                                      std::vector<fetch::Repository> repositories);

/// This moment as Go writes it: "2026-01-31T12:00:00.123456789Z".
std::string now_text();

}  // namespace drydock::cli
