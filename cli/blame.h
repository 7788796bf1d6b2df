#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/source.h"
#include "core/tree.h"
#include "report/explain.h"

namespace drydock::cli {

/// Asks git who wrote lines of the working folder, once for each file. Nothing of the repository is
/// run. Throws Error when git cannot be started, or `folder` is in no repository.
class Blame {
 public:
  /// `tree` is the folder's.
  Blame(std::string folder, const Tree& tree);

  void add(const SourcePos& where);
  /// Looks all lines up that were added.
  void run();
  /// Nothing for what is no line of a file there.
  std::optional<report::LineAuthor> find(const SourcePos& where) const;

 private:
  void run_file(const std::string& path, const std::set<int>& lines);
  void read(const std::string& path, const std::string& porcelain);

  std::string folder_;
  const Tree& tree_;
  std::map<std::string, std::set<int>> lines_;
  std::map<std::pair<std::string, int>, report::LineAuthor> authors_;
};

}  // namespace drydock::cli
