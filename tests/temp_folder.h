#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace drydock {

/// A new empty folder that goes away with its owner.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "drydock-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  /// Absolute, without links.
  const std::string& path() const { return path_; }

  /// Writes a file and the folders it needs.
  void write(const std::string& path, std::string_view text) const {
    std::filesystem::path file = std::filesystem::path(path_) / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

  std::string read(const std::string& path) const {
    std::ifstream in(std::filesystem::path(path_) / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void remove(const std::string& path) const {
    std::filesystem::remove_all(std::filesystem::path(path_) / path);
  }

  void link(const std::string& path, const std::string& target) const {
    std::filesystem::path link = std::filesystem::path(path_) / path;
    std::filesystem::create_directories(link.parent_path());
    std::filesystem::create_symlink(target, link);
  }

 private:
  std::string path_;
};

}  // namespace drydock
