#include "cli/folder_watch.h"

#include <dirent.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace drydock::cli {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A file that is written says so when it is closed; until then there is nothing whole to read.
constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                             IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr milliseconds kQuiet{8};          // after the last event
constexpr milliseconds kQuietOfMany{100};  // when a program writes a whole tree
constexpr size_t kMany = 64;
constexpr milliseconds kUnfinished{60};  // for a file that went to come back, or to be filled
constexpr milliseconds kLongest{2000};   // of events without a pause
constexpr milliseconds kLongestGit{15000};
constexpr milliseconds kGonePause{300};
constexpr milliseconds kShortestPause{1000};  // between two looks
constexpr int kPauseShare = 20;               // looking takes one part in so many of the time
constexpr size_t kMostChanges = 2000;         // more are as good as everything

int left(Clock::time_point until) {
  auto rest = std::chrono::duration_cast<milliseconds>(until - Clock::now());
  return static_cast<int>(std::max<int64_t>(0, rest.count()));
}

bool can_read(int descriptor, int timeout_ms) {
  pollfd one{descriptor, POLLIN, 0};
  return poll(&one, 1, timeout_ms) > 0;
}

std::string child(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

}  // namespace

FolderWatch::FolderWatch(std::string root, size_t most_folders)
    : root_(std::move(root)), most_folders_(most_folders) {
  inotify_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify_ < 0) begin_polling("the system does not say when files change");
  root_inode_ = root_now();
}

FolderWatch::~FolderWatch() {
  if (inotify_ >= 0) close(inotify_);
}

std::string FolderWatch::absolute(std::string_view path) const {
  return path.empty() ? root_ : fmt::format("{}/{}", root_, path);
}

std::optional<FolderWatch::Entry> FolderWatch::look(const std::string& path) const {
  struct stat status {};
  if (lstat(absolute(path).c_str(), &status) != 0) return std::nullopt;
  Entry entry;
  entry.type = status.st_mode & S_IFMT;
  if (entry.type == S_IFDIR) return entry;  // what is in it is another question
  entry.inode = status.st_ino;
  entry.size = static_cast<uint64_t>(status.st_size);
  entry.time = status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
  return entry;
}

void FolderWatch::list(const std::string& path, Folder& folder) const {
  folder.entries.clear();
  DIR* opened = opendir(absolute(path).c_str());
  if (!opened) return;
  while (const dirent* one = readdir(opened)) {
    std::string name = one->d_name;
    if (name == "." || name == ".." || name == ".git") continue;
    if (auto entry = look(child(path, name))) folder.entries.emplace(std::move(name), *entry);
  }
  closedir(opened);
}

void FolderWatch::begin_polling(std::string why) {
  polls_because_ = std::move(why);
  if (inotify_ >= 0) close(inotify_);
  inotify_ = -1;
  by_descriptor_.clear();
  for (auto& [path, folder] : folders_) folder.descriptor = -1;
}

void FolderWatch::add(const std::string& path, int64_t since, std::vector<TreeChange>& changed) {
  Folder folder;
  if (inotify_ >= 0) {
    if (folders_.size() >= most_folders_) {
      begin_polling("there are more folders than may be watched");
    } else {
      folder.descriptor = inotify_add_watch(inotify_, absolute(path).c_str(), kEvents);
      if (folder.descriptor < 0 && errno == ENOSPC) {
        begin_polling(
            "there are more folders than the system lets a user watch "
            "(sysctl fs.inotify.max_user_watches)");
      } else if (folder.descriptor < 0) {
        return;  // it is not there, or no folder
      } else {
        by_descriptor_[folder.descriptor].push_back(path);
      }
    }
  }
  struct stat status {};
  if (inotify_ < 0 && (stat(absolute(path).c_str(), &status) != 0 || !S_ISDIR(status.st_mode))) {
    return;
  }
  // Listed when it is watched already, so that nothing happens in between.
  list(path, folder);
  for (const auto& [name, entry] : folder.entries) {
    if (entry.type == S_IFDIR || entry.time < since) continue;
    // Whether it was there before is not known.
    changed.push_back({child(path, name), child(path, name)});
  }
  folders_[path] = std::move(folder);
}

void FolderWatch::forget(const std::string& path) {
  auto found = folders_.find(path);
  if (found == folders_.end()) return;
  int descriptor = found->second.descriptor;
  if (inotify_ >= 0 && descriptor >= 0) {
    auto known = by_descriptor_.find(descriptor);
    if (known != by_descriptor_.end() && std::erase(known->second, path) > 0 &&
        known->second.empty()) {
      inotify_rm_watch(inotify_, descriptor);
      by_descriptor_.erase(known);
    }
  }
  folders_.erase(found);
}

