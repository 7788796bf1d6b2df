#include "cli/source_downloads.h"

#include <memory>

#include "cli/helm_downloads.h"

namespace drydock::cli {
namespace {

class HelmFetcher : public projects::ChartFetcher {
 public:
  explicit HelmFetcher(Session& session) : call_{session, 4} { call_.globals.allow_network = true; }

  projects::ChartArchive fetch(std::string_view url, std::string_view chart,
                               std::string_view version) override {
    if (!source_) source_ = make_chart_source(call_, {}, read_repositories(call_));
    fetch::ChartDownload download = download_from(*source_, url, chart, version);
    return {std::move(download.file_name), std::move(download.bytes)};
  }

 private:
  HelmCall call_;
  std::unique_ptr<fetch::ChartSource> source_;
};

}  // namespace

std::unique_ptr<projects::ChartFetcher> chart_fetcher(Session& session) {
  return std::make_unique<HelmFetcher>(session);
}

}  // namespace drydock::cli
