#include "cli/edit_folder.h"

#include <algorithm>
#include <filesystem>

#include "cli/read_file.h"
#include "cli/write_file.h"

namespace drydock::cli {

namespace fs = std::filesystem;

std::string EditFolder::full(const std::string& path) const {
  return path.starts_with('/') || folder_.empty() ? path : folder_ + "/" + path;
}

bool EditFolder::exists(const std::string& path) const {
  std::error_code code;
  return fs::exists(full(path), code);
}

bool EditFolder::is_folder(const std::string& path) const {
  std::error_code code;
  return fs::is_directory(full(path), code);
}

bool EditFolder::is_real_folder(const std::string& path) const {
  std::error_code code;
  return fs::is_directory(fs::symlink_status(full(path), code));
}

std::optional<std::string> EditFolder::read(const std::string& path) const {
  std::error_code code;
  if (!fs::is_regular_file(full(path), code)) return std::nullopt;
  return read_whole_file(full(path));
}

std::vector<std::string> EditFolder::list(const std::string& folder) const {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator at(full(folder), code), end; !code && at != end; at.increment(code)) {
    names.push_back(at->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

void EditFolder::write(const std::string& path, const std::string& text) {
  std::error_code code;
  fs::path target = fs::canonical(full(path), code);
  if (code) return write_file(full(path), text);
  fs::perms permissions = fs::status(target, code).permissions();
  write_file(target.string(), text);
  fs::permissions(target, permissions, code);
}

}  // namespace drydock::cli
