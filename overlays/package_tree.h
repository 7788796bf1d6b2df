#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/node.h"
#include "overlays/edit/edit_files.h"

namespace drydock::overlays {

/// A field to show below each object.
struct TreeField {
  std::string name;      // as it is shown
  std::string sub_name;  // of a field of list items, which are shown one by one; else empty
  /// Keys; "[key=regex]" takes the items of a list whose key fits.
  std::vector<std::string> path;
};

/// "spec.template.spec.containers[name=web].image"; throws Error for what is no path.
TreeField parse_tree_field(std::string_view path);
/// The same field of the containers of pods, of templates and of jobs.
std::vector<TreeField> container_fields(std::string_view field);

enum class TreeStructure : uint8_t { Guess, Folders, Owners };

struct TreeOptions {
  std::vector<TreeField> fields;
  TreeStructure structure = TreeStructure::Guess;
  bool include_local = false;  // objects that are configuration for local tools
  bool exclude_other = false;  // all but these
  std::string root;            // what the tree begins with
};

/// An object of a package.
struct PackageObject {
  const Node* node;
  std::string path;  // of its file, relative to the package; empty for standard input
};

/// The objects in the files *.yaml and *.yml of a folder and below, or of one file. Nodes live in
/// `arena`. Throws Error for what cannot be read.
std::vector<PackageObject> read_package(const EditFiles& files, const std::string& folder,
                                        Sources& sources, Arena& arena);
/// The objects of one text.
void read_package_text(const SourceFile& file, std::string path, Arena& arena,
                       std::vector<PackageObject>& objects);

/// A drawing of folders, or of owners, with their objects: what `kustomize cfg tree` prints.
std::string draw_package(std::vector<PackageObject> objects, const TreeOptions& options);

}  // namespace drydock::overlays
