#include <fmt/ranges.h>

#include <set>
#include <vector>

#include "render/lint/documents.h"
#include "render/lint/rules.h"

namespace drydock::render {
namespace {

using Names = std::vector<std::string_view>;

/// A name may be empty, and then is there nevertheless.
std::string prefixed(std::string_view prefix, const Names& names) {
  return names.empty() ? "" : fmt::format("{}{}", prefix, fmt::join(names, ","));
}

void collect_crds(const Chart& chart, std::vector<const ExtraFile*>& crds) {
  for (const ExtraFile& file : chart.files) {
    if (is_crd_file(file.name)) crds.push_back(&file);
  }
  for (const Chart* sub : chart.dependencies) collect_crds(*sub, crds);
}

}  // namespace

void Linter::check_dependencies() {
  const Chart* chart = load("", "unable to load chart\n\t");
  if (!chart) return;
  std::set<std::string_view> wanted;
  std::set<std::string_view> keys;
  std::set<std::string_view> found;
  Names shadowing;
  for (const ChartDependency& dependency : chart->metadata.dependencies) {
    wanted.insert(dependency.name);
    if (!keys.insert(dependency.key()).second) shadowing.push_back(dependency.key());
  }
  Names unlisted;
  for (const Chart* sub : chart->dependencies) {
    found.insert(sub->metadata.name);
    if (!wanted.contains(sub->metadata.name)) unlisted.push_back(sub->metadata.name);
  }
  Names missing;
  for (const ChartDependency& dependency : chart->metadata.dependencies) {
    if (!found.contains(dependency.name)) missing.push_back(dependency.name);
  }
  passes(LintSeverity::Error, request_.shown,
         prefixed("chart metadata is missing these dependencies: ", unlisted));
  passes(LintSeverity::Error, request_.shown,
         prefixed("multiple dependencies with name or alias: ", shadowing));
  passes(LintSeverity::Warning, request_.shown,
         prefixed("chart directory is missing these dependencies: ", missing));
}

void Linter::check_crds() {
  constexpr std::string_view kCrds = "crds/";
  std::optional<EntryKind> kind = request_.files.tree().kind(path_of("crds"));
  if (!kind) return;
  if (kind != EntryKind::Folder) {
    passes(LintSeverity::Error, kCrds, "not a directory");
    return;
  }
  const Chart* chart = load(kCrds, "");
  if (!chart) return;
  std::vector<const ExtraFile*> crds;
  collect_crds(*chart, crds);
  for (const ExtraFile* crd : crds) {
    bool readable = read_lint_documents(
        crd->get(), request_.helm_version,
        [&](const LintObject& object) {
          if (!object.api_version.starts_with("apiextensions.k8s.io")) {
            passes(LintSeverity::Error, crd->name, "apiVersion is not in 'apiextensions.k8s.io'");
          }
          if (object.kind != "CustomResourceDefinition") {
            passes(LintSeverity::Error, crd->name, "object kind is not 'CustomResourceDefinition'");
          }
        },
        [&](std::string problem, size_t) {
          passes(LintSeverity::Error, crd->name, "unable to parse YAML: " + problem);
        });
    if (!readable) return;
  }
}

}  // namespace drydock::render
