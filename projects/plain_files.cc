#include "projects/plain_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/suggest.h"
#include "projects/manifest_scan.h"
#include "projects/repository_walk.h"

namespace drydock::projects {
namespace {

class Listing {
 public:
  Listing(SourceCache& files, const Project& project, const PathFilter& filter)
      : files_(files),
        project_(project),
        filter_(filter),
        filtered_(!filter.leaves_out(project.path)),
        excluded_(project.excluded.begin(), project.excluded.end()) {}

  PlainFiles run() {
    try {
      std::optional<EntryKind> kind = files_.tree().kind(project_.path);
      if (kind == EntryKind::Folder) {
        look_through(project_.path, 0);
      } else if (kind == EntryKind::File) {
        result_.paths.push_back(project_.path);
      } else if (kind) {
        fail("file-unreadable", fmt::format("cannot read {}: it is no regular file", project_.path),
             project_.defined_at);
      } else {
        fail_missing();
      }
    } catch (const Error& error) {
      Diagnostic diagnostic = error.diagnostic();
      if (!diagnostic.where.file) diagnostic.where = project_.defined_at;
      result_.problems.push_back(std::move(diagnostic));
    }
    drop_links_to_listed_files();
    return std::move(result_);
  }

 private:
  [[noreturn]] void fail_missing() const {
    std::string_view parent = parent_path(project_.path);
    std::string hint;
    if (files_.tree().kind(parent) == EntryKind::Folder) {
      std::vector<std::string_view> names;
      for (const TreeEntry& entry : files_.list(parent)) names.push_back(entry.name);
      hint = did_you_mean(file_name(project_.path), names);
    }
    fail("file-missing", fmt::format("there is no file or folder {}{}", project_.path, hint),
         project_.defined_at);
  }

  void look_through(const std::string& folder, int depth) {
    if (depth > kMaxFolderDepth) {
      result_.problems.push_back(too_deep(files_, folder));
      return;
    }
    const std::vector<TreeEntry>* entries = list(folder);
    if (!entries || (depth > 0 && belongs_to_others(*entries))) return;
    for (const TreeEntry& entry : *entries) {
      std::string path = child_path(folder, entry.name);
      if (is_passed_over(entry.name, path)) continue;
      if (entry.kind == EntryKind::Symlink) {
        take_link(path);
      } else if (entry.kind == EntryKind::File) {
        if (is_manifest_name(entry.name)) result_.paths.push_back(std::move(path));
      } else if (entry.kind == EntryKind::Folder && enters(entry.name)) {
        look_through(path, depth + 1);
      } else if (entry.kind == EntryKind::Other) {
        report_other(entry.name, path);
      }
    }
  }

  void report_other(std::string_view name, const std::string& path) {
    if (auto problem = problem_of_other(files_, name, path)) {
      result_.problems.push_back(*std::move(problem));
    }
  }

  const std::vector<TreeEntry>* list(const std::string& folder) {
    try {
      return &files_.list(folder);
    } catch (const Error& error) {
      result_.problems.push_back(with_path(files_, folder, error));
      return nullptr;
    }
  }

  static bool belongs_to_others(const std::vector<TreeEntry>& entries) {
    return std::any_of(entries.begin(), entries.end(), [](const TreeEntry& entry) {
      return is_kustomization_file(entry.name) || entry.name == "Chart.yaml";
    });
  }

  static bool is_manifest_name(std::string_view name) {
    return has_manifest_extension(name) && !is_kustomization_file(name);
  }

  bool is_passed_over(std::string_view name, const std::string& path) const {
    return is_hidden(name) || excluded_.contains(path) || (filtered_ && filter_.leaves_out(path));
  }

  bool enters(std::string_view name) const {
    return project_.recursive && !is_foreign_folder(name);
  }

  void take_link(const std::string& path) {
    LinkTarget target = follow_link(files_, path);
    if (target.problem) result_.problems.push_back(*std::move(target.problem));
    if (target.kind == EntryKind::File && is_manifest_name(path)) {
      result_.paths.push_back(path);
      links_.push_back(path);
    }
    if (target.kind == EntryKind::Other) report_other(path, path);
  }

  void drop_links_to_listed_files() {
    if (links_.empty()) return;
    std::unordered_set<std::string_view> links(links_.begin(), links_.end());
    std::unordered_set<std::string> seen;
    for (const std::string& path : result_.paths) {
      if (!links.contains(path)) seen.insert(path);
    }
    // Of several links to one file outside of the project the first one counts.
    std::erase_if(result_.paths, [&](const std::string& path) {
      return links.contains(path) && !seen.insert(*files_.tree().resolve(path)).second;
    });
  }

  SourceCache& files_;
  const Project& project_;
  const PathFilter& filter_;
  bool filtered_;
  std::unordered_set<std::string_view> excluded_;
  std::vector<std::string> links_;
  PlainFiles result_;
};

}  // namespace

PlainFiles list_plain_files(SourceCache& files, const Project& project, const PathFilter& filter) {
  return Listing(files, project, filter).run();
}

}  // namespace drydock::projects
