#include "projects/folder_roles.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/parallel_for.h"

namespace drydock::projects {

FolderRoles::FolderRoles(SourceCache& files, const std::vector<WalkedFolder>& folders, int jobs)
    : folders_(folders),
      kustomizations_(folders.size()),
      charts_(folders.size()),
      kustomization_root_(folders.size()) {
  for (size_t i = 0; i < folders.size(); ++i) index_.emplace(folders[i].path, i);
  read_references(files, jobs);
  note_charts();
  note_files();
  find_kustomization_roots();
}

bool FolderRoles::is_chart_root(size_t folder) const {
  return !folders_[folder].chart.empty() && !charts_[folder].library &&
         !used_charts_.contains(folders_[folder].path);
}

void FolderRoles::read_references(SourceCache& files, int jobs) {
  std::vector<size_t> marked;
  for (size_t i = 0; i < folders_.size(); ++i) {
    if (!folders_[i].kustomization.empty() || !folders_[i].chart.empty()) marked.push_back(i);
  }
  parallel_for(marked.size(), jobs, [&](size_t i) {
    const WalkedFolder& folder = folders_[marked[i]];
    try {
      if (!folder.kustomization.empty()) {
        kustomizations_[marked[i]] =
            read_kustomization_references(files.read(folder.kustomization));
      }
      if (!folder.chart.empty())
        charts_[marked[i]] = read_chart_references(files.read(folder.chart));
    } catch (const Error&) {
      // Rendering the project runs into the same error, and reports it.
    }
  });
}

void FolderRoles::note_charts() {
  for (size_t i = 0; i < folders_.size(); ++i) {
    for (const auto* list : {&kustomizations_[i].charts, &charts_[i].charts}) {
      used_charts_.insert(list->begin(), list->end());
    }
  }
}

void FolderRoles::note_files() {
  for (const KustomizationReferences& references : kustomizations_) {
    for (const auto* list : {&references.included, &references.mentioned}) {
      used_files_.insert(list->begin(), list->end());
    }
  }
  if (used_files_.empty()) return;
  for (const WalkedFolder& folder : folders_) {
    for (const std::string& path : folder.manifests) {
      if (is_used_file(path)) used_manifests_.push_back(path);
    }
  }
  std::sort(used_manifests_.begin(), used_manifests_.end());
}

std::vector<size_t> FolderRoles::kustomizations_in(const std::vector<std::string>& paths) const {
  std::vector<size_t> found;
  for (const std::string& path : paths) {
    auto folder = index_.find(path);
    if (folder != index_.end() && !folders_[folder->second].kustomization.empty()) {
      found.push_back(folder->second);
    }
  }
  return found;
}

std::vector<size_t> FolderRoles::bases_of(size_t folder) const {
  std::set<size_t> seen = {folder};
  std::vector<size_t> bases;
  std::vector<size_t> pending = {folder};
  while (!pending.empty()) {
    size_t at = pending.back();
    pending.pop_back();
    for (size_t next : kustomizations_in(kustomizations_[at].included)) {
      if (!seen.insert(next).second || kustomizations_[next].component) continue;
      bool inside = is_within(folders_[next].path, folders_[folder].path);
      (inside ? pending : bases).push_back(next);
    }
  }
  std::sort(bases.begin(), bases.end());
  return bases;
}

std::vector<size_t> FolderRoles::sources_of(size_t folder) const {
  std::set<size_t> seen = {folder};
  std::vector<size_t> pending = {folder};
  while (!pending.empty()) {
    const KustomizationReferences& references = kustomizations_[pending.back()];
    pending.pop_back();
    for (const auto* list : {&references.included, &references.mentioned}) {
      for (const std::string& path : *list) {
        auto at = index_.find(path);
        if (at == index_.end()) at = index_.find(parent_path(path));
        if (at != index_.end() && seen.insert(at->second).second) pending.push_back(at->second);
      }
    }
  }
  return {seen.begin(), seen.end()};
}

void FolderRoles::find_kustomization_roots() {
  std::vector<bool> included(folders_.size());
  for (size_t i = 0; i < folders_.size(); ++i) {
    for (size_t other : kustomizations_in(kustomizations_[i].included)) {
      if (other != i) included[other] = true;
    }
  }
  std::vector<bool> reached(folders_.size());
  for (bool in_circle : {false, true}) {
    for (size_t i = 0; i < folders_.size(); ++i) {
      bool candidate = !folders_[i].kustomization.empty() && !kustomizations_[i].component;
      if (!candidate || (in_circle ? reached[i] : included[i])) continue;
      kustomization_root_[i] = true;
      mark_reachable(i, reached);
    }
    // Components that nobody includes pull in nothing by themselves, but are no circle either.
    for (size_t i = 0; i < folders_.size() && !in_circle; ++i) {
      if (kustomizations_[i].component && !included[i]) mark_reachable(i, reached);
    }
  }
}

void FolderRoles::mark_reachable(size_t folder, std::vector<bool>& reached) const {
  std::vector<size_t> pending = {folder};
  while (!pending.empty()) {
    size_t at = pending.back();
    pending.pop_back();
    if (reached[at]) continue;
    reached[at] = true;
    for (size_t next : kustomizations_in(kustomizations_[at].included)) pending.push_back(next);
  }
}

}  // namespace drydock::projects
