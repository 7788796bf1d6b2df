#include "cli/argocd_config.h"

#include <filesystem>
#include <ostream>

#include "cli/plan_sides.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/tree.h"

namespace drydock::cli {

std::vector<const SourceFile*> argocd_config_files(Session& session) {
  namespace fs = std::filesystem;
  std::vector<const SourceFile*> files;
  for (const std::string& path : session.flags.argocd_config) {
    std::error_code error;
    fs::path place = fs::canonical(below_start(session, path), error);
    if (error) fail("file-missing", fmt::format("there is no file or folder {}", path));
    if (!fs::is_directory(place)) {
      std::unique_ptr<Tree> tree = open_disk_tree(place.parent_path().string());
      files.push_back(&session.sources.add(path, tree->read(place.filename().string())));
      continue;
    }
    std::unique_ptr<Tree> tree = open_disk_tree(place.string());
    for (const TreeEntry& entry : tree->list("")) {
      bool is_yaml = entry.name.ends_with(".yaml") || entry.name.ends_with(".yml");
      if (entry.kind != EntryKind::File || !is_yaml) continue;
      files.push_back(
          &session.sources.add(fmt::format("{}/{}", path, entry.name), tree->read(entry.name)));
    }
  }
  return files;
}

projects::argocd::ServerSettings argocd_settings(Session& session) {
  std::vector<const SourceFile*> files = argocd_config_files(session);
  if (files.empty()) return {};
  std::vector<Diagnostic> problems;
  auto settings = projects::argocd::read_given_settings(files, session.sources, problems);
  for (const Diagnostic& problem : problems) session.err << Excerpts().describe(problem);
  return settings;
}

}  // namespace drydock::cli
