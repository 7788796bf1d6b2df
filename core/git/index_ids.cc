#include "core/git/index_ids.h"

#include <git2.h>

#include <unordered_map>

#include "core/git/library.h"
#include "core/git/objects.h"

namespace drydock {
namespace {

/// What the index remembers of a file.
struct Remembered {
  std::string id;
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
  uint32_t size = 0;
  uint32_t inode = 0;
};

class LibraryIndexIds : public IndexIds {
 public:
  /// `written` is when the index was written: a file of that moment may have changed since.
  LibraryIndexIds(const git_index& index, std::string_view prefix, const timespec& written)
      : written_(written) {
    git_index* raw = const_cast<git_index*>(&index);
    for (size_t i = 0; i < git_index_entrycount(raw); ++i) {
      const git_index_entry* entry = git_index_get_byindex(raw, i);
      std::string_view path = entry->path;
      if (!path.starts_with(prefix) || git_index_entry_stage(entry) != 0) continue;
      Remembered file;
      file.id.assign(reinterpret_cast<const char*>(entry->id.id), GIT_OID_RAWSZ);
      file.seconds = entry->mtime.seconds;
      file.nanoseconds = entry->mtime.nanoseconds;
      file.size = entry->file_size;
      file.inode = entry->ino;
      files_.emplace(path.substr(prefix.size()), std::move(file));
    }
  }

  std::string id_of(std::string_view path, const struct stat& status) const override {
    auto found = files_.find(std::string(path));
    if (found == files_.end()) return "";
    const Remembered& file = found->second;
    bool racy = file.seconds > written_.tv_sec ||
                (file.seconds == written_.tv_sec &&
                 file.nanoseconds >= static_cast<uint32_t>(written_.tv_nsec));
    bool same = file.seconds == status.st_mtim.tv_sec &&
                (file.nanoseconds == 0 ||
                 file.nanoseconds == static_cast<uint32_t>(status.st_mtim.tv_nsec)) &&
                file.size == static_cast<uint32_t>(status.st_size) &&
                (file.inode == 0 || file.inode == static_cast<uint32_t>(status.st_ino));
    return same && !racy ? file.id : std::string();
  }

 private:
  timespec written_;
  std::unordered_map<std::string, Remembered> files_;
};

}  // namespace

std::unique_ptr<IndexIds> open_index_ids(const std::string& folder) {
  start_git_library();
  git_repository* raw = nullptr;
  if (git_repository_open_ext(&raw, folder.c_str(), 0, nullptr) != 0) return nullptr;
  GitRepository repository(raw);
  const char* work_folder = git_repository_workdir(raw);
  std::optional<std::string> prefix =
      work_folder ? git_path_below(work_folder, folder) : std::nullopt;
  git_index* raw_index = nullptr;
  if (!prefix || git_repository_index(&raw_index, raw) != 0) return nullptr;
  GitIndex index(raw_index);
  struct stat status;
  const char* path = git_index_path(raw_index);
  if (!path || stat(path, &status) != 0) return nullptr;
  if (!prefix->empty()) *prefix += '/';
  return std::make_unique<LibraryIndexIds>(*raw_index, *prefix, status.st_mtim);
}

std::string blob_id(std::string_view content) {
  start_git_library();
  git_oid id;
  if (git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB) != 0) return "";
  return std::string(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
}

}  // namespace drydock
