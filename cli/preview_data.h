#pragma once

#include <string>
#include <string_view>

#include "cli/live_fleet.h"

namespace drydock::cli {

// What the page of `drydock preview` shows, as JSON. To be called under the fleet's read lock. No
// value of a Secret is in any of it. Throws Error for what there is not.

/// Projects, what is wrong with the folder, and how old everything is.
std::string preview_state(const LiveFleet& fleet);
/// The manifests of a project with the place that set each field, what differs from the base, and
/// what is wrong with it. While it cannot be rendered: the last good ones, marked as old.
std::string preview_project(const LiveFleet& fleet, std::string_view project);
/// Where one field of an object comes from, with the lines themselves. `object` is its place among
/// those of `preview_project`.
std::string preview_field(const LiveFleet& fleet, std::string_view project, size_t object,
                          std::string_view path);
/// All findings, and what applying would do.
std::string preview_findings(const LiveFleet& fleet);
/// One finding with the lines it is about; of a conflict, both sides.
std::string preview_finding(const LiveFleet& fleet, std::string_view fingerprint);
/// The map of who owns what, as SVG.
std::string preview_map(const LiveFleet& fleet);
/// What differs between two projects, folders or clusters.
std::string preview_compare(const LiveFleet& fleet, const std::string& left,
                            const std::string& right);

}  // namespace drydock::cli
