#pragma once

#include <string>

namespace drydock::fetch {

/// A new folder that goes away, with all in it, with this.
class TemporaryFolder {
 public:
  /// No folder.
  TemporaryFolder() = default;
  /// One whose path begins so: "/tmp/drydock-clone-". The folders above it are made.
  explicit TemporaryFolder(const std::string& prefix);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;

  /// Empty where it could not be made.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace drydock::fetch
