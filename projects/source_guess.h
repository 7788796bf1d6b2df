#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace drydock::projects {

/// Which of the sources that definitions name is the repository they are in, when Git knows of no
/// remote that any of them names: the one whose paths exist here most often.
class SourceGuess {
 public:
  /// A definition names a path of a source that is here, below `root`. `source` is what tells
  /// sources apart: a normalized URL, or a name for what has none.
  void add(const std::string& source, const std::string& root = "");

  /// The most frequent source and the root that its paths are below; of several that are equal the
  /// first in byte order. Nothing when no path exists here.
  std::optional<std::pair<std::string, std::string>> best() const;

 private:
  std::map<std::pair<std::string, std::string>, size_t> counts_;
};

}  // namespace drydock::projects
