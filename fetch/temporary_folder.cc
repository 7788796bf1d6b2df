#include "fetch/temporary_folder.h"

#include <stdlib.h>

#include <filesystem>
#include <utility>

namespace drydock::fetch {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(const std::string& prefix) {
  std::error_code code;
  fs::create_directories(fs::path(prefix).parent_path(), code);
  std::string name = prefix + "XXXXXX";
  if (mkdtemp(name.data())) path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code code;
  if (!path_.empty()) fs::remove_all(path_, code);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

}  // namespace drydock::fetch
