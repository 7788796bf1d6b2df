#include "projects/plain_folders.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/tree.h"

namespace drydock::projects {
namespace {

// Folders of these names hold projects side by side, even when a few objects lie beside them.
constexpr std::string_view kContainerNames[] = {
    "applications", "apps",     "clusters", "components", "environments", "envs",
    "namespaces",   "overlays", "products", "projects",   "regions",      "services",
    "sites",        "stacks",   "stages",   "teams",      "tenants",      "workloads",
};

bool is_container_name(std::string_view name) {
  return std::find(std::begin(kContainerNames), std::end(kContainerNames), name) !=
         std::end(kContainerNames);
}

/// What the plain manifests in and below a folder amount to.
struct Contents {
  size_t own = 0;              // files with objects in the folder itself
  std::string_view first;      // the first of them
  size_t children = 0;         // child folders with plain manifests in or below them
  std::string cluster;         // guessed for what is below; empty: no guess
  bool many_clusters = false;  // more than one guess

  bool any() const { return own > 0 || children > 0; }
  void add_cluster(const std::string& other) {
    if (other.empty()) return;
    many_clusters |= !cluster.empty() && cluster != other;
    cluster = other;
  }
};

class Division {
 public:
  Division(const std::vector<WalkedFolder>& folders, const FolderRoles& roles,
           const ListedProjects& listed, const FolderClusters& clusters)
      : folders_(folders),
        roles_(roles),
        listed_(listed),
        clusters_(clusters),
        contents_(folders.size()),
        taken_(folders.size()) {}

  std::vector<PlainFolder> run() {
    find_taken();
    // Children come behind their parents.
    for (size_t i = folders_.size(); i-- > 0;) sum_up(i);
    std::vector<PlainFolder> found;
    for (size_t i = 0; i < folders_.size(); ++i) {
      if (taken_[i] || contents_[i].own == 0) continue;
      bool recursive = i != 0 && !is_container(i);
      found.push_back({i, recursive, reason(i)});
      if (recursive) take_all_below(i);
    }
    return found;
  }

 private:
  /// Marks what belongs to others. The root of a repository is often a chart or a kustomization
  /// without owning all that is in the repository.
  void find_taken() {
    std::vector<bool> below(folders_.size());
    for (size_t i = 0; i < folders_.size(); ++i) {
      const WalkedFolder& folder = folders_[i];
      bool rendered = !folder.kustomization.empty() || !folder.chart.empty();
      bool inherited = i > 0 && below[folder.parent];
      taken_[i] = inherited || rendered || listed_.at(folder.path);
      below[i] = inherited || (rendered && i > 0) || listed_.owns_below(folder.path);
    }
  }

  void take_all_below(size_t top) {
    std::vector<size_t> pending = folders_[top].children;
    while (!pending.empty()) {
      size_t at = pending.back();
      pending.pop_back();
      taken_[at] = true;
      pending.insert(pending.end(), folders_[at].children.begin(), folders_[at].children.end());
    }
  }

  void sum_up(size_t i) {
    Contents& contents = contents_[i];
    for (size_t child : folders_[i].children) {
      const Contents& below = contents_[child];
      if (!below.any()) continue;
      ++contents.children;
      contents.add_cluster(below.cluster);
      contents.many_clusters |= below.many_clusters;
    }
    if (taken_[i]) return;
    for (const std::string& path : folders_[i].manifests) {
      if (roles_.is_used_file(path) || listed_.at(path)) continue;
      if (contents.own++ == 0) contents.first = path;
    }
    if (contents.own > 0) contents.add_cluster(clusters_.of(i).cluster);
  }

  /// Whether projects lie side by side in this folder, although it has objects of its own.
  bool is_container(size_t i) const {
    const Contents& contents = contents_[i];
    return contents.many_clusters ||
           (contents.children > 1 && is_container_name(file_name(folders_[i].path)));
  }

  std::string reason(size_t i) const {
    const Contents& contents = contents_[i];
    std::string_view name = file_name(contents.first);
    if (contents.own == 1) return fmt::format("`{}` looks like Kubernetes objects", name);
    return fmt::format("`{}` and {} more {} look like Kubernetes objects", name, contents.own - 1,
                       contents.own == 2 ? "file" : "files");
  }

  const std::vector<WalkedFolder>& folders_;
  const FolderRoles& roles_;
  const ListedProjects& listed_;
  const FolderClusters& clusters_;
  std::vector<Contents> contents_;
  std::vector<bool> taken_;
};

}  // namespace

std::vector<PlainFolder> find_plain_folders(const std::vector<WalkedFolder>& folders,
                                            const FolderRoles& roles, const ListedProjects& listed,
                                            const FolderClusters& clusters) {
  return Division(folders, roles, listed, clusters).run();
}

}  // namespace drydock::projects
