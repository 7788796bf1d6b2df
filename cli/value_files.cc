#include "cli/value_files.h"

#include <algorithm>
#include <optional>

#include "core/tree.h"
#include "core/yaml/read.h"
#include "plan/content.h"

namespace drydock::cli {
namespace {

using Names = std::vector<std::string_view>;

/// A file of values, and the names of the sub-charts that its values are for.
struct ValuesFile {
  const SourceFile* file;
  Names chart;
};

/// Adds the way to the scalar that stands at a place.
bool find_way(const Node& node, const SourcePos& place, Names& way) {
  if (node.is_scalar()) {
    return static_cast<int>(node.line) == place.line &&
           static_cast<int>(node.column) == place.column;
  }
  for (const NodeEntry& entry : node.pairs()) {
    way.push_back(entry.key->text());
    if (find_way(*entry.value, place, way)) return true;
    way.pop_back();
  }
  return false;
}

/// The charts around a template, from the project's own: "app/charts/db/templates/x.yaml" has those
/// of "app" and "app/charts/db", the inner one first.
void add_chart_values(Repository& repository, const SourcePos& printed,
                      std::vector<ValuesFile>& files) {
  std::string_view path = printed.path();
  size_t templates = path.find("/templates/");
  if (templates == path.npos) return;
  std::string_view folder = path.substr(0, templates);
  Names names;
  std::vector<std::string_view> folders = {folder};
  constexpr std::string_view kCharts = "/charts/";
  for (size_t at = folder.rfind(kCharts); at != folder.npos; at = folder.rfind(kCharts)) {
    names.insert(names.begin(), folder.substr(at + kCharts.size()));
    folder = folder.substr(0, at);
    folders.push_back(folder);
  }
  for (size_t i = 0; i < folders.size(); ++i) {
    const SourceFile* file = repository.files->find(std::string(folders[i]) + "/values.yaml");
    if (file) files.push_back({file, Names(names.begin(), names.end() - static_cast<long>(i))});
  }
}

/// All that is known, the weakest first.
std::vector<ValuesFile> values_files(Repository& repository, const Project& project,
                                     const SourcePos& printed) {
  std::vector<ValuesFile> files;
  add_chart_values(repository, printed, files);
  for (const std::string& name : project.helm.values) {
    std::optional<std::string> path = join_path(project.path, name);
    const SourceFile* file = path ? repository.files->find(*path) : nullptr;
    if (file) files.push_back({file, {}});
  }
  return files;
}

/// The way within a file of values: those of a sub-chart do not name it.
std::optional<Names> way_in(const ValuesFile& file, const Names& whole) {
  if (file.chart.empty() || (!whole.empty() && whole.front() == "global")) return whole;
  if (whole.size() <= file.chart.size()) return std::nullopt;
  if (!std::equal(file.chart.begin(), file.chart.end(), whole.begin())) return std::nullopt;
  return Names(whole.begin() + static_cast<long>(file.chart.size()), whole.end());
}

std::optional<Names> find_whole_way(const ValuesFile& winner, const SourcePos& set, Arena& arena) {
  for (const Node* root : read_yaml(*winner.file, arena).roots) {
    Names way;
    if (!root || !find_way(*root, set, way)) continue;
    if (!way.empty() && way.front() == "global") return way;
    way.insert(way.begin(), winner.chart.begin(), winner.chart.end());
    return way;
  }
  return std::nullopt;
}

}  // namespace

std::vector<report::FieldSource> overridden_values(Repository& repository,
                                                   const RenderedProject& project,
                                                   const SourcePos& printed, const SourcePos& set) {
  std::vector<ValuesFile> files = values_files(repository, *project.project, printed);
  // The same file may be given twice; what counts is the last time.
  auto winner = std::find_if(files.rbegin(), files.rend(), [&](const ValuesFile& one) {
    return one.file->path == set.file->path;
  });
  if (winner == files.rend()) return {};
  Arena arena;
  std::optional<Names> whole = find_whole_way(*winner, set, arena);
  if (!whole) return {};
  std::vector<report::FieldSource> found;
  for (auto file = winner + 1; file != files.rend(); ++file) {
    std::optional<Names> way = way_in(*file, *whole);
    if (!way || file->file == winner->file) continue;
    YamlDocuments documents = read_yaml(*file->file, arena);
    const Node* root = documents.roots.empty() ? nullptr : documents.roots.front();
    const Node* value = root ? root->find_path(*way) : nullptr;
    if (!value) continue;
    report::FieldSource& source = found.emplace_back();
    source.role = report::SourceRole::Earlier;
    source.where = value->where();
    const Node* content = plan::content_of(*value, YamlDialect::Sigs, arena);
    if (set.length != 0) source.value = plan::json_of(*content, true);
    if (set.length == 0) source.where.length = 0;
  }
  return found;
}

}  // namespace drydock::cli
