#include "overlays/path_text.h"

#include <vector>

#include "core/tree.h"

namespace drydock::overlays {

std::string clean_path(std::string_view path) {
  bool is_absolute = path.starts_with('/');
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!is_absolute) {
      parts.push_back(part);
    }
  }
  std::string clean = is_absolute ? "/" : "";
  for (std::string_view part : parts) {
    if (!clean.empty() && !clean.ends_with('/')) clean += '/';
    clean += part;
  }
  return clean.empty() ? "." : clean;
}

std::string join_paths(std::string_view a, std::string_view b) {
  if (a.empty() && b.empty()) return "";
  if (a.empty() || b.empty()) return clean_path(a.empty() ? b : a);
  return clean_path(std::string(a).append("/").append(b));
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder == "/" || drydock::is_below(path, folder);
}

}  // namespace drydock::overlays
