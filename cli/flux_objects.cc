#include "cli/flux_objects.h"

#include <filesystem>

#include "core/error.h"
#include "core/tree.h"
#include "core/yaml/read.h"

namespace drydock::cli {
namespace {

constexpr int kMaxDepth = 200;

bool is_manifest(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

class Reader {
 public:
  Reader(SourceCache& files, std::string_view default_namespace)
      : files_(files), default_namespace_(default_namespace) {}

  void read(const std::string& path, int depth) {
    std::optional<EntryKind> kind = files_.tree().kind(path);
    if (kind == EntryKind::File) read_file(path);
    if (kind != EntryKind::Folder || depth > kMaxDepth) return;
    for (const TreeEntry& entry : files_.list(path)) {
      std::string below = path + "/" + entry.name;
      if (entry.kind == EntryKind::Folder && entry.name != ".git") read(below, depth + 1);
      if (entry.kind == EntryKind::File && is_manifest(entry.name)) read_file(below);
    }
  }

  projects::flux::ValueObjects take() { return std::move(objects_); }

 private:
  void read_file(const std::string& path) {
    const SourceFile& file = files_.read(path);
    if (file.text.find("ConfigMap") == file.text.npos && file.text.find("Secret") == file.text.npos)
      return;
    Arena arena;
    for (const Node* root : read_yaml(file, arena).roots) {
      if (root) objects_.add(*root, default_namespace_);
    }
  }

  SourceCache& files_;
  std::string_view default_namespace_;
  projects::flux::ValueObjects objects_;
};

}  // namespace

projects::flux::ValueObjects read_value_objects(SourceCache& files,
                                                std::span<const std::string> paths,
                                                std::string_view default_namespace) {
  Reader reader(files, default_namespace);
  for (const std::string& path : paths) {
    if (!files.tree().kind(path)) fail("usage", "there is no file or folder " + path);
    reader.read(path, 0);
  }
  return reader.take();
}

std::string repository_around(const std::string& folder) {
  namespace fs = std::filesystem;
  for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
    if (fs::exists(at / ".git")) return at.string();
  }
  return folder;
}

}  // namespace drydock::cli
