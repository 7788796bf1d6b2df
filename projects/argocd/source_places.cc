#include "projects/argocd/source_places.h"

#include <fmt/format.h>

#include "core/tree.h"

namespace drydock::projects::argocd {
namespace {

std::string joined(std::string_view url, std::string_view chart) {
  return fmt::format("{}{}{}", url, url.ends_with('/') ? "" : "/", chart);
}

std::optional<SourcePlace> find_chart(SourceRepositories& repositories, std::string_view url,
                                      std::string_view chart, std::string_view version) {
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

}  // namespace

std::optional<SourcePlace> find_source(SourceRepositories& repositories, std::string_view url,
                                       std::string_view chart, std::string_view version) {
  if (chart.empty()) {
    SourceCache* files = repositories.find(url);
    if (!files) return std::nullopt;
    return SourcePlace{files, ""};
  }
  if (auto found = find_chart(repositories, url, chart, version)) return found;
  // Argo CD writes registries without their scheme.
  bool is_registry = url.find("://") == std::string_view::npos;
  auto fetched = repositories.fetch_chart(
      is_registry ? fmt::format("oci://{}", url) : std::string(url), chart, version);
  if (!fetched) return std::nullopt;
  return SourcePlace{fetched->files, fetched->path};
}

Diagnostic unknown_source(std::string_view url, std::string_view chart) {
  Diagnostic problem;
  problem.severity = Severity::Warning;
  problem.rule = "argocd-source-unknown";
  std::string name = chart.empty() ? std::string(url) : joined(url, chart);
  problem.message = chart.empty()
                        ? fmt::format("nobody says where the repository {} is checked out", url)
                        : fmt::format("nobody says where the chart {} of {} is", chart, url);
  problem.help = fmt::format("Give --source {}=DIR, or name it below `sources:` in drydock.yaml{}.",
                             name, chart.empty() ? "" : "; --allow-network fetches it");
  return problem;
}

}  // namespace drydock::projects::argocd
