#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/rendered.h"
#include "projects/input_ids.h"

namespace drydock::projects {

/// What was found out of projects, in the folder of a cache (see projects/render_cache.h): a file
/// for each project, which counts as long as the files and folders that it was rendered from, its
/// settings and drydock's version are the same. Safe from many threads and processes: files get
/// their name when they are whole, and one that is damaged is as good as none.
class ProjectNotes {
 public:
  /// `settings` is all that projects depend on beside files, such as the text of drydock.yaml.
  ProjectNotes(std::string folder, SourceCache& files, std::string_view settings);

  /// What was kept of a project.
  std::optional<std::string> find(const Project& project);
  /// Keeps a text without values of Secrets. What cannot be written is not kept.
  void keep(const RenderedProject& rendered, std::string_view text);

  InputIds& ids() { return ids_; }

 private:
  std::string key_of(const Project& project) const;
  std::string path_of(const std::string& key) const;

  std::string folder_;
  std::string settings_id_;
  InputIds ids_;
};

}  // namespace drydock::projects
