#include "core/tree.h"

#include "core/error.h"
#include "core/file_errors.h"

namespace drydock {

namespace {

// What Linux allows; no honest repository comes near.
constexpr int kMaxLinks = 40;
constexpr size_t kMaxLinkTarget = 4096;

// Whether an entry of that name can be in a tree. A hostile Git tree may hold any bytes as a name.
bool is_entry_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name != ".git" &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

std::string child_path(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path.append(folder);
  if (!folder.empty()) path += '/';
  path.append(name);
  return path;
}

}  // namespace

/// Follows one path from the root, component by component, as the system would: ".." goes up from
/// where a link led to, not from where it stood.
class Tree::Walk {
 public:
  /// `asked` is the path for messages: `path` or one below it.
  Walk(const Tree& tree, std::string_view path, std::string_view asked)
      : tree_(tree), asked_(asked), pending_(path) {}

  std::optional<Found> run() {
    while (std::optional<std::string> name = next_name()) {
      if (at_.kind != EntryKind::Folder) return std::nullopt;
      if (*name == "..") {
        go_up();
      } else if (!is_entry_name(*name) || !enter(*name)) {
        return std::nullopt;
      }
    }
    return std::move(at_);
  }

 private:
  std::optional<std::string> next_name() {
    while (done_ < pending_.size()) {
      size_t end = std::min(pending_.find('/', done_), pending_.size());
      std::string name = pending_.substr(done_, end - done_);
      done_ = end + 1;
      if (!name.empty() && name != ".") return name;
    }
    return std::nullopt;
  }

  void go_up() {
    if (at_.path.empty()) fail_escape();
    at_.path.resize(parent_path(at_.path).size());
  }

  bool enter(const std::string& name) {
    std::string path = child_path(at_.path, name);
    if (tree_.known_folder(path) == path) {
      at_.path = std::move(path);
      return true;
    }
    std::optional<EntryKind> kind = tree_.entry_kind(path);
    if (!kind) return false;
    if (*kind == EntryKind::Symlink) {
      follow(path);
      return true;
    }
    if (*kind == EntryKind::Folder) tree_.remember_folder(path, path);
    at_ = {std::move(path), *kind};
    return true;
  }

  void follow(const std::string& link) {
    if (++links_ > kMaxLinks) {
      fail("symlink-loop",
           "cannot follow " + std::string(asked_) + ": its symbolic links go round in a circle");
    }
    link_ = link;
    target_ = tree_.link_target(link);
    if (target_.size() > kMaxLinkTarget) {
      fail_file_unreadable(
          link, "its target is longer than " + std::to_string(kMaxLinkTarget) + " bytes");
    }
    std::string_view rest = target_;
    if (rest.starts_with('/')) rest = below_place(rest);
    pending_ = std::string(rest) + "/" + pending_.substr(std::min(done_, pending_.size()));
    done_ = 0;
  }

  std::string_view below_place(std::string_view target) {
    std::string_view place = tree_.place_;
    if (place.empty()) fail_escape();
    if (place == "/") place = "";
    bool inside =
        target.starts_with(place) && (target.size() == place.size() || target[place.size()] == '/');
    if (!inside) fail_escape();
    at_.path.clear();
    return target.substr(place.size());
  }

  [[noreturn]] void fail_escape() {
    if (links_ == 0)
      fail("path-escape", "the path " + std::string(asked_) + " leaves the repository");
    fail("path-escape",
         "the symbolic link " + link_ + " leaves the repository: it points to " + target_);
  }

