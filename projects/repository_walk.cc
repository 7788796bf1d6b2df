#include "projects/repository_walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/parallel_for.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {
namespace {

// YAML files without objects stay in the cache up to this size: a plain project or a chart is going
// to read most of them again.
constexpr size_t kKeptSize = 1024 * 1024;

bool is_of_chart(std::string_view name) {
  return name == "templates" || name == "crds" || name == "charts";
}

/// Looks at one folder; the names of the folders in it that are to be entered.
class FolderLook {
 public:
  FolderLook(SourceCache& files, const PathFilter& filter, WalkedFolder& folder)
      : files_(files), filter_(filter), folder_(folder) {}

  std::vector<std::string> run() {
    try {
      for (const TreeEntry& entry : files_.list(folder_.path)) look_at(entry);
    } catch (const Error& error) {
      folder_.problems.push_back(with_path(files_, folder_.path, error));
    }
    if (!folder_.chart.empty()) std::erase_if(entered_, is_of_chart);
    return std::move(entered_);
  }

 private:
  void look_at(const TreeEntry& entry) {
    if (is_hidden(entry.name)) return;
    std::string path = child_path(folder_.path, entry.name);
    if (filter_.leaves_out(path)) return;
    if (entry.kind == EntryKind::Folder) {
      if (!is_foreign_folder(entry.name)) entered_.push_back(entry.name);
    } else if (entry.kind == EntryKind::File) {
      take_file(entry.name, path);
    } else if (entry.kind == EntryKind::Symlink) {
      LinkTarget target = follow_link(files_, path);
      if (target.problem) folder_.problems.push_back(*std::move(target.problem));
      if (target.kind == EntryKind::File) take_file(entry.name, path);
      if (target.kind == EntryKind::Other) report_other(entry.name, path);
    } else {
      report_other(entry.name, path);
    }
  }

  /// A pipe or a socket in the place of a manifest.
  void report_other(std::string_view name, const std::string& path) {
    if (auto problem = problem_of_other(files_, name, path)) {
      folder_.problems.push_back(*std::move(problem));
    }
  }

  void take_file(std::string_view name, const std::string& path) {
    if (is_kustomization_file(name)) {
      if (folder_.kustomization.empty()) folder_.kustomization = path;
    } else if (name == "Chart.yaml") {
      folder_.chart = path;
    } else if (has_manifest_extension(name)) {
      size_t known = folder_.manifests.size();
      bool json = name.ends_with(".json");
      scan(path, json);
      if (!json && folder_.manifests.size() == known) folder_.other_yaml.emplace_back(name);
    }
  }

  void scan(const std::string& path, bool json) {
    if (const SourceFile* known = files_.find(path)) {
      folder_.names_controllers |= names_controllers(known->text);
      if (looks_like_manifest(known->text)) folder_.manifests.push_back(path);
      return;
    }
    try {
      std::string text = files_.tree().read(path);
      if (is_lfs_pointer(text)) folder_.problems.push_back(lfs_problem(files_.position_of(path)));
      bool manifest = looks_like_manifest(text);
      folder_.names_controllers |= names_controllers(text);
      if (manifest) folder_.manifests.push_back(path);
      if (manifest || (!json && text.size() <= kKeptSize)) files_.keep(path, std::move(text));
    } catch (const Error& error) {
      folder_.problems.push_back(with_path(files_, path, error));
    }
  }

  SourceCache& files_;
  const PathFilter& filter_;
  WalkedFolder& folder_;
  std::vector<std::string> entered_;
};

}  // namespace

std::vector<WalkedFolder> walk_repository(SourceCache& files, const PathFilter& filter, int jobs) {
  std::vector<WalkedFolder> folders(1);
  size_t level_begin = 0;
  for (int depth = 0; level_begin < folders.size(); ++depth) {
    size_t level_end = folders.size();
    std::vector<std::vector<std::string>> entered(level_end - level_begin);
    parallel_for(entered.size(), jobs, [&](size_t i) {
      entered[i] = FolderLook(files, filter, folders[level_begin + i]).run();
    });
    for (size_t i = level_begin; i < level_end; ++i) {
      std::vector<std::string>& names = entered[i - level_begin];
      if (depth == kMaxFolderDepth && !names.empty()) {
        folders[i].problems.push_back(too_deep(files, folders[i].path));
        continue;
      }
      for (const std::string& name : names) {
        WalkedFolder child;
        child.path = child_path(folders[i].path, name);
        child.parent = i;
        folders[i].children.push_back(folders.size());
        folders.push_back(std::move(child));
      }
    }
    level_begin = level_end;
  }
  return folders;
}

LinkTarget follow_link(SourceCache& files, std::string_view path) {
  LinkTarget target;
  bool manifest = has_manifest_extension(path);
  try {
    target.kind = files.tree().kind(path);
    if (!target.kind && manifest) {
      fail("file-missing", fmt::format("the symbolic link {} leads to nothing", path));
    }
  } catch (const Error& error) {
    target.problem = with_path(files, path, error);
    // Whatever it leads to, no manifests are known to be missing.
    if (!manifest) target.problem->severity = Severity::Warning;
  }
  return target;
}

std::optional<Diagnostic> problem_of_other(SourceCache& files, std::string_view name,
                                           std::string_view path) {
  bool wanted = has_manifest_extension(name) || is_kustomization_file(name);
  if (!wanted) return std::nullopt;
  Diagnostic diagnostic;
  diagnostic.rule = "file-unreadable";
  diagnostic.message = fmt::format("cannot read {}: it is no regular file", path);
  diagnostic.where = files.position_of(path);
  return diagnostic;
}

Diagnostic with_path(SourceCache& files, std::string_view path, const Error& error) {
  Diagnostic diagnostic = error.diagnostic();
  if (!diagnostic.where.file) diagnostic.where = files.position_of(path);
  return diagnostic;
}

Diagnostic too_deep(SourceCache& files, std::string_view folder) {
  Diagnostic diagnostic;
  diagnostic.rule = "file-unreadable";
  diagnostic.message = fmt::format("folders are nested more than {} levels deep", kMaxFolderDepth);
  diagnostic.where = files.position_of(folder);
  return diagnostic;
}

}  // namespace drydock::projects
