#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/error.h"
#include "core/source_cache.h"
#include "projects/path_filter.h"

namespace drydock::projects {

/// One folder of a repository, as far as it matters which projects are there.
struct WalkedFolder {
  std::string path;
  size_t parent = 0;
  std::vector<size_t> children;         // in byte order of their names
  std::vector<std::string> manifests;   // paths of files that look like Kubernetes objects
  std::vector<std::string> other_yaml;  // names of further YAML files: values of charts, perhaps
  std::string kustomization;            // path of the kustomization file; empty when there is none
  std::string chart;                    // path of Chart.yaml; empty when there is none
  std::vector<Diagnostic> problems;     // what could not be looked at
  bool names_controllers = false;       // see `names_controllers`, in some YAML file
};

/// Looks through the whole repository once, in parallel: the root is first, and every folder comes
/// before its children. Hidden folders and files, what the filter leaves out, folders of foreign
/// files, and a chart's `templates`, `crds` and `charts` are not entered; neither are links to
/// folders, because these are seen where they are. Files with objects stay in the cache.
std::vector<WalkedFolder> walk_repository(SourceCache& files, const PathFilter& filter, int jobs);

/// What a symbolic link leads to; a problem instead when that cannot be said, or when it is missing
/// and the link's name is one of a manifest.
struct LinkTarget {
  std::optional<EntryKind> kind;
  std::optional<Diagnostic> problem;
};
LinkTarget follow_link(SourceCache& files, std::string_view path);

/// What to say of an entry that is neither file nor folder nor link (a pipe, a socket, a device):
/// nothing when its name is not one of a manifest, a kustomization or a chart.
std::optional<Diagnostic> problem_of_other(SourceCache& files, std::string_view name,
                                           std::string_view path);

/// An error of reading `path`, with that file as its position.
Diagnostic with_path(SourceCache& files, std::string_view path, const Error& error);

/// Deeper folders are not entered.
inline constexpr int kMaxFolderDepth = 100;
Diagnostic too_deep(SourceCache& files, std::string_view folder);

}  // namespace drydock::projects
