#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/project.h"
#include "core/source_cache.h"

namespace drydock::projects {

/// A kustomization, a chart, a file that a project uses from outside of its folder, or the
/// definition of a project, "Application.argoproj.io/argocd/shop@CLUSTER" in the place of its path.
struct IncludeNode {
  std::string path;
  std::string_view kind;  // "kustomization", "component", "chart", "file", "folder", "definition"
  std::vector<std::string> projects;  // names of those that begin here, sorted
};

struct IncludeEdge {
  std::string from;
  std::string to;
  std::string_view kind;  // "base", "component", "file", "chart", "values", "source", "defines"

  auto operator<=>(const IncludeEdge&) const = default;
};

/// Who is made of what: nodes in order of their paths, edges in that of both ends.
struct IncludeGraph {
  std::vector<IncludeNode> nodes;
  std::vector<IncludeEdge> edges;
};

/// The graph of everything that projects include, directly and through others. What is not there or
/// in another repository is left out, and so are files in the folder of who uses them. A definition
/// leads to what it deploys from ("source"), and who deploys it leads to it ("defines").
IncludeGraph include_graph(SourceCache& files, std::span<const Project> projects);

}  // namespace drydock::projects
