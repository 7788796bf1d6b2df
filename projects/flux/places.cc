#include "projects/flux/places.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "overlays/path_text.h"

namespace drydock::projects::flux {
namespace {

/// The chart that a HelmRelease says itself, or that of the HelmChart that it names.
const ChartTemplate* chart_of(const Definition& definition, const Definitions& definitions) {
  if (const ChartTemplate* own = definition.release->chart_template()) return own;
  const std::optional<SourceReference>& reference = definition.release->spec.chart_ref;
  if (!reference || reference->kind.value != "HelmChart") return nullptr;
  std::string_view place = reference->namespace_name;
  if (place.empty()) place = definition.namespace_name;
  const SourceObject* found =
      definitions.find_source(definition.cluster, "HelmChart", place, reference->name.value);
  return found && found->chart ? &*found->chart : nullptr;
}

Place place_of_chart(const Definition& definition, const Definitions& definitions,
                     const SourceFinder& finder) {
  Place place;
  const HelmReleaseSpec& spec = definition.release->spec;
  place.chart = chart_of(definition, definitions);
  const ChartTemplate* chart = place.chart;
  if (!chart && !spec.chart_ref) return place;
  place.reference = chart ? &chart->source : &*spec.chart_ref;
  place.source = finder.find(*place.reference, definition);
  if (!chart || !place.source.files) return place;
  place.path_node = chart->chart.node;
  std::optional<std::string> path = SourceFinder::resolve(place.source, chart->chart.value);
  place.leaves_source = !path;
  if (!path) return place;
  ChartTemplate clean = *chart;
  clean.chart.value = *path;
  place.path = chart_in_folder("", clean, [&](const std::string& candidate) {
    return place.source.files->tree().kind(candidate).has_value();
  });
  return place;
}

/// The revision of this repository that a source takes when it may be another than the one that is
/// looked at: a tag, a commit, a branch that is not the usual one. Empty otherwise.
std::string_view other_revision(const FoundSource& source) {
  const Node* spec = source.here && source.object && source.object->node
                         ? source.object->node->find("spec")
                         : nullptr;
  const Node* ref = spec ? spec->find("ref") : nullptr;
  if (!ref) return {};
  for (std::string_view key : {"commit", "name", "semver", "tag"}) {
    if (std::string_view text = ref->text_of(key); !text.empty()) return text;
  }
  std::string_view branch = ref->text_of("branch");
  return branch == "main" || branch == "master" ? std::string_view() : branch;
}

}  // namespace

Place find_place(const Definition& definition, const Definitions& definitions,
                 const SourceFinder& finder) {
  if (!definition.kustomization) return place_of_chart(definition, definitions, finder);
  Place place;
  const KustomizationSpec& spec = definition.kustomization->spec;
  place.reference = &spec.source;
  place.path_node = spec.path.node;
  place.source = finder.find(spec.source, definition);
  std::optional<std::string> path = SourceFinder::resolve(place.source, spec.path.value);
  place.leaves_source = !path;
  place.path = path.value_or("");
  return place;
}

Diagnostic missing_path(const Definition& definition, const Place& place) {
  Diagnostic diagnostic;
  diagnostic.rule = "flux-path";
  diagnostic.where = (place.path_node ? *place.path_node : *definition.node).where();
  if (place.leaves_source) {
    diagnostic.message = fmt::format("the path of the {} `{}` leads out of its source",
                                     definition.kind(), definition.name);
    return diagnostic;
  }
  std::string help;
  std::string parent(parent_path(place.path));
  const Tree& tree = place.source.files->tree();
  std::vector<std::string> names;
  if (tree.kind(parent) == EntryKind::Folder) {
    for (const TreeEntry& entry : tree.list(parent)) names.push_back(entry.name);
    std::vector<std::string_view> known(names.begin(), names.end());
    help = did_you_mean(file_name(place.path), known);
  }
  diagnostic.message =
      fmt::format("the {} `{}` names {}, which its source {} does not have{}", definition.kind(),
                  definition.name, place.path, place.source.key, help);
  if (std::string_view revision = other_revision(place.source); !revision.empty()) {
    diagnostic.severity = Severity::Warning;
    diagnostic.message += fmt::format(" here; it takes the revision `{}`", revision);
  }
  return diagnostic;
}

std::vector<render::ChartValuesFile> chart_values_of(
    const ChartTemplate& chart, SourceCache& files,
    const std::function<std::optional<std::string>(std::string_view entry)>& path_of) {
  std::vector<render::ChartValuesFile> found;
  // The source-controller takes this for the chart's own file, wherever it is meant to be.
  bool own_only = chart.values_files.size() == 1 &&
                  overlays::clean_path(chart.values_files[0].value) == "values.yaml";
  if (own_only) return found;
  bool in_chart = chart.source.kind.value == "HelmRepository";
  for (const Text& entry : chart.values_files) {
    render::ChartValuesFile file;
    file.may_be_missing = chart.ignore_missing_values_files;
    if (in_chart) {
      file.name = overlays::clean_path(entry.value);
      found.push_back(std::move(file));
      continue;
    }
    std::optional<std::string> path = path_of(entry.value);
    bool is_there = path && files.tree().kind(*path) == EntryKind::File;
    if (!is_there && !file.may_be_missing) {
      fail("flux-values",
           fmt::format("`valuesFiles` names {}, which the source does not have", entry.value),
           entry.where());
    }
    // One that is missing stays as nothing: files that all are leave the chart without values.
    if (is_there) file.file = &files.read(*path);
    found.push_back(std::move(file));
  }
  return found;
}

}  // namespace drydock::projects::flux
