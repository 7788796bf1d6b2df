#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/project.h"
#include "core/source_cache.h"
#include "projects/folder_roles.h"
#include "projects/repository_walk.h"

namespace drydock::projects {

/// Which projects may render definitions of other projects, by a quick look at the files that they
/// are made of. Refers to all that it is given.
class DefinitionHolders {
 public:
  DefinitionHolders(SourceCache& files, const std::vector<WalkedFolder>& folders,
                    const FolderRoles& roles);

  bool may_define(const Project& project) const;

 private:
  bool any_below(size_t folder) const;
  bool any_in_chart(const std::string& folder, int depth) const;

  SourceCache& files_;
  const std::vector<WalkedFolder>& folders_;
  const FolderRoles& roles_;
  std::unordered_map<std::string_view, size_t> index_;  // by path
};

}  // namespace drydock::projects
