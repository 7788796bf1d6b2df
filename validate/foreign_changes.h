#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/tree_changes.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// A merge request, and for whom it is made.
struct ChangeRequest {
  std::span<const TreeChange> changes;
  /// Who owns a path that no project's `owner` speaks of, as CODEOWNERS says; empty for nobody.
  std::function<std::string(std::string_view path)> owner_of_path;
  /// A place in a file of the head, or of the base when only that has it.
  std::function<SourcePos(const std::string& path)> position_of;
  std::string as_project;  // the project that makes it; empty: not told
  std::string as_owner;    // the same for an owner
};

/// What a merge request does to projects of others: `foreign-project-affected` where objects change
/// although no file of the project does, at the file that causes it, and `foreign-project-changed`
/// where it writes into a project that is not of whom it is made for.
std::vector<Finding> find_foreign_changes(const Fleet& base, const Fleet& head,
                                          const ChangeRequest& request);

}  // namespace drydock::validate
