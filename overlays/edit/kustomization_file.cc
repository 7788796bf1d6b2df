#include "overlays/edit/kustomization_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/yaml/edit_text.h"
#include "overlays/edit/fields.h"
#include "overlays/kustomization.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kRule = "kustomization-edit";

/// The order in which the original writes fields that it adds.
constexpr std::string_view kFieldOrder[] = {"apiVersion",
                                            "kind",
                                            "metadata",
                                            "sortOptions",
                                            "resources",
                                            "bases",
                                            "namePrefix",
                                            "nameSuffix",
                                            "namespace",
                                            "crds",
                                            "commonLabels",
                                            "labels",
                                            "commonAnnotations",
                                            "patchesStrategicMerge",
                                            "patchesJson6902",
                                            "patches",
                                            "configMapGenerator",
                                            "secretGenerator",
                                            "helmCharts",
                                            "helmChartInflationGenerator",
                                            "helmGlobals",
                                            "generatorOptions",
                                            "vars",
                                            "images",
                                            "replacements",
                                            "replicas",
                                            "configurations",
                                            "generators",
                                            "transformers",
                                            "validators",
                                            "components",
                                            "openapi",
                                            "buildMetadata"};

std::string find_file(const EditFiles& files) {
  std::vector<std::string> found;
  for (std::string_view name : kKustomizationNames) {
    if (files.exists(std::string(name))) found.emplace_back(name);
  }
  if (found.empty()) fail(kRule, "Missing kustomization file 'kustomization.yaml'.");
  if (found.size() > 1) {
    fail(kRule, fmt::format("Found multiple kustomization file: [{}]", fmt::join(found, " ")));
  }
  if (files.is_folder(found[0])) fail(kRule, found[0] + " should be a file");
  return found[0];
}

std::string read_file(const EditFiles& files, const std::string& path) {
  std::optional<std::string> text = files.read(path);
  if (!text) fail("file-unreadable", fmt::format("cannot read {}", path));
  return *std::move(text);
}

void check_fields(const std::string& text, const std::string& path, Sources& sources) {
  Arena arena;
  check_kustomization_fields(sources.add(path, text), arena);
}

}  // namespace

KustomizationFile::KustomizationFile(EditFiles& files, Sources& sources)
    : files_(files),
      path_(find_file(files)),
      editor_(read_file(files, path_), YamlDialect::Sigs, path_) {
  check_fields(editor_.text(), path_, sources);
  root_ = editor_.copy_root(arena_);
  if (!root_ || !root_->is_mapping()) root_ = make_mapping(arena_);
  bring_up_to_date();
}