std::vector<TreeChange> FolderWatch::watch(const std::set<std::string, std::less<>>& folders,
                                           int64_t since) {
  std::vector<std::string> old;
  for (const auto& [path, folder] : folders_) {
    if (!folders.contains(path)) old.push_back(path);
  }
  for (const std::string& path : old) forget(path);
  std::vector<TreeChange> changed;
  for (const std::string& path : folders) {
    if (!folders_.contains(path)) add(path, since, changed);
  }
  return changed;
}

/// Takes what the system has to tell; whether there was something.
bool FolderWatch::read_events() {
  alignas(inotify_event) char buffer[64 * 1024];
  bool any = false;
  for (;;) {
    ssize_t size = read(inotify_, buffer, sizeof buffer);
    if (size <= 0) return any;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if (event->mask & IN_Q_OVERFLOW) {
        lost_ = any = true;
        continue;
      }
      auto folder = by_descriptor_.find(event->wd);
      if (folder == by_descriptor_.end()) continue;
      if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
        // The folder above says the rest; the root has none that is watched.
        any = true;
        for (const std::string& path : folder->second) lost_ |= path.empty();
        if (event->mask & IN_IGNORED) by_descriptor_.erase(folder);
        continue;
      }
      std::string name = event->len > 0 ? event->name : "";
      if (name.empty() || name == ".git") continue;
      any = true;
      for (const std::string& path : folder->second) dirty_.emplace(path, name);
      lost_ |= dirty_.size() > kMostChanges;
    }
  }
}

/// Whether a save seems to be under way: a known file is gone, or empty.
bool FolderWatch::is_unfinished() const {
  if (dirty_.size() > kMany) return false;
  return std::any_of(dirty_.begin(), dirty_.end(), [&](const auto& one) {
    auto folder = folders_.find(one.first);
    if (folder == folders_.end()) return false;
    auto known = folder->second.entries.find(one.second);
    if (known == folder->second.entries.end() || known->second.type != S_IFREG) return false;
    std::optional<Entry> now = look(child(one.first, one.second));
    return !now || (now->size == 0 && known->second.size > 0);
  });
}

/// Waits until nothing more happens.
void FolderWatch::settle() {
  Clock::time_point began = Clock::now();
  std::string git_lock = root_ + "/.git/index.lock";
  bool gave_time = false;
  for (;;) {
    milliseconds quiet = dirty_.size() > kMany || lost_ ? kQuietOfMany : kQuiet;
    milliseconds age = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
    if (can_read(inotify_, static_cast<int>(quiet.count())) && age < kLongest) {
      read_events();
      continue;
    }
    read_events();
    if (access(git_lock.c_str(), F_OK) == 0 && age < kLongestGit) {
      std::this_thread::sleep_for(milliseconds(20));
      continue;
    }
    if (!gave_time && is_unfinished()) {
      gave_time = true;
      Clock::time_point until = Clock::now() + kUnfinished;
      while (left(until) > 0 && is_unfinished()) {
        if (can_read(inotify_, left(until))) read_events();
      }
      continue;
    }
    return;
  }
}

/// All files below a folder that came.
void FolderWatch::add_below(const std::string& path, const std::string& entry, FolderChanges& out) {
  if (out.files.size() > kMostChanges) {
    out.all = true;
    return;
  }
  Folder listed;
  list(path, listed);
  for (const auto& [name, item] : listed.entries) {
    std::string below = child(path, name);
    if (item.type == S_IFDIR) {
      add_below(below, entry, out);
    } else {
      out.files.push_back({std::move(below), entry});
    }
  }
}

/// All files that were seen below a folder that went.
void FolderWatch::add_known_below(const std::string& path, FolderChanges& out) {
  std::vector<std::string> gone;
  for (auto at = folders_.lower_bound(path); at != folders_.end(); ++at) {
    if (!at->first.starts_with(path)) break;
    if (!is_below(at->first, path)) continue;
    gone.push_back(at->first);
    for (const auto& [name, item] : at->second.entries) {
      if (item.type != S_IFDIR) out.files.push_back({child(at->first, name), path});
    }
  }
  out.files.push_back({path, path});
  for (const std::string& one : gone) forget(one);
}

