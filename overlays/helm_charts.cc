#include "overlays/helm_charts.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/suggest.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "overlays/loader.h"
#include "overlays/merge/strategic.h"
#include "overlays/path_text.h"
#include "overlays/read_objects.h"
#include "render/release_name.h"
#include "render/template_positions.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kDefaultHome = "charts";

/// The folder that holds the chart's folder, relative to the kustomization's.
std::string chart_home(const ChartConfig& chart) {
  std::string home(chart.chart_home.empty() ? kDefaultHome : chart.chart_home.value);
  if (chart.version.empty() || chart.repo.empty()) return home;
  return fmt::format("{}/{}-{}", home, chart.name.value, chart.version.value);
}

[[noreturn]] void fail_missing(const ChartConfig& chart, const std::string& folder,
                               const std::string& home, SourceCache& files) {
  std::string message = fmt::format("there is no chart `{}` in {}", chart.name.value, folder);
  std::vector<std::string_view> names;
  if (files.tree().kind(home) == EntryKind::Folder) {
    for (const TreeEntry& entry : files.list(home)) names.push_back(entry.name);
  }
  message += did_you_mean(chart.name, names);
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-chart";
  diagnostic.message = std::move(message);
  diagnostic.where = chart.name.where();
  if (!chart.repo.empty()) {
    diagnostic.help = fmt::format(
        "Charts are not downloaded while rendering. Put it there: helm pull --untar --untardir {} "
        "--repo {} {}.",
        folder, chart.repo.value, chart.name.value);
  }
  throw Error(std::move(diagnostic));
}

Node* first_mapping(const SourceFile& file, Arena& arena) {
  YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize, true});
  for (Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
  bool is_mapping =
      !documents.roots.empty() && documents.roots[0] && documents.roots[0]->is_mapping();
  return is_mapping ? documents.roots[0] : make_mapping(arena);
}

/// `valuesInline` over, under or instead of the values file.
const SourceFile& merged_values(const ChartConfig& chart, const Text& values_file,
                                Context& context) {
  bool under = chart.values_merge.value == "merge";
  Node* inline_values = deep_copy(context.arena, *chart.values_inline);
  Node* merged = inline_values;
  if (chart.values_merge.value != "replace") {
    Node* from_file = first_mapping(context.loader.load(values_file), context.arena);
    merged = under ? inline_values : from_file;
    Node* patch = under ? from_file : inline_values;
    merge_strategic(*merged, *patch, context.arena, *context.schemas, context.comment_schemas);
  }
  return context.loader.files().sources().add(
      fmt::format("{}-kustomize-values.yaml", chart.name.value), to_yaml(*merged));
}

bool has_inline_values(const ChartConfig& chart) {
  return chart.values_inline && chart.values_inline->is_mapping() && chart.values_inline->size > 0;
}

std::string release_name(const ChartConfig& chart, const render::Environment& environment) {
  if (!chart.name_template.empty()) {
    if (!chart.release_name.empty()) {
      fail("overlay-chart", "a chart takes a `releaseName` or a `nameTemplate`, not both",
           chart.name_template.where());
    }
    return render::render_name_template(chart.name_template, environment);
  }
  // Without one kustomize gives --generate-name, which `helm template` passes over.
  return chart.release_name.empty() ? "release-name" : std::string(chart.release_name.value);
}

}  // namespace

render::ChartRelease HelmCharts::make_release(const ChartConfig& chart, const std::string& home,
                                              Context& context) const {
  render::ChartRelease release;
  release.helm_version = 3;
  release.environment = environment_;
  release.environment.helm_version = 3;
  release.name = release_name(chart, release.environment);
  if (!chart.namespace_name.empty()) release.namespace_name = chart.namespace_name.value;
  release.kube_version = chart.kube_version.value;
  for (const Text& version : chart.api_versions) release.api_versions.emplace_back(version.value);
  release.include_crds = chart.include_crds;
  std::string default_file = fmt::format("{}/{}/values.yaml", home, chart.name.value);
  Text values_file = chart.values_file.empty()
                         ? Text{context.arena.copy(default_file), chart.name.node}
                         : chart.values_file;
  release.value_files.push_back(has_inline_values(chart)
                                    ? &merged_values(chart, values_file, context)
                                    : &context.loader.load(values_file));
  for (const Text& file : chart.additional_values_files) {
    release.value_files.push_back(&context.loader.load(file));
  }
  return release;
}

std::vector<Object*> HelmCharts::inflate(const ChartConfig& chart, Context& context) {
  SourceCache& files = context.loader.files();
  std::string home = chart_home(chart);
  std::string home_path = join_paths(context.loader.root(), home);
  std::string path = join_paths(home_path, chart.name);
  if (files.tree().kind(path) != EntryKind::Folder) {
    fail_missing(chart, join_paths(home, chart.name), home_path, files);
  }
  render::ChartRelease release = make_release(chart, home, context);
  auto inflated = render::inflate_chart(files, path, release, library_);
  render::ManifestTextOptions options{!chart.skip_hooks, !chart.skip_tests};
  const SourceFile& text = files.sources().add(path + " (as rendered)", inflated->text(options));
  Context alone = context;
  alone.parsed_files = nullptr;  // nobody else will ask for this text
  std::vector<Object*> objects = read_objects(text, alone);
  render::TemplatePositions positions(text);
  positions.add_documents(inflated->release().manifests);
  positions.add_documents(inflated->release().hooks);
  for (Object* object : objects) {
    if (object->root) positions.apply(*object->root);
    if (object->root) object->defined_at = object->root->where();
  }
  return objects;
}

}  // namespace drydock::overlays
