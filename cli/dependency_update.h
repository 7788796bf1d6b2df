#pragma once

#include <deque>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/helm_charts.h"
#include "fetch/chart_source.h"
#include "fetch/repositories.h"
#include "render/chart.h"

namespace drydock::cli {

/// Fills the folder charts/ of a chart, as `helm dependency update` and `build` do. Everything is
/// fetched and packed in memory first: when something fails, the disk is as it was. Prints to `out`
/// what Helm prints. All functions throw Error with Helm's text.
class DependencyUpdate {
 public:
  DependencyUpdate(HelmCall& call, HelmCharts& charts, const HelmChartFlags& flags,
                   bool skip_refresh, std::ostream& out);

  /// Resolves the ranges of Chart.yaml anew, and writes Chart.lock when that changes it.
  void update(std::string_view path);
  /// What Chart.lock says; `update` when there is no lock file.
  void build(std::string_view path);

 private:
  using Dependencies = std::vector<render::ChartDependency>;
  struct Packed {
    std::string file_name;
    std::string bytes;
  };

  const render::Chart& load_folder(std::string_view path);
  void update_chart(const render::Chart& chart);
  std::string local_path(std::string_view repository) const;
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  const fetch::Repository* find_repository(std::string_view url) const;
  void resolve_repository_names(Dependencies& wanted);
  void require_known_repositories(const Dependencies& locked) const;
  void refresh_unmanaged(const Dependencies& wanted);
  void refresh_managed();
  void refresh(const fetch::Repository& repository, bool managed);

  Dependencies resolve(const Dependencies& wanted);
  std::string_view resolve_version(const render::ChartDependency& wanted, bool& found);
  void fetch_all(Dependencies& locked);
  void check_unpacked(const render::ChartDependency& locked);
  Packed pack_local(render::ChartDependency& locked);
  Packed download(const render::ChartDependency& locked);
  void write_charts(const Dependencies& locked, const std::map<std::string, std::string>& packed);
  void write_lock(const Dependencies& wanted, const Dependencies& locked);

  HelmCall& call_;
  HelmCharts& charts_;
  bool skip_refresh_;
  std::ostream& out_;
  std::string chart_path_;
  const render::Chart* chart_ = nullptr;
  std::vector<fetch::Repository> repositories_;
  std::unique_ptr<fetch::ChartSource> source_;
  std::deque<std::string> texts_;
};

}  // namespace drydock::cli