/// The original's FixKustomization.
void KustomizationFile::bring_up_to_date() {
  if (text_field(*root_, "kind").empty()) set_text(arena_, *root_, "kind", "Kustomization");
  if (text_field(*root_, "apiVersion").empty()) {
    bool component = text_field(*root_, "kind") == "Component";
    set_text(arena_, *root_, "apiVersion",
             component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1");
  }
  move_list("bases", "resources");
  move_list("imageTags", "images");
  modernize_generators("configMapGenerator");
  modernize_generators("secretGenerator");
  modernize_charts();
}

void KustomizationFile::rename(std::string_view field, std::string_view name) {
  for (uint32_t i = 0; i < root_->size; ++i) {
    NodeEntry& entry = root_->entries[i];
    auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    if (!entry.key->is_scalar() ||
        !std::ranges::equal(entry.key->text(), field, {}, lower, lower)) {
      continue;
    }
    renames_.emplace_back(entry.key->text(), name);
    entry.key = make_scalar(arena_, name);
  }
}

void KustomizationFile::move_list(std::string_view from, std::string_view to) {
  std::vector<Node*> items = items_of(*root_, from);
  if (items.empty()) return;
  if (!field_value(*root_, to)) {
    erase_field(arena_, *root_, to);
    return rename(from, to);
  }
  for (Node* item : items) add_item(arena_, *root_, to, item);
  erase_field(arena_, *root_, from);
}

void KustomizationFile::modernize_generators(std::string_view list) {
  for (Node* generator : items_of(*root_, list)) {
    std::string_view env = text_field(*generator, "env");
    if (env.empty()) continue;
    Node* item = field_value(*generator, "env");
    add_item(arena_, *generator, "envs", item);
    erase_field(arena_, *generator, "env");
  }
}

void KustomizationFile::modernize_charts() {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"chartName", "name"},          {"chartVersion", "version"}, {"chartRepoUrl", "repo"},
      {"releaseName", "releaseName"}, {"values", "valuesFile"},    {"valuesLocal", "valuesInline"},
      {"valuesMerge", "valuesMerge"},
  };
  constexpr std::string_view kOld = "helmChartInflationGenerator";
  bool has_globals = field_value(*root_, "helmGlobals");
  for (const Node* old : items_of(*root_, kOld)) {
    Node* chart = make_mapping(arena_);
    for (auto [from, to] : kNames) {
      Node* value = field_value(*old, from);
      if (value && value->size > 0) set_field(arena_, *chart, to, value);
    }
    add_item(arena_, *root_, "helmCharts", chart);
    constexpr std::string_view kHomes[][2] = {{"helmHome", "configHome"},
                                              {"chartHome", "chartHome"}};
    for (auto& [from, to] : kHomes) {
      std::string_view home = text_field(*old, from);
      if (has_globals || home.empty()) continue;
      set_text(arena_, mapping_field(arena_, *root_, "helmGlobals"), to, home);
    }
  }
  if (!items_of(*root_, kOld).empty()) erase_field(arena_, *root_, kOld);
}

void KustomizationFile::turn_common_labels_into_labels() {
  Node* pairs = field_value(*root_, "commonLabels");
  if (!pairs || pairs->size == 0) return;
  Node* label = make_mapping(arena_);
  set_field(arena_, *label, "includeSelectors", make_bool(arena_, true));
  set_field(arena_, *label, "pairs", pairs);
  wraps_labels_ = !field_value(*root_, "labels");
  if (!wraps_labels_) {
    add_item(arena_, *root_, "labels", label);
    return erase_field(arena_, *root_, "commonLabels");
  }
  erase_field(arena_, *root_, "labels");
  rename("commonLabels", "labels");
  set_items(arena_, *root_, "labels", {label});
}

/// New fields stand in the order in which the original writes them.
void KustomizationFile::order_new_fields() {
  auto rank = [](const NodeEntry& entry) {
    return std::ranges::find(kFieldOrder, entry.key->text()) - std::begin(kFieldOrder);
  };
  auto is_old = [this](const NodeEntry& entry) {
    return editor_.find({std::string(entry.key->text())}) != nullptr;
  };
  std::span<NodeEntry> entries(root_->entries, root_->size);
  auto added = std::stable_partition(entries.begin(), entries.end(), is_old);
  std::stable_sort(added, entries.end(),
                   [&](const NodeEntry& a, const NodeEntry& b) { return rank(a) < rank(b); });
}

void KustomizationFile::save() {
  for (const auto& [from, to] : renames_) {
    while (editor_.find({from})) editor_.rename({from}, to);
    if (to != "labels" || !wraps_labels_) continue;
    Node* outer = make_sequence(arena_);
    Node* label = make_mapping(arena_);
    set_field(arena_, *label, "includeSelectors", make_bool(arena_, true));
    set_field(arena_, *label, "pairs", make_scalar(arena_, "pairs"));
    append(arena_, *outer, label);
    editor_.wrap({to}, *outer, {size_t{0}, std::string("pairs")});
  }
  order_new_fields();
  editor_.update({}, *root_);
  files_.write(path_, editor_.text());
}

}  // namespace drydock::overlays
