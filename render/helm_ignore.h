#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::render {

/// The rules of a .helmignore file, with Helm's own ones. Patterns are Go's, without `**`; one
/// without '/' looks at the last part of a path only. A rule with `!` ignores all that it does not
/// fit, as in Helm.
class HelmIgnore {
 public:
  /// Helm's own rule only: hidden files in templates/.
  HelmIgnore();
  /// Throws Error, rule `chart-invalid`, with Helm's text for a line that it refuses.
  explicit HelmIgnore(std::string_view text);

  bool ignores(std::string_view path, bool is_folder) const;

 private:
  struct Rule {
    std::string pattern;
    /// Most patterns have no character that means something, or but a star in front.
    enum class Form : uint8_t { Any, Literal, Suffix } form = Form::Any;
    bool negated = false;
    bool folders_only = false;
    bool whole_path = false;
  };

  void add(std::string_view line);
  static bool fits(const Rule& rule, std::string_view path);

  std::vector<Rule> rules_;
};

}  // namespace drydock::render
