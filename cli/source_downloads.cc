#include "cli/source_downloads.h"

#include <memory>

#include "cli/helm_downloads.h"

namespace drydock::cli {

projects::FetchChart chart_fetcher(Session& session) {
  std::shared_ptr<fetch::ChartSource> source;
  return [&session, source](const std::string& url, const std::string& chart,
                            const std::string& version) mutable {
    if (!source) {
      HelmCall call{session, 4};
      call.globals.allow_network = true;
      source = make_chart_source(call, {}, read_repositories(call));
    }
    fetch::ChartDownload download = download_from(*source, url, chart, version);
    return projects::ChartArchive{download.file_name, std::move(download.bytes)};
  };
}

}  // namespace drydock::cli
