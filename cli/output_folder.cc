#include "cli/output_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "cli/read_file.h"
#include "cli/write_file.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json/parse.h"
#include "core/json/stream.h"
#include "core/tree.h"
#include "core/unicode.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

// Without an extension: whoever applies a folder takes every .json for a manifest.
constexpr std::string_view kListing = ".drydock-rendered";

// Longer names are cut, with a hash behind.
constexpr size_t kLongestName = 200;

/// What is known of a file that was written.
struct Written {
  std::string project;
  std::string digest;
};

using Listing = std::map<std::string, Written>;  // by path

std::string digest_of(std::string_view text) { return fmt::format("{:016x}", hash64(text)); }

/// The bytes of a regular file; nothing when there is none.
std::optional<std::string> content_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) return std::nullopt;
  return read_whole_file(file.string());
}

/// Whatever stands there, nothing outside of the folder is believed to be ours.
bool is_path_below(std::string_view path) {
  std::optional<std::string> clean = join_path("", path);
  return clean && !clean->empty() && *clean == path && path != kListing;
}

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.as_map().find(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

Listing read_listing(const fs::path& folder) {
  Listing listing;
  std::optional<std::string> text = content_of(folder / kListing);
  if (!text) return listing;
  Arena arena;
  JsonResult read = parse_json(*text, arena);
  const Value* files =
      read.ok() && read.value.is_map() ? read.value.as_map().find("files") : nullptr;
  if (!files || !files->is_list()) return listing;
  for (const Value& file : files->as_list()) {
    if (!file.is_map()) continue;
    std::string path = text_of(file, "path");
    if (is_path_below(path)) listing[path] = {text_of(file, "project"), text_of(file, "digest")};
  }
  return listing;
}

void write_listing(const fs::path& folder, const Listing& listing) {
  JsonStream json;
  json.begin_object();
  json.key("version").number(1);
  json.key("files").begin_array();
  for (const auto& [path, written] : listing) {
    json.begin_object();
    json.key("path").text(path);
    json.key("project").text(written.project);
    json.key("digest").text(written.digest);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  std::string text = json.take();
  if (content_of(folder / kListing) != text) write_file((folder / kListing).string(), text);
}

void make_folders(const fs::path& folder, std::string_view path) {
  std::string_view parent = parent_path(path);
  if (parent.empty()) return;
  make_folders(folder, parent);
  fs::path at = folder / parent;
  std::error_code error;
  fs::file_status status = fs::symlink_status(at, error);
  if (fs::is_directory(status)) return;
  if (fs::is_symlink(status)) {
    fail("", fmt::format("{} is a symbolic link: nothing is written through it", at.string()));
  }
  if (!fs::create_directory(at, error)) fail("", fmt::format("cannot create {}", at.string()));
}

/// Folders that nothing is left in, from the inside.
void remove_empty_folders(const fs::path& folder, std::string_view path) {
  std::error_code error;
  for (path = parent_path(path); !path.empty(); path = parent_path(path)) {
    if (!fs::is_empty(folder / path, error) || !fs::remove(folder / path, error)) return;
  }
}

/// Numbers files that would have one name, also where upper and lower case are one.
void make_paths_unique(std::vector<OutputFile>& files) {
  std::set<std::string> seen;
  for (OutputFile& file : files) {
    size_t dot = file.path.rfind('.');
    std::string stem = file.path.substr(0, dot);
    std::string extension = file.path.substr(dot);
    for (int i = 2;; ++i) {
      std::string folded = file.path;
      std::transform(folded.begin(), folded.end(), folded.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
      if (seen.insert(folded).second) break;
      file.path = fmt::format("{}-{}{}", stem, i, extension);
    }
  }
}

bool is_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '@' || c == '+' || static_cast<unsigned char>(c) >= 0x80;
}

std::string safe_name(std::string_view word) {
  std::string name;
  bool utf8 = is_valid_utf8(word);
  for (char c : word) name += is_safe(c) && (utf8 || static_cast<signed char>(c) > 0) ? c : '-';
  if (name.starts_with('.')) name[0] = '-';
  if (name.size() <= kLongestName) return name;
  return fmt::format("{}-{}", name.substr(0, kLongestName - 17), digest_of(word));
}

}  // namespace

std::vector<std::string> foreign_files(const std::string& folder,
                                       const std::vector<OutputFile>& files) {
  Listing before = read_listing(folder);
  std::vector<std::string> foreign;
  for (const OutputFile& file : files) {
    std::error_code error;
    fs::path place = fs::path(folder) / file.path;
    bool is_there = fs::exists(fs::symlink_status(place, error));
    if (!is_there || before.contains(file.path)) continue;
    if (content_of(place) != file.text) foreign.push_back(file.path);
  }
  return foreign;
}

std::string object_file_name(const Resource& resource) {
  std::string name(resource.gvk.kind);
  if (!resource.gvk.group.empty()) name += fmt::format(".{}", resource.gvk.group);
  if (!resource.namespace_name.empty()) name += fmt::format("_{}", resource.namespace_name);
  name += "_";
  // `/` stands in names of what only some API servers take.
  for (char c : resource.name) name += c == '/' ? '-' : c;
  return name;
}

std::string output_path(std::string_view words, std::string_view extension) {
  std::string path;
  while (!words.empty()) {
    std::string_view word = words.substr(0, words.find('/'));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    if (word.empty()) continue;
    if (!path.empty()) path += '/';
    path += safe_name(word);
  }
  return (path.empty() ? "project" : path) + std::string(extension);
}

OutputChange write_output(const std::string& folder, std::vector<OutputFile> files,
                          const std::function<bool(const std::string& project)>& replaced) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder, error)) fail("", fmt::format("cannot create {}", folder));
  make_paths_unique(files);
  Listing before = read_listing(folder);
  Listing after;
  for (const OutputFile& file : files) after[file.path] = {file.project, digest_of(file.text)};
  Listing stale;
  for (auto& [path, written] : before) {
    if (after.contains(path)) continue;
    (replaced(written.project) ? stale : after)[path] = written;
  }
  Listing both = after;
  both.insert(stale.begin(), stale.end());
  write_listing(folder, both);

  OutputChange change;
  for (const auto& [path, written] : stale) {
    std::optional<std::string> content = content_of(fs::path(folder) / path);
    if (content && digest_of(*content) != written.digest) {
      change.kept.push_back(path);
    } else if (content && fs::remove(fs::path(folder) / path, error)) {
      ++change.removed;
      remove_empty_folders(folder, path);
    }
  }
  for (const OutputFile& file : files) {
    if (content_of(fs::path(folder) / file.path) == file.text) {
      ++change.unchanged;
      continue;
    }
    make_folders(folder, file.path);
    write_file((fs::path(folder) / file.path).string(), file.text);
    ++change.written;
  }
  write_listing(folder, after);
  return change;
}

}  // namespace drydock::cli
