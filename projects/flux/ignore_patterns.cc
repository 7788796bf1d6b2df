#include "projects/flux/ignore_patterns.h"

#include <algorithm>
#include <span>

#include "core/path_match.h"

namespace drydock::projects::flux {
namespace {

// The original's scanner ends at a longer line.
constexpr size_t kMaxLine = 64 * 1024;

constexpr std::string_view kDefaults[] = {
    ".git/",          ".gitignore",        ".gitmodules",    ".gitattributes",
    "*.jpg",          "*.jpeg",            "*.gif",          "*.png",
    "*.wmv",          "*.flv",             "*.tar.gz",       "*.zip",
    ".github/",       ".circleci/",        ".travis.yml",    ".gitlab-ci.yml",
    "appveyor.yml",   ".drone.yml",        "cloudbuild.yaml", "codeship-services.yml",
    "codeship-steps.yml", "**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml",
};

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  for (;;) {
    size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == path.npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

using Names = std::span<const std::string_view>;

bool matches_name(std::string_view pattern, Names names, bool only_folders, bool is_folder) {
  for (size_t i = 0; i < names.size(); ++i) {
    std::optional<bool> match = path_match(pattern, names[i]);
    if (!match) return false;
    if (!*match) continue;
    return !(only_folders && !is_folder && i == names.size() - 1);
  }
  return false;
}

/// Takes names off the front up to one that fits; what `**` stands for.
std::optional<bool> skip_to(std::string_view pattern, Names& names, bool before) {
  bool matched = before;
  while (!names.empty()) {
    std::optional<bool> match = path_match(pattern, names.front());
    names = names.subspan(1);
    if (!match) return std::nullopt;
    if (*match) return true;
    if (names.empty()) matched = false;
  }
  return matched;
}

/// Step for step what go-git does, which is not quite what Git does.
bool matches_path(std::span<const std::string> pattern, Names names, bool only_folders,
                  bool is_folder) {
  bool matched = false;
  bool any_depth = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const std::string& part = pattern[i];
    if (part.empty()) {
      any_depth = false;
      continue;
    }
    if (part == "**") {
      if (i == pattern.size() - 1) break;
      any_depth = true;
      continue;
    }
    if (part.find("**") != part.npos || names.empty()) return false;
    if (any_depth) {
      any_depth = false;
      std::optional<bool> found = skip_to(part, names, matched);
      if (!found) return false;
      matched = *found;
    } else {
      if (!path_match(part, names.front()).value_or(false)) return false;
      matched = true;
      names = names.subspan(1);
    }
  }
  if (matched && only_folders && !is_folder && names.empty()) return false;
  return matched;
}

}  // namespace

void IgnorePatterns::add_lines(std::string_view text, std::string_view folder) {
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() >= kMaxLine) return;
    if (line.ends_with('\r')) line.remove_suffix(1);
    bool is_blank = line.find_first_not_of(" \t\r\v\f") == line.npos;
    if (!line.starts_with('#') && !is_blank) add(line, folder);
  }
}

void IgnorePatterns::add_defaults() {
  for (std::string_view line : kDefaults) add(line, "");
}

void IgnorePatterns::append(const IgnorePatterns& others) {
  patterns_.insert(patterns_.end(), others.patterns_.begin(), others.patterns_.end());
}

void IgnorePatterns::add(std::string_view line, std::string_view folder) {
  Pattern pattern;
  if (!folder.empty()) {
    for (std::string_view part : parts_of(folder)) pattern.folder.emplace_back(part);
  }
  if (line.starts_with('!')) {
    pattern.includes = true;
    line.remove_prefix(1);
  }
  if (!line.ends_with("\\ ")) {
    while (line.ends_with(' ')) line.remove_suffix(1);
  }
  if (line.ends_with('/')) {
    pattern.only_folders = true;
    line.remove_suffix(1);
  }
  for (std::string_view part : parts_of(line)) pattern.parts.emplace_back(part);
  patterns_.push_back(std::move(pattern));
}

bool IgnorePatterns::matches(const Pattern& pattern, const std::vector<std::string_view>& path,
                             bool is_folder) {
  size_t depth = pattern.folder.size();
  if (path.size() <= depth) return false;
  if (!std::equal(pattern.folder.begin(), pattern.folder.end(), path.begin())) return false;
  Names names = Names(path).subspan(depth);
  if (pattern.parts.size() > 1) {
    return matches_path(pattern.parts, names, pattern.only_folders, is_folder);
  }
  return matches_name(pattern.parts[0], names, pattern.only_folders, is_folder);
}

bool IgnorePatterns::ignores(std::string_view path, bool is_folder) const {
  std::vector<std::string_view> parts = parts_of(path);
  for (size_t i = patterns_.size(); i-- > 0;) {
    if (matches(patterns_[i], parts, is_folder)) return !patterns_[i].includes;
  }
  return false;
}

}  // namespace drydock::projects::flux
