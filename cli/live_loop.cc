#include "cli/live_loop.h"

#include <poll.h>
#include <sys/stat.h>
#include <time.h>

#include "core/error.h"
#include "projects/path_filter.h"

namespace drydock::cli {
namespace {

constexpr int kDeepest = 100;
constexpr int kBasePause = 2000;  // ms between two looks at the base

int64_t now_ns() {
  // As coarse as the times of files, which are behind.
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

using Folders = std::set<std::string, std::less<>>;

/// What looking for projects goes through, and what somebody may add to.
void add_walk(SourceCache& files, const projects::PathFilter& filter, const std::string& folder,
              int depth, Folders& out) {
  out.insert(folder);
  if (depth == kDeepest) return;
  try {
    for (const TreeEntry& entry : files.list(folder)) {
      if (entry.kind != EntryKind::Folder || projects::is_hidden(entry.name) ||
          projects::is_foreign_folder(entry.name)) {
        continue;
      }
      std::string path = projects::child_path(folder, entry.name);
      if (!filter.leaves_out(path)) add_walk(files, filter, path, depth + 1, out);
    }
  } catch (const Error&) {  // it cannot be listed, and somebody has said so
  }
}

void add_all_below(SourceCache& files, const std::string& folder, int depth, Folders& out) {
  out.insert(folder);
  if (depth == kDeepest) return;
  try {
    for (const TreeEntry& entry : files.list(folder)) {
      if (entry.kind != EntryKind::Folder) continue;
      add_all_below(files, projects::child_path(folder, entry.name), depth + 1, out);
    }
  } catch (const Error&) {
  }
}

void add_with_parents(std::string_view path, Folders& out) {
  for (std::string_view at = path;; at = parent_path(at)) {
    if (!out.emplace(at).second && at != path) return;
    if (at.empty()) return;
  }
}

void add_inputs(SourceCache& files, const InputLog& inputs, Folders& out) {
  for (const std::string& file : inputs.files()) out.emplace(parent_path(file));
  for (const std::string& folder : inputs.lists()) out.insert(folder);
  for (const std::string& folder : inputs.all()) {
    if (!out.contains(folder)) add_all_below(files, folder, 0, out);
  }
  // Any folder on the way may be what is missing.
  for (const std::string& path : inputs.missing()) add_with_parents(parent_path(path), out);
}

}  // namespace

std::set<std::string, std::less<>> watched_folders(const LiveFleet& fleet) {
  Folders folders = {""};
  if (!fleet.is_open()) return folders;
  Repository& repository = fleet.repository();
  SourceCache& files = *repository.files;
  projects::PathFilter filter(repository.settings);
  add_walk(files, filter, "", 0, folders);
  for (const auto& project : fleet.projects()) {
    add_inputs(files, project->now.inputs, folders);
    if (project->good) add_inputs(files, project->good->inputs, folders);
  }
  for (const std::string& path : repository.settings.schemas) {
    add_all_below(files, path, 0, folders);
  }
  for (const std::string& path : repository.settings.policy_paths) {
    add_all_below(files, path, 0, folders);
  }
  for (const char* path : {".github", "docs", ".gitlab"}) folders.insert(path);  // CODEOWNERS
  return folders;
}

/// `since`: what changed from then on in folders that were not watched yet is taken as well.
void LiveLoop::watch_again(int64_t since) {
  std::vector<TreeChange> missed = watch_.watch(watched_folders(fleet_), since);
  if (missed.empty()) return;
  FolderChanges changes;
  changes.files = std::move(missed);
  take(changes);
  judge();
  watch_.watch(watched_folders(fleet_), INT64_MAX);
}

void LiveLoop::start() {
  int64_t began = now_ns();
  bool opened = fleet_.open([this] { tell_(LiveEvent::Listed); });
  tell_(opened ? LiveEvent::Rendered : LiveEvent::Trouble);
  if (opened) judge();
  watch_again(began);
}

void LiveLoop::judge() {
  bool judged = fleet_.judge();
  tell_(judged ? LiveEvent::Judged : LiveEvent::Trouble);
}

void LiveLoop::take(const FolderChanges& changes) {
  bool rendered = true;
  if (changes.all || !fleet_.is_open()) {
    rendered = fleet_.open();
  } else {
    fleet_.render(changes.files);
  }
  tell_(rendered && fleet_.trouble().empty() ? LiveEvent::Rendered : LiveEvent::Trouble);
}

bool LiveLoop::step(int timeout_ms, int stop) {
  int64_t began = now_ns();
  FolderChanges changes = watch_.wait(timeout_ms, stop);
  if (changes.gone) {
    if (!is_gone_) {
      is_gone_ = true;
      fleet_.judge();  // says that there is no such folder
      tell_(LiveEvent::Trouble);
    }
    return !changes.woken;
  }
  is_gone_ = false;
  if (!changes.any()) {
    if (!changes.woken && fleet_.base_has_moved()) judge();
    return false;
  }
  while (changes.any() && !changes.gone) {
    take(changes);
    changes = watch_.wait(0);
  }
  judge();
  watch_again(began);
  fleet_.tidy();
  return true;
}

void LiveLoop::run(int stop) {
  for (;;) {
    pollfd one{stop, POLLIN, 0};
    if (poll(&one, 1, 0) > 0) return;
    step(fleet_.options().base.empty() ? -1 : kBasePause, stop);
  }
}

}  // namespace drydock::cli
