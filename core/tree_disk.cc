// A Tree of a folder on disk. Everything is opened relative to the root's descriptor, without
// following links and without waiting for the other end of a pipe.

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "core/error.h"
#include "core/file_errors.h"
#include "core/git/index_ids.h"
#include "core/tree.h"

namespace drydock {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

[[noreturn]] void fail_unreadable(const std::string& path, int code) {
  fail_file_unreadable(path, std::generic_category().message(code));
}

bool means_missing(int code) {
  return code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG || code == EINVAL;
}

EntryKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::File;
  if (S_ISDIR(mode)) return EntryKind::Folder;
  if (S_ISLNK(mode)) return EntryKind::Symlink;
  return EntryKind::Other;
}

// Reads one byte more than expected, so that for nearly all files a single call also sees the end.
// Files in /proc say they are empty and are not.
std::string read_to_end(int descriptor, size_t expected, const std::string& path) {
  std::string text(expected == 0 ? 4096 : expected + 1, '\0');
  size_t size = 0;
  while (true) {
    ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_unreadable(path, errno);
    size += static_cast<size_t>(count);
    if (size > Tree::kMaxFileSize) fail_file_too_large(path);
    if (count == 0 || size == expected) break;
    if (size == text.size()) text.resize(size * 2);
  }
  text.resize(size);
  return text;
}

class DiskTree : public Tree {
 public:
  DiskTree(const std::string& place, int root) : Tree(place), place_(place), root_(root) {}

  std::string describe() const override { return "folder " + place_; }

  void know_ids() { ids_ = open_index_ids(place_); }

  /// Of files, once the ids are known; those that the index does not know are read for it.
  std::string content_id(const std::string& path) const override {
    struct stat status;
    if (!ids_ || fstatat(root_.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return "";
    if (!S_ISREG(status.st_mode)) return "";
    std::string id = ids_->id_of(path, status);
    if (!id.empty()) return id;
    std::optional<std::string> content = bytes(path);
    return content ? blob_id(*content) : std::string();
  }

 protected:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    struct stat status;
    if (fstatat(root_.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      return kind_of_mode(status.st_mode);
    }
    if (means_missing(errno)) return std::nullopt;
    fail_unreadable(path, errno);
  }

  std::vector<TreeEntry> entries(const std::string& folder) const override {
    const char* path = folder.empty() ? "." : folder.c_str();
    int number = openat(root_.get(), path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (number < 0) fail_unreadable(folder, errno);
    std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(number), closedir);
    if (!stream) {
      int code = errno;
      close(number);
      fail_unreadable(folder, code);
    }
    std::vector<TreeEntry> result;
    errno = 0;
    while (const dirent* entry = readdir(stream.get())) {
      if (std::optional<EntryKind> kind = kind_of_entry(number, *entry)) {
        result.push_back({entry->d_name, *kind});
      }
      errno = 0;
    }
    if (errno != 0) fail_unreadable(folder, errno);
    return result;
  }

  std::optional<std::string> bytes(const std::string& file) const override {
    size_t size = 0;
    return small_bytes(file, kMaxFileSize, &size);
  }

  std::optional<std::string> small_bytes(const std::string& file, size_t limit,
                                         size_t* size) const override {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const char* path = file.empty() ? "." : file.c_str();
    Descriptor descriptor(openat(root_.get(), path, kFlags));
    if (!descriptor.is_open()) {
      if (errno == ELOOP) return std::nullopt;
      if (means_missing(errno)) fail_file_missing(file);
      if (errno == ENXIO || errno == ENODEV) fail_file_unreadable(file, "it is no regular file");
      fail_unreadable(file, errno);
    }
    struct stat status;
    if (fstat(descriptor.get(), &status) != 0) fail_unreadable(file, errno);
    if (S_ISDIR(status.st_mode)) fail_file_unreadable(file, "it is a folder");
    if (!S_ISREG(status.st_mode)) fail_file_unreadable(file, "it is no regular file");
    if (static_cast<uint64_t>(status.st_size) > kMaxFileSize) fail_file_too_large(file);
    *size = static_cast<size_t>(status.st_size);
    if (*size > limit) return std::nullopt;
    return read_to_end(descriptor.get(), *size, file);
  }

  std::string link_target(const std::string& link) const override {
    std::string target(4097, '\0');  // one more than a link can have
    ssize_t size = readlinkat(root_.get(), link.c_str(), target.data(), target.size());
    if (size < 0) fail_unreadable(link, errno);
    target.resize(static_cast<size_t>(size));
    return target;
  }

 private:
  // Some file systems leave the kind out of the folder. Nothing for an entry that went away.
  static std::optional<EntryKind> kind_of_entry(int folder, const dirent& entry) {
    switch (entry.d_type) {
      case DT_REG:
        return EntryKind::File;
      case DT_DIR:
        return EntryKind::Folder;
      case DT_LNK:
        return EntryKind::Symlink;
      case DT_UNKNOWN:
        break;
      default:
        return EntryKind::Other;
    }
    struct stat status;
    if (fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    return kind_of_mode(status.st_mode);
  }

  std::string place_;
  Descriptor root_;
  std::unique_ptr<IndexIds> ids_;
};

std::unique_ptr<DiskTree> open_disk(const std::string& folder) {
  std::unique_ptr<char, void (*)(void*)> place(realpath(folder.c_str(), nullptr), std::free);
  if (!place) {
    std::string why = std::generic_category().message(errno);
    fail("file-missing", "cannot open the folder " + folder + ": " + why);
  }
  int root = open(place.get(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 && errno == EACCES) root = open(place.get(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) {
    std::string why = std::generic_category().message(errno);
    fail("file-missing", "cannot open the folder " + folder + ": " + why);
  }
  return std::make_unique<DiskTree>(place.get(), root);
}

}  // namespace

std::unique_ptr<Tree> open_disk_tree(const std::string& folder) { return open_disk(folder); }

std::unique_ptr<Tree> open_work_tree(const std::string& folder) {
  std::unique_ptr<DiskTree> tree = open_disk(folder);
  tree->know_ids();
  return tree;
}

}  // namespace drydock
