#include "projects/argocd/git_listing.h"

#include <algorithm>

#include "core/error.h"

namespace drydock::projects::argocd {
namespace {

constexpr size_t kMaxPaths = 5'000'000;
constexpr size_t kMaxDepth = 500;

struct Folder {
  std::string path;
  size_t depth;
  bool hidden;
};

std::unique_ptr<GitListing> list_all(const Tree& tree) {
  auto listing = std::make_unique<GitListing>();
  std::vector<Folder> open = {{"", 0, false}};
  while (!open.empty()) {
    Folder folder = std::move(open.back());
    open.pop_back();
    for (const TreeEntry& entry : tree.list(folder.path)) {
      std::string path = folder.path.empty() ? entry.name : folder.path + "/" + entry.name;
      if (entry.kind == EntryKind::Folder) {
        bool hidden = folder.hidden || entry.name.starts_with('.');
        if (!hidden) listing->folders.push_back(path);
        if (folder.depth < kMaxDepth) open.push_back({std::move(path), folder.depth + 1, hidden});
      } else if (entry.kind != EntryKind::Other) {
        listing->files.push_back(std::move(path));
      }
    }
    if (listing->files.size() + listing->folders.size() > kMaxPaths) {
      fail("argocd-limit", "a repository has too many files for a git generator");
    }
  }
  std::sort(listing->files.begin(), listing->files.end());
  std::sort(listing->folders.begin(), listing->folders.end());
  return listing;
}

}  // namespace

const GitListing& GitListings::of(SourceCache& files) {
  std::lock_guard lock(mutex_);
  std::unique_ptr<GitListing>& listing = known_[&files.whole_tree()];
  if (!listing) listing = list_all(files.whole_tree());
  return *listing;
}

}  // namespace drydock::projects::argocd
