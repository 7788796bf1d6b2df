#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock::projects::flux {

/// Patterns in gitignore's syntax, as Flux reads `.sourceignore` files; a later one wins. Paths are
/// relative to one root, with '/'.
class IgnorePatterns {
 public:
  /// The lines of a file; they are about what is below `folder`, relative to the root.
  void add_lines(std::string_view text, std::string_view folder);
  /// What Flux leaves out everywhere: files of version control and CI systems, pictures, archives.
  void add_defaults();
  void append(const IgnorePatterns& others);

  bool empty() const { return patterns_.empty(); }
  bool ignores(std::string_view path, bool is_folder) const;

 private:
  struct Pattern {
    std::vector<std::string> folder;  // parts of a path
    std::vector<std::string> parts;
    bool includes = false;
    bool only_folders = false;
  };

  void add(std::string_view line, std::string_view folder);
  static bool matches(const Pattern& pattern, const std::vector<std::string_view>& path,
                      bool is_folder);

  std::vector<Pattern> patterns_;
};

}  // namespace drydock::projects::flux
