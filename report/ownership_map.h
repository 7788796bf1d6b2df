#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::report {

/// A project as the map shows it.
struct MapProject {
  std::string_view name;
  std::string_view cluster;
  std::string_view owner;
  size_t objects = 0;
  int mark = 0;  // 0: nothing found; 1: infos; 2: warnings; 3: errors
};

/// Two projects, by index, that are in one conflict.
struct MapLink {
  size_t from;
  size_t to;
};

/// Who stands on the map for a project: its owner, else its folder, which often tells the team.
std::string owner_on_map(std::string_view owner, std::string_view path);

/// An SVG picture of who owns what: a rectangle for each cluster, in it one for each owner, in it
/// one for each project, as large as its number of objects (damped, so that small ones stay
/// visible). Each project is a link to "#project-INDEX". Lines between projects in conflict are in
/// a group of class `links`.
std::string ownership_map(const std::vector<MapProject>& projects,
                          const std::vector<MapLink>& links);

}  // namespace drydock::report
