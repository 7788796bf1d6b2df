#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/glob.h"
#include "core/settings.h"

namespace drydock::projects {

/// What of a repository is never a manifest, by path: drydock.yaml, the globs of
/// `discovery.ignore`, and the files and folders of schemas and policies.
class PathFilter {
 public:
  explicit PathFilter(const Settings& settings);

  /// Whether this very file or folder is left out. What is in a folder that is left out must not
  /// be asked for.
  bool leaves_out(std::string_view path) const;

 private:
  std::vector<Glob> globs_;
  std::vector<std::string> paths_;
};

/// Names with a dot at the beginning.
bool is_hidden(std::string_view name);

/// Whether folders of that name hold other people's files or examples for tests: `node_modules`,
/// `vendor`, `testdata`. They are passed over, unless a project in drydock.yaml is in there.
bool is_foreign_folder(std::string_view name);

/// Whether `path` is `folder` or below it. Everything is below "".
bool is_within(std::string_view path, std::string_view folder);

/// "a" and "b" give "a/b", "" and "b" give "b".
std::string child_path(std::string_view folder, std::string_view name);

}  // namespace drydock::projects
