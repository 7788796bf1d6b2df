#pragma once

#include <string>

#include "overlays/edit/edit_files.h"

namespace drydock::cli {

/// The folder in which `kustomize edit` works, on disk.
class EditFolder : public overlays::EditFiles {
 public:
  /// "" is the working folder.
  explicit EditFolder(std::string folder) : folder_(std::move(folder)) {}

  bool exists(const std::string& path) const override;
  bool is_folder(const std::string& path) const override;
  bool is_real_folder(const std::string& path) const override;
  std::optional<std::string> read(const std::string& path) const override;
  std::vector<std::string> list(const std::string& folder) const override;
  /// Keeps the permissions of a file that was there, and links to it.
  void write(const std::string& path, const std::string& text) override;

 private:
  std::string full(const std::string& path) const;

  std::string folder_;
};

}  // namespace drydock::cli
