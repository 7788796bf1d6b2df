#include "projects/argocd/source_places.h"

#include <fmt/format.h>

#include "core/tree.h"

namespace drydock::projects::argocd {
namespace {

std::string joined(std::string_view url, std::string_view chart) {
  return fmt::format("{}{}{}", url, url.ends_with('/') ? "" : "/", chart);
}

}  // namespace

std::optional<SourcePlace> find_source(SourceRepositories& repositories, std::string_view url,
                                       std::string_view chart, std::string_view version) {
  if (chart.empty()) {
    SourceCache* files = repositories.find(url);
    if (!files) return std::nullopt;
    return SourcePlace{files, ""};
  }
  if (SourceCache* files = repositories.find(joined(url, chart))) return SourcePlace{files, ""};
  SourceCache* files = repositories.find(url);
  if (!files) return std::nullopt;
  std::string_view name = file_name(chart);
  for (const std::string& path :
       {fmt::format("{}-{}", name, version), fmt::format("{}-{}.tgz", name, version),
        std::string(name), std::string(chart)}) {
    if (files->tree().kind(path)) return SourcePlace{files, path};
  }
  if (files->tree().kind("Chart.yaml")) return SourcePlace{files, ""};
  return std::nullopt;
}

Diagnostic unknown_source(std::string_view url, std::string_view chart) {
  Diagnostic problem;
  problem.severity = Severity::Warning;
  problem.rule = "argocd-source-unknown";
  std::string name = chart.empty() ? std::string(url) : joined(url, chart);
  problem.message = chart.empty()
                        ? fmt::format("nobody says where the repository {} is checked out", url)
                        : fmt::format("nobody says where the chart {} of {} is", chart, url);
  problem.help =
      fmt::format("Give --source {}=DIR, or name it below `sources:` in drydock.yaml.", name);
  return problem;
}

}  // namespace drydock::projects::argocd
