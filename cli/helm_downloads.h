#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/helm_call.h"
#include "cli/helm_chart.h"
#include "fetch/chart_source.h"
#include "fetch/repositories.h"

namespace drydock::cli {

/// The repositories that the user added to Helm; none without the file.
std::vector<fetch::Repository> read_repositories(const HelmCall& call);

/// Where charts are fetched from, with the logins of Helm and Docker, and proxies and certificates
/// as the environment has them. Without --allow-network it refuses everything.
std::unique_ptr<fetch::ChartSource> make_chart_source(const HelmCall& call,
                                                      const HelmChartFlags& flags,
                                                      std::vector<fetch::Repository> repositories);

struct DownloadedChart {
  std::string address;
  std::string bytes;
};

/// Downloads what a user names and no file is: "https://…/x.tgz", "oci://…", "repository/chart", or
/// with --repo a chart's name. Throws Error with Helm's text.
DownloadedChart download_chart(const HelmCall& call, const HelmChartFlags& flags,
                               const std::string& reference);

/// A version of a chart in the repository or registry at a URL, the highest that fits a range.
fetch::ChartDownload download_from(fetch::ChartSource& source, std::string_view repository,
                                   std::string_view chart, std::string_view wanted);

/// The file with values at an address.
const SourceFile& download_values(HelmCall& call, const std::string& address);

/// This moment as Go writes it: "2026-01-31T12:00:00.123456789Z".
std::string now_text();

}  // namespace drydock::cli
