#include "cli/select_projects.h"

#include "core/error.h"
#include "core/glob.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

void keep_where(const std::vector<std::string>& globs, std::string_view what,
                std::string Project::*name_of, const std::vector<Project>& projects,
                std::vector<bool>& selected) {
  if (globs.empty()) return;
  std::vector<bool> fits(projects.size());
  for (const std::string& pattern : globs) {
    Glob glob(pattern, GlobKind::Name);
    bool any = false;
    std::vector<std::string_view> names;
    for (size_t i = 0; i < projects.size(); ++i) {
      const std::string& name = projects[i].*name_of;
      names.push_back(name);
      if (name == pattern || glob.matches(name)) fits[i] = any = true;
    }
    if (any) continue;
    fail("", fmt::format("there is no {} `{}`{}", what, pattern, did_you_mean(pattern, names)));
  }
  for (size_t i = 0; i < projects.size(); ++i) selected[i] = selected[i] && fits[i];
}

}  // namespace

void keep_fitting(const std::vector<std::string>& names, const std::vector<std::string>& clusters,
                  const std::vector<Project>& projects, std::vector<bool>& selected) {
  keep_where(names, "project", &Project::name, projects, selected);
  keep_where(clusters, "project in a cluster", &Project::cluster, projects, selected);
}

void keep_selected(const std::vector<bool>& selected, std::vector<Project>& projects) {
  std::vector<Project> kept;
  for (size_t i = 0; i < selected.size(); ++i) {
    if (selected[i]) kept.push_back(std::move(projects[i]));
  }
  projects = std::move(kept);
}

}  // namespace drydock::cli
