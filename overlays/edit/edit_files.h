#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::overlays {

/// The files that an edit looks at and writes. Paths are relative to the folder of the
/// kustomization, which they may leave: whoever edits names them himself.
class EditFiles {
 public:
  virtual ~EditFiles() = default;

  virtual bool exists(const std::string& path) const = 0;
  virtual bool is_folder(const std::string& path) const = 0;
  /// Nothing for what is no readable file.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  /// Names in a folder, sorted; empty for what is none.
  virtual std::vector<std::string> list(const std::string& folder) const = 0;
  /// Whether the entry itself, not what a link names, is a folder.
  virtual bool is_real_folder(const std::string& path) const = 0;
  /// Throws Error when the file cannot be written.
  virtual void write(const std::string& path, const std::string& text) = 0;
};

/// Go's filepath.Match: nothing when the pattern is malformed.
std::optional<bool> match_go_path(std::string_view pattern, std::string_view path);

/// Go's filepath.Glob: the files that fit, in its order. Throws Error for a malformed pattern.
std::vector<std::string> glob_files(const EditFiles& files, const std::string& pattern);

}  // namespace drydock::overlays
