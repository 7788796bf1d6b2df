#include "validate/stray_definitions.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/glob.h"
#include "core/yaml/read.h"
#include "schemas/custom_kinds.h"
#include "schemas/kubernetes.h"

namespace drydock::validate {
namespace {

constexpr int kDeepest = 40;        // of folders
constexpr int kMostFiles = 50'000;  // that are looked at
constexpr size_t kLargest = size_t{8} << 20;

using Kinds = std::set<std::string, std::less<>>;

std::string name_of(std::string_view group, std::string_view kind) {
  return fmt::format("{}/{}", group, kind);
}

/// Kinds of objects that nothing defines.
Kinds open_kinds(std::span<const UsedKind> used, const SchemaCatalog& catalog) {
  Kinds kinds;
  for (const UsedKind& one : used) {
    const Gvk& gvk = one.gvk;
    // The groups of Kubernetes itself have at most one dot before "k8s.io", or none at all.
    bool is_custom = gvk.group.find('.') != gvk.group.npos;
    if (!is_custom || schemas::kubernetes_api().find(gvk)) continue;
    if (!catalog.find(gvk, one.cluster)) kinds.insert(name_of(gvk.group, gvk.kind));
  }
  return kinds;
}

class Search {
 public:
  Search(SourceCache& files, const std::vector<std::string>& ignored, const Kinds& kinds,
         Arena& arena, SchemaCatalog& catalog)
      : files_(files),
        ignored_(ignored.begin(), ignored.end()),
        kinds_(kinds),
        arena_(arena),
        catalog_(catalog) {}

  std::vector<const Node*> found;

  void look_in(const std::string& folder, int depth) {
    if (depth > kDeepest) return;
    for (const TreeEntry& entry : files_.list(folder)) {
      std::string path = folder.empty() ? entry.name : fmt::format("{}/{}", folder, entry.name);
      if (matches_any(ignored_, path)) continue;
      if (entry.kind == EntryKind::Folder) look_in(path, depth + 1);
      bool is_manifest =
          path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
      if (entry.kind == EntryKind::File && is_manifest && ++count_ <= kMostFiles) read(path);
    }
  }

 private:
  void read(const std::string& path) {
    try {
      const SourceFile& file = files_.read(path);
      if (file.text.size() > kLargest) return;
      if (file.text.find("ResourceDefinition") == std::string::npos) return;
      for (const Node* root : read_yaml(file, arena_).roots) {
        if (root && root->is_mapping()) add(*root, path);
      }
    } catch (const Error&) {
      // Whose file it is will be told.
    }
  }

  void add(const Node& document, const std::string& path) {
    std::vector<schemas::CustomVersion> versions = schemas::custom_versions(document);
    bool wanted = std::ranges::any_of(versions, [&](const schemas::CustomVersion& version) {
      return kinds_.contains(name_of(version.group, version.kind));
    });
    if (!wanted) return;
    catalog_.add_document(document, path);
    found.push_back(&document);
  }

  SourceCache& files_;
  std::vector<Glob> ignored_;
  const Kinds& kinds_;
  Arena& arena_;
  SchemaCatalog& catalog_;
  int count_ = 0;
};

}  // namespace

std::vector<const Node*> add_stray_definitions(std::span<const UsedKind> used, SourceCache& files,
                                               const std::vector<std::string>& ignored,
                                               Arena& arena, SchemaCatalog& catalog) {
  Kinds kinds = open_kinds(used, catalog);
  if (kinds.empty()) return {};
  Search search(files, ignored, kinds, arena, catalog);
  search.look_in("", 0);
  return std::move(search.found);
}

std::vector<const Node*> add_stray_definitions(const Fleet& fleet, SourceCache& files,
                                               const std::vector<std::string>& ignored,
                                               Arena& arena, SchemaCatalog& catalog) {
  std::vector<UsedKind> used;
  for (const RenderedProject& rendered : fleet.projects()) {
    for (const Resource& resource : rendered.set.resources) {
      used.push_back({resource.gvk, rendered.project->cluster});
    }
  }
  return add_stray_definitions(used, files, ignored, arena, catalog);
}

}  // namespace drydock::validate
