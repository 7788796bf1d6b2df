#pragma once

#include <string>
#include <vector>

#include "core/project.h"
#include "plan/fleet_diff.h"

namespace drydock::cli {

/// The objects of one target of a rendered repository, which is `all`, as a side of its own: of the
/// project of that name, of the projects in a folder, or of a cluster. Clusters and projects are
/// left out, and so is the namespace that most of its objects are in, so that the same application
/// in two places compares object by object. Throws Error when nothing has that name.
plan::Side target_side(const std::vector<Project>& projects, const plan::Side& all,
                       const std::string& target);

/// Takes out what differs only because the targets are two: the namespace that was left out.
void drop_namespaces(std::vector<plan::ObjectDiff>& diffs);

}  // namespace drydock::cli
