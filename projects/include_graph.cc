#include "projects/include_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/tree.h"
#include "projects/manifest_scan.h"
#include "projects/path_filter.h"
#include "projects/references.h"

namespace drydock::projects {
namespace {

class Search {
 public:
  explicit Search(SourceCache& files) : files_(files) {}

  void add(const Project& project) {
    std::string path = folder_of(project);
    if (project.definition) return add_definition(project, path);
    begins_at_[project.name] = path;
    IncludeNode& node = enter(path);
    node.projects.push_back(project.name);
    for (const std::string& values : project.helm.values) {
      std::optional<std::string> file = join_path(path, values);
      if (file && kind_of(*file) == EntryKind::File) link(path, *file, "values");
    }
  }

  IncludeGraph run() {
    for (const auto& [definition, definer] : definers_) {
      auto from = begins_at_.find(definer);
      if (from != begins_at_.end()) edges_.insert({from->second, definition, "defines"});
    }
    while (!pending_.empty()) {
      std::string path = std::move(pending_.back());
      pending_.pop_back();
      look_at(path);
    }
    IncludeGraph graph;
    for (auto& [path, node] : nodes_) {
      std::sort(node.projects.begin(), node.projects.end());
      graph.nodes.push_back(std::move(node));
    }
    graph.edges.assign(edges_.begin(), edges_.end());
    return graph;
  }

 private:
  static std::string folder_of(const Project& project) {
    std::string path = project.path;
    bool marker = is_kustomization_file(file_name(path)) || file_name(path) == "Chart.yaml";
    return marker ? std::string(parent_path(path)) : path;
  }

  void add_definition(const Project& project, const std::string& source) {
    std::string name = fmt::format("{}@{}", project.definition_id, project.cluster);
    IncludeNode& node = nodes_[name];
    node.path = name;
    node.kind = "definition";
    node.projects.push_back(project.name);
    begins_at_[project.name] = name;
    definers_.emplace_back(name, project.defined_by);
    if (!source.empty() && kind_of(source)) link(name, source, "source");
  }

  /// The node of a path, to be looked at when it is new.
  IncludeNode& enter(const std::string& path) {
    auto [at, added] = nodes_.try_emplace(path);
    if (!added) return at->second;
    at->second.path = path;
    at->second.kind = kind_of(path) == EntryKind::File ? "file" : "folder";
    pending_.push_back(path);
    return at->second;
  }

  void link(const std::string& from, const std::string& to, std::string_view kind) {
    enter(to);
    edges_.insert({from, to, kind});
  }

  std::optional<EntryKind> kind_of(const std::string& path) const {
    try {
      return files_.tree().kind(path);
    } catch (const Error&) {
      return std::nullopt;  // rendering reports it
    }
  }

  void look_at(const std::string& path) {
    if (kind_of(path) != EntryKind::Folder) return;
    try {
      for (const TreeEntry& entry : files_.list(path)) {
        if (is_kustomization_file(entry.name)) {
          return look_at_kustomization(path, child_path(path, entry.name));
        }
      }
      std::string chart = child_path(path, "Chart.yaml");
      if (kind_of(chart) == EntryKind::File) look_at_chart(path, chart);
    } catch (const Error&) {
      // Rendering reports it.
    }
  }

  void look_at_kustomization(const std::string& path, const std::string& file) {
    KustomizationReferences references = read_kustomization_references(files_.read(file));
    nodes_.at(path).kind = references.component ? "component" : "kustomization";
    for (const std::string& included : references.included) {
      if (kind_of(included) == EntryKind::Folder) {
        link(path, included, is_component(included) ? "component" : "base");
      } else {
        add_file(path, included);
      }
    }
    for (const std::string& mentioned : references.mentioned) add_file(path, mentioned);
    add_charts(path, references.charts);
  }

  void look_at_chart(const std::string& path, const std::string& file) {
    nodes_.at(path).kind = "chart";
    add_charts(path, read_chart_references(files_.read(file)).charts);
  }

  void add_charts(const std::string& path, const std::vector<std::string>& charts) {
    for (const std::string& chart : charts) {
      if (kind_of(chart) == EntryKind::Folder) link(path, chart, "chart");
    }
  }

  void add_file(const std::string& path, const std::string& file) {
    if (!is_within(file, path) && kind_of(file) == EntryKind::File) link(path, file, "file");
  }

  bool is_component(const std::string& folder) {
    auto [known, added] = components_.try_emplace(folder, false);
    if (!added) return known->second;
    for (const TreeEntry& entry : files_.list(folder)) {
      if (!is_kustomization_file(entry.name)) continue;
      const SourceFile& file = files_.read(child_path(folder, entry.name));
      return known->second = read_kustomization_references(file).component;
    }
    return false;
  }

  SourceCache& files_;
  std::map<std::string, IncludeNode> nodes_;
  std::set<IncludeEdge> edges_;
  std::vector<std::string> pending_;
  std::map<std::string, std::string> begins_at_;               // a project's node
  std::vector<std::pair<std::string, std::string>> definers_;  // a definition, and whose it is
  std::map<std::string, bool> components_;                     // whether a folder is one
};

}  // namespace

IncludeGraph include_graph(SourceCache& files, std::span<const Project> projects) {
  Search search(files);
  for (const Project& project : projects) search.add(project);
  return search.run();
}

}  // namespace drydock::projects
