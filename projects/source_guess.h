#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace drydock::projects {

/// Which URL that definitions name is that of the repository they are in, when Git knows of no
/// remote that any of them names: the one whose paths exist here most often.
class SourceGuess {
 public:
  /// A definition names `path` of the repository at `url`; `exists` says whether it is here.
  void add(std::string_view url, bool exists);

  /// The most frequent URL, normalized; of several that are equal the first in byte order. Nothing
  /// when no path exists here.
  std::optional<std::string> best() const;

 private:
  std::map<std::string, size_t> counts_;  // by normalized URL
};

}  // namespace drydock::projects
