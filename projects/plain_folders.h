#pragma once

#include <string>
#include <utility>
#include <vector>

#include "projects/folder_clusters.h"
#include "projects/folder_roles.h"
#include "projects/listed_projects.h"

namespace drydock::projects {

/// A folder that is a project of plain manifests.
struct PlainFolder {
  size_t folder;  // index among the walked folders
  bool recursive;
  std::string why;
};

/// Divides the plain manifests of a repository among projects: the topmost folder with objects owns
/// all below, unless it is the root or a container of projects or environments, which own only
/// their own files. What kustomizations, charts and entries of drydock.yaml own does not count.
/// In order of the walk.
std::vector<PlainFolder> find_plain_folders(const std::vector<WalkedFolder>& folders,
                                            const FolderRoles& roles, const ListedProjects& listed,
                                            const FolderClusters& clusters);

}  // namespace drydock::projects
