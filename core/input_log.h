#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/tree_changes.h"

namespace drydock {

/// What was asked of a tree, to know later whether the answers would be others. For one thread.
class InputLog {
 public:
  void add_file(std::string_view path) { files_.emplace(path); }
  /// Something that was looked for and is not there.
  void add_missing(std::string_view path) { missing_.emplace(path); }
  /// The names in a folder.
  void add_list(std::string_view folder) { lists_.emplace(folder); }
  /// All that is below a folder.
  void add_all(std::string_view folder) { all_.emplace(folder); }

  bool depends_on(const TreeChange& change) const;
  bool depends_on_any(std::span<const TreeChange> changes) const;

  using Paths = std::set<std::string, std::less<>>;  // in byte order
  /// The files that were read, and links that were followed.
  const Paths& files() const { return files_; }
  const Paths& missing() const { return missing_; }
  const Paths& lists() const { return lists_; }
  const Paths& all() const { return all_; }

 private:
  Paths files_, missing_, lists_, all_;
};

}  // namespace drydock