void FolderWatch::collect(const std::string& folder, const std::string& name, FolderChanges& out) {
  auto place = folders_.find(folder);
  if (place == folders_.end()) return;
  std::string path = child(folder, name);
  std::optional<Entry> now = look(path);
  auto known = place->second.entries.find(name);
  std::optional<Entry> before;
  if (known != place->second.entries.end()) before = known->second;
  if (!now && !before) return;  // an editor's own file
  if (now) {
    place->second.entries[name] = *now;
  } else {
    place->second.entries.erase(known);
  }
  bool same_sort = now && before && now->type == before->type;
  if (same_sort && now->type != S_IFDIR) {
    out.files.push_back({path, ""});
    return;
  }
  if (same_sort) {
    // A folder in the place of another one.
    if (folders_.contains(path)) {
      add_known_below(path, out);
      add_below(path, path, out);
    }
    return;
  }
  if (before && before->type == S_IFDIR) add_known_below(path, out);
  if (now && now->type == S_IFDIR) {
    out.files.push_back({path, path});
    add_below(path, path, out);
  } else {
    out.files.push_back({path, path});
  }
}

FolderChanges FolderWatch::collect() {
  FolderChanges out;
  Dirty dirty = std::move(dirty_);
  dirty_.clear();
  out.all = lost_;
  lost_ = false;
  for (const auto& [folder, name] : dirty) collect(folder, name, out);
  if (out.files.size() > kMostChanges) out.all = true;
  if (out.all) out.files.clear();
  return out;
}

uint64_t FolderWatch::root_now() const {
  struct stat status {};
  return stat(root_.c_str(), &status) == 0 && S_ISDIR(status.st_mode) ? status.st_ino : 0;
}

/// Marks what looks different.
void FolderWatch::poll_folders() {
  Clock::time_point began = Clock::now();
  for (auto& [path, folder] : folders_) {
    Folder now;
    list(path, now);
    for (const auto& [name, entry] : now.entries) {
      auto known = folder.entries.find(name);
      bool same = known != folder.entries.end() && known->second == entry;
      if (!same) dirty_.emplace(path, name);
    }
    for (const auto& [name, entry] : folder.entries) {
      if (!now.entries.contains(name)) dirty_.emplace(path, name);
    }
  }
  auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
  pause_ = std::max(kShortestPause, took * kPauseShare);
}

FolderChanges FolderWatch::wait_polling(int timeout_ms, int other) {
  Clock::time_point until = Clock::now() + milliseconds(timeout_ms < 0 ? 1 << 30 : timeout_ms);
  for (;;) {
    int pause = std::min<int>(left(until), static_cast<int>(pause_.count()));
    if (other >= 0 ? can_read(other, pause)
                   : (std::this_thread::sleep_for(milliseconds(pause)), false)) {
      FolderChanges woken;
      woken.woken = true;
      return woken;
    }
    poll_folders();
    FolderChanges changes = collect();
    if (changes.any() || left(until) == 0) return changes;
  }
}

FolderChanges FolderWatch::wait(int timeout_ms, int other) {
  uint64_t root = root_now();
  if (root == 0) {
    if (was_gone_) {
      pollfd one{other, POLLIN, 0};
      poll(&one, other >= 0 ? 1 : 0, static_cast<int>(kGonePause.count()));
    }
    FolderChanges gone;
    gone.gone = true;
    gone.woken = was_gone_ && other >= 0 && can_read(other, 0);
    was_gone_ = true;
    return gone;
  }
  if (was_gone_ || root != root_inode_) {  // it is back, or another one has taken its place
    was_gone_ = false;
    root_inode_ = root;
    std::set<std::string, std::less<>> folders;
    for (const auto& [path, folder] : folders_) folders.insert(path);
    watch({});
    dirty_.clear();
    watch(folders);
    FolderChanges back;
    back.all = true;
    return back;
  }
  if (inotify_ < 0) return timeout_ms == 0 ? FolderChanges() : wait_polling(timeout_ms, other);
  Clock::time_point until = Clock::now() + milliseconds(timeout_ms < 0 ? 1 << 30 : timeout_ms);
  for (;;) {
    pollfd both[] = {{inotify_, POLLIN, 0}, {other, POLLIN, 0}};
    int ready = poll(both, other >= 0 ? 2 : 1, timeout_ms < 0 ? -1 : left(until));
    if (ready < 0 && errno != EINTR) return {};
    if (ready > 0 && other >= 0 && (both[1].revents & (POLLIN | POLLHUP))) {
      FolderChanges woken;
      woken.woken = true;
      return woken;
    }
    if (ready > 0 && read_events()) {
      settle();
      if (root_now() != root_inode_) return wait(timeout_ms, other);
      FolderChanges changes = collect();
      if (changes.any()) return changes;
    }
    if (ready < 0) {
      FolderChanges interrupted;
      interrupted.woken = true;
      return interrupted;
    }
    if (timeout_ms >= 0 && left(until) == 0) return {};
  }
}

}  // namespace drydock::cli