  const Tree& tree_;
  std::string_view asked_;
  std::string pending_;
  size_t done_ = 0;
  Found at_ = {"", EntryKind::Folder};
  int links_ = 0;
  std::string link_;  // the last one followed
  std::string target_;
};

std::optional<EntryKind> Tree::kind(std::string_view path) const {
  std::optional<Found> found = find(path);
  if (!found) return std::nullopt;
  return found->kind;
}

std::optional<std::string> Tree::resolve(std::string_view path) const {
  std::optional<Found> found = find(path);
  if (!found) return std::nullopt;
  return std::move(found->path);
}

std::vector<TreeEntry> Tree::list(std::string_view folder) const {
  std::optional<std::string> real = find_folder(folder);
  if (!real) fail("file-missing", "there is no folder " + std::string(folder));
  std::vector<TreeEntry> result = entries(*real);
  std::erase_if(result, [](const TreeEntry& entry) { return !is_entry_name(entry.name); });
  std::sort(result.begin(), result.end(),
            [](const TreeEntry& a, const TreeEntry& b) { return a.name < b.name; });
  return result;
}

std::string Tree::read(std::string_view path, std::string* real) const {
  std::optional<std::string> direct = beside_known(path);
  if (direct) {
    if (std::optional<std::string> text = bytes(*direct)) {
      if (real) *real = *std::move(direct);
      return *std::move(text);
    }
  }
  std::optional<Found> found = find(path);
  if (!found && direct) {
    // Only of a link have the bytes been asked for above without an answer or an error.
    fail("file-missing", "the symbolic link " + std::string(path) + " leads to nothing");
  }
  if (!found) fail_file_missing(path);
  std::optional<std::string> text = bytes(found->path);
  if (!text) fail_file_unreadable(found->path, "it changed meanwhile");
  if (real) *real = std::move(found->path);
  return *std::move(text);
}

std::optional<std::string> Tree::read_small(std::string_view path, size_t limit, size_t* size,
                                            std::string* real) const {
  if (std::optional<std::string> direct = beside_known(path)) {
    *size = 0;
    std::optional<std::string> text = small_bytes(*direct, limit, size);
    if (text || *size > limit) {
      *real = *std::move(direct);
      return text;
    }
  }
  return read(path, real);  // behind a link
}

std::optional<Tree::Found> Tree::find(std::string_view path) const {
  {
    std::shared_lock lock(mutex_);
    if (last_found_ && last_path_ == path) return *last_found_;
  }
  std::optional<Found> found = look_up(path);
  std::unique_lock lock(mutex_);
  last_path_ = path;
  last_found_ = found;
  return found;
}

std::optional<Tree::Found> Tree::look_up(std::string_view path) const {
  if (std::optional<std::string> folder = known_folder(path)) {
    return Found{*std::move(folder), EntryKind::Folder};
  }
  if (std::optional<std::string> direct = beside_known(path)) {
    std::optional<EntryKind> kind = entry_kind(*direct);
    if (!kind) return std::nullopt;
    if (*kind == EntryKind::Folder) remember_folder(path, *direct);
    if (*kind != EntryKind::Symlink) return Found{*std::move(direct), *kind};
  }
  std::optional<Found> found = Walk(*this, path, path).run();
  if (found && found->kind == EntryKind::Folder) remember_folder(path, found->path);
  return found;
}

std::optional<std::string> Tree::find_folder(std::string_view path) const {
  if (std::optional<std::string> folder = known_folder(path)) return folder;
  std::optional<Found> found = find(path);
  if (!found || found->kind != EntryKind::Folder) return std::nullopt;
  return std::move(found->path);
}

// The path with its folder's links followed; nothing when the folder is not known yet to exist, or
// the last component is no plain name.
std::optional<std::string> Tree::beside_known(std::string_view path) const {
  std::string_view name = file_name(path);
  if (!is_entry_name(name)) return std::nullopt;
  std::string_view parent = parent_path(path);
  std::optional<std::string> folder = known_folder(parent);
  if (!folder) {
    std::optional<Found> found = Walk(*this, parent, path).run();
    if (!found || found->kind != EntryKind::Folder) return std::nullopt;
    remember_folder(parent, found->path);
    folder = std::move(found->path);
  }
  return child_path(*folder, name);
}

std::optional<std::string> Tree::known_folder(std::string_view path) const {
  if (path.empty()) return "";
  std::shared_lock lock(mutex_);
  auto known = folders_.find(path);
  if (known == folders_.end()) return std::nullopt;
  return known->second;
}

void Tree::remember_folder(std::string_view path, const std::string& real) const {
  std::unique_lock lock(mutex_);
  folders_.try_emplace(std::string(path), real);
}

void fail_file_missing(std::string_view path) {
  fail("file-missing", "there is no file " + std::string(path));
}

void fail_file_unreadable(std::string_view path, std::string_view why) {
  std::string name(path.empty() ? "the root folder" : path);
  fail("file-unreadable", "cannot read " + name + ": " + std::string(why));
}

void fail_file_too_large(std::string_view path) {
  constexpr size_t kMebibyte = 1024 * 1024;
  fail("file-too-large", std::string(path) + " is larger than the limit of " +
                             std::to_string(Tree::kMaxFileSize / kMebibyte) + " MiB");
}

std::optional<std::string> join_path(std::string_view folder, std::string_view relative) {
  if (relative.starts_with('/')) return std::nullopt;
  std::string result;
  for (std::string_view part : {folder, relative}) {
    while (!part.empty()) {
      std::string_view name = part.substr(0, part.find('/'));
      part.remove_prefix(std::min(name.size() + 1, part.size()));
      if (name.empty() || name == ".") continue;
      if (name != "..") {
        if (!result.empty()) result += '/';
        result.append(name);
      } else if (result.empty()) {
        return std::nullopt;
      } else {
        result.resize(parent_path(result).size());
      }
    }
  }
  return result;
}

std::string_view parent_path(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace drydock
