#include "render/chart_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/builtins/paths.h"
#include "render/chart_archive.h"
#include "render/chart_folder.h"
#include "render/chart_metadata.h"
#include "render/error_prefix.h"
#include "render/values.h"

namespace drydock::render {
namespace {

constexpr int kMaxDepth = 50;  // of charts within charts

/// Of the chart itself, whether it counts or not; what is not here and no template, `.Files` has.
bool is_own_file(std::string_view name) {
  return name == "Chart.yaml" || name == "Chart.lock" || name == "values.yaml" ||
         name == "values.schema.json" || name == "requirements.yaml" || name == "requirements.lock";
}

const ChartFile* find_file(const std::vector<ChartFile>& files, std::string_view name) {
  const ChartFile* found = nullptr;
  for (const ChartFile& file : files) {
    if (file.name == name) found = &file;
  }
  return found;
}

/// Maps change nothing but their order when they are read; after this not even that.
void settle(const ValueMap& map) {
  for (const ValueMap::Entry& entry : map.entries()) {
    if (entry.value.is_map()) settle(entry.value.as_map());
    if (!entry.value.is_list()) continue;
    std::vector<Value> open(entry.value.as_list().begin(), entry.value.as_list().end());
    while (!open.empty()) {
      Value value = open.back();
      open.pop_back();
      if (value.is_map()) settle(value.as_map());
      if (value.is_list()) {
        open.insert(open.end(), value.as_list().begin(), value.as_list().end());
      }
    }
  }
}

ChartFile open_file(Chart& chart, const LooseFile& file) {
  const SourceFile& source = file.source.get();
  return {chart.arena.copy(file.path), without_mark(source.text), &source};
}

void read_own_metadata(Chart& chart) {
  for (const ChartFile& file : chart.own) {
    if (file.name != "Chart.yaml") continue;
    with_prefix("cannot load Chart.yaml: ",
                [&] { read_chart_metadata(file, chart.metadata, chart.arena); });
    if (chart.metadata.api_version.empty()) chart.metadata.api_version = "v1";
  }
}

/// What Helm 4 looks at before it decides how to load a chart.
void check_api_version(const Chart& chart) {
  std::string_view version = chart.metadata.api_version;
  SourcePos where{chart.chart_file->source, 1, 1, 1};
  if (version == "v3") fail("chart-invalid", "invalid chart apiVersion", where);
  if (version != "v1" && version != "v2") fail("chart-invalid", "unsupported chart version", where);
}

}  // namespace

const Chart& ChartStore::load(SourceCache& files, std::string_view path,
                              std::string_view shown_path, int helm_version) {
  bool is_folder = files.tree().kind(path) == EntryKind::Folder;
  const Chart* chart = nullptr;
  if (is_folder) {
    files.note_all(path);
    std::string key =
        fmt::format("{} {} {}", static_cast<const void*>(&files.whole_tree()), helm_version, path);
    {
      std::lock_guard lock(mutex_);
      auto known = folders_.find(key);
      if (known != folders_.end()) return *known->second;
    }
    std::vector<std::string> warnings;
    if (helm_version != 3) check_chart_folder(files, path, shown_path);
    std::vector<LooseFile> listed = list_chart_folder(files, path, helm_version, warnings);
    chart = &build(std::move(listed), std::string(path), std::move(warnings), helm_version, 0);
    if (helm_version != 3) check_api_version(*chart);
    std::lock_guard lock(mutex_);
    return *folders_.emplace(std::move(key), chart).first->second;
  }
  chart = &load_archive(files.read(path), helm_version);
  if (helm_version != 3) check_api_version(*chart);
  return *chart;
}

const Chart& ChartStore::load_any(SourceCache& files, std::string_view path, int helm_version) {
  if (files.tree().kind(path) != EntryKind::Folder) {
    return load_archive(files.read(path), helm_version);
  }
  std::vector<std::string> warnings;
  std::vector<LooseFile> listed = list_chart_folder(files, path, helm_version, warnings);
  return build(std::move(listed), std::string(path), std::move(warnings), helm_version, 0);
}

const Chart& ChartStore::load_archive(const SourceFile& archive, int helm_version) {
  return load_archive_at_depth(archive, helm_version, 0);
}

const Chart& ChartStore::load_archive_at_depth(const SourceFile& archive, int helm_version,
                                               int depth) {
  auto& known = archives_[helm_version == 3 ? 0 : 1];
  {
    std::lock_guard lock(mutex_);
    auto found = known.find(archive.text);
    if (found != known.end()) return *found->second;
  }
  std::vector<LooseFile> files;
  for (ArchiveFile& file : read_chart_archive(archive.text, archive.path, helm_version)) {
    std::string path = archive.path + "/" + file.path;
    const SourceFile& kept = sources_.add(std::move(path), std::move(file.bytes));
    files.push_back({std::move(file.path), LateSource(kept)});
  }
  const Chart& chart = build(std::move(files), archive.path, {}, helm_version, depth);
  std::lock_guard lock(mutex_);
  return *known.emplace(archive.text, &chart).first->second;
}

const Chart& ChartStore::load_files(std::vector<LooseFile> files, std::string location,
                                    int helm_version) {
  return build(std::move(files), std::move(location), {}, helm_version, 0);
}

/// Helm's LoadFiles.
const Chart& ChartStore::build(std::vector<LooseFile> files, std::string location,
                               std::vector<std::string> warnings, int helm_version, int depth) {
  if (depth > kMaxDepth) {
    fail("chart-invalid", fmt::format("charts are nested more than {} deep", kMaxDepth));
  }
  auto chart = std::make_unique<Chart>();
  chart->location = std::move(location);
  chart->warnings = std::move(warnings);
  for (const LooseFile& file : files) {
    if (is_own_file(file.path)) chart->own.push_back(open_file(*chart, file));
  }
  read_own_metadata(*chart);
  chart->chart_file = find_file(chart->own, "Chart.yaml");
  chart->values_file = find_file(chart->own, "values.yaml");
  chart->schema = find_file(chart->own, "values.schema.json");
  std::vector<LooseFile> below_charts;
  size_t own = 0;
  for (LooseFile& file : files) {
    std::string_view name = file.path;
    if (name.starts_with("charts/") && path_ext(name) != ".prov") {
      below_charts.push_back({std::string(name.substr(7)), std::move(file.source)});
    } else if (is_own_file(name)) {
      add_own_file(*chart, chart->own[own++], helm_version);
    } else if (name.starts_with("templates/")) {
      chart->templates.push_back(open_file(*chart, file));
    } else {
      chart->files.emplace_back(chart->arena.copy(name), std::move(file.source));
    }
  }
  if (!chart->chart_file) fail("chart-invalid", "Chart.yaml file is missing");
  validate_chart_metadata(chart->metadata, *chart->chart_file, chart->arena);
  add_sub_charts(*chart, std::move(below_charts), helm_version, depth);
  std::lock_guard lock(mutex_);
  return *charts_.emplace_back(std::move(chart));
}

/// Charts that meet in a release must have different numbers for the places of their values.
void ChartStore::read_chart_values(Chart& chart, const SourceFile& file, int helm_version) {
  auto most = static_cast<uint32_t>(std::min<size_t>(file.text.size(), ValueOrigins::kMost));
  {
    std::lock_guard lock(mutex_);
    most = std::min(most, kUserOrigins - next_origin_);
    chart.origins.emplace(next_origin_, most);
    next_origin_ += most;
  }
  chart.values = read_values(file, chart.arena, sources_, helm_version, &*chart.origins);
  settle(*chart.values);
}

void ChartStore::add_own_file(Chart& chart, const ChartFile& file, int helm_version) {
  std::string_view name = file.name;
  bool legacy = name == "requirements.yaml" || name == "requirements.lock";
  if (name == "Chart.yaml" || name == "values.schema.json") return;
  if (name == "values.yaml") {
    with_prefix("cannot load values.yaml: ",
                [&] { read_chart_values(chart, *file.source, helm_version); });
    return;
  }
  if (name == "requirements.yaml") {
    if (chart.metadata.api_version != "v1") {
      chart.warnings.push_back(
          "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend "
          "migrating dependencies to Chart.yaml.");
    }
    with_prefix("cannot load requirements.yaml: ",
                [&] { read_chart_metadata(file, chart.metadata, chart.arena); });
  }
  if (name == "Chart.lock" || name == "requirements.lock") {
    chart.has_lock = true;
    chart.lock = {};
    chart.lock_file = find_file(chart.own, name);
    with_prefix(fmt::format("cannot load {}: ", name),
                [&] { read_chart_lock(file, chart.lock, chart.arena); });
    if (legacy && chart.metadata.api_version != "v1") {
      chart.warnings.push_back(
          "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We "
          "recommend migrating to Chart.lock.");
    }
  }
  if (!legacy || chart.metadata.api_version != "v1") return;
  chart.files.emplace_back(name, LateSource(*file.source));
}

void ChartStore::add_sub_charts(Chart& chart, std::vector<LooseFile> files, int helm_version,
                                int depth) {
  std::map<std::string, std::vector<LooseFile>> by_entry;
  for (LooseFile& file : files) {
    by_entry[file.path.substr(0, file.path.find('/'))].push_back(std::move(file));
  }
  for (auto& [entry, entry_files] : by_entry) {
    if (entry.starts_with('_') || entry.starts_with('.')) continue;
    with_prefix(fmt::format("error unpacking subchart {} in {}: ", entry, chart.metadata.name),
                [&, name = &entry, list = &entry_files] {
                  chart.dependencies.push_back(
                      &load_sub_chart(*name, std::move(*list), chart, helm_version, depth + 1));
                });
  }
}

const Chart& ChartStore::load_sub_chart(const std::string& entry, std::vector<LooseFile> files,
                                        const Chart& parent, int helm_version, int depth) {
  if (path_ext(entry) == ".tgz") {
    if (files[0].path != entry) {
      fail("chart-invalid", fmt::format("error unpacking subchart tar in {}: expected {}, got {}",
                                        parent.metadata.name, entry, files[0].path));
    }
    return load_archive_at_depth(files[0].source.get(), helm_version, depth);
  }
  std::vector<LooseFile> own;
  for (LooseFile& file : files) {
    size_t slash = file.path.find('/');
    if (slash == std::string::npos) continue;
    own.push_back({file.path.substr(slash + 1), std::move(file.source)});
  }
  return build(std::move(own), parent.location + "/charts/" + entry, {}, helm_version, depth);
}

}  // namespace drydock::render
