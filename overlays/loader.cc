#include "overlays/loader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/suggest.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

/// "a..b" as a part of a path: most likely two entries on one line.
bool has_ambiguous_part(std::string_view path) {
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part != ".." && part.find("..") != part.npos) return true;
  }
  return false;
}

/// Runs a look into the tree, and lets what it throws point to the entry that asked for it.
template <class Look>
decltype(auto) pointing_at(const Text& path, Look look) {
  try {
    return look();
  } catch (Error& error) {
    if (!error.diagnostic().where.file) error.diagnostic().where = path.where();
    throw;
  }
}

}  // namespace

Loader::Loader(SourceCache& files, std::string_view root, bool restricted, RemoteSources* remote)
    : files_(files),
      root_(root.starts_with('/') ? "/" : ""),
      restricted_(restricted),
      remote_(remote) {
  Text asked{root};
  std::optional<std::string> real = resolve(std::string(root), asked);
  if (!real || files_.tree().kind(*real) != EntryKind::Folder) {
    fail("file-missing", fmt::format("there is no folder {}", root.empty() ? "." : root));
  }
  root_ = *std::move(real);
}

std::string Loader::absolute_root() const { return root_.starts_with('/') ? root_ : "/" + root_; }

std::optional<std::string> Loader::resolve(const std::string& full, const Text& path) const {
  return pointing_at(path, [&]() -> std::optional<std::string> {
    std::optional<std::string> real = files_.tree().resolve(full);
    if (real && root_.starts_with('/')) real->insert(0, "/");
    return real;
  });
}

std::string Loader::full_path(const Text& path) const {
  if (path.value.starts_with('/')) {
    if (root_.starts_with('/')) return clean_path(path);
    fail("path-escape", fmt::format("the path {} is absolute", path.value), path.where());
  }
  std::string full = join_paths(root_.empty() ? "." : std::string_view(root_), path);
  if (full == ".." || full.starts_with("../")) {
    fail("path-escape", fmt::format("the path {} leaves the repository", path.value), path.where());
  }
  return full == "." ? "" : full;
}

void Loader::fail_missing(const Text& path, const std::string& full, bool folder) const {
  std::string help;
  std::optional<std::string> parent = files_.tree().resolve(parent_path(full));
  if (parent && files_.tree().kind(*parent) == EntryKind::Folder) {
    std::vector<std::string_view> names;
    for (const TreeEntry& entry : files_.list(*parent)) names.push_back(entry.name);
    help = did_you_mean(file_name(full), names);
  }
  fail("file-missing",
       fmt::format("there is no {} {}{}", folder ? "file or folder" : "file", full, help),
       path.where());
}

const SourceFile& Loader::load(const Text& path) {
  if (is_web_url(path)) {
    const SourceFile* file = remote_ ? remote_->fetch_file(path, path.where()) : nullptr;
    if (!file && !remote_) fail_remote(path, path.where());
    if (!file) {
      fail("overlay-remote", fmt::format("the server has no file at `{}`", path.value),
           path.where());
    }
    return *file;
  }
  std::string full = full_path(path);
  std::optional<std::string> real = resolve(full, path);
  if (!real) fail_missing(path, full, false);
  if (files_.tree().kind(*real) == EntryKind::Folder) {
    fail("file-unreadable", fmt::format("{} is a folder, not a file", full), path.where());
  }
  if (restricted_ && !is_below(parent_path(*real), root_) && parent_path(*real) != root_) {
    fail("overlay-outside",
         fmt::format("the file {} is not in or below {}", *real, root_.empty() ? "." : root_),
         path.where());
  }
  return pointing_at(path, [&]() -> const SourceFile& { return files_.read(full); });
}

const SourceFile* Loader::find(std::string_view name) {
  std::string full = join_paths(root_.empty() ? "." : std::string_view(root_), name);
  try {
    std::optional<std::string> real = resolve(full, {});
    if (!real || files_.tree().kind(*real) != EntryKind::File) return nullptr;
    return &load(Text{name});
  } catch (const Error&) {
    // kustomize takes a file that it may not read for one that is not there.
    return nullptr;
  }
}

std::optional<EntryKind> Loader::kind(const Text& path) const {
  std::string full = full_path(path);
  return pointing_at(path, [&] { return files_.tree().kind(full); });
}

void Loader::check_cycle(const std::string& candidate, const Text& path) const {
  for (const Loader* visited = this; visited; visited = visited->referrer_) {
    if (&visited->files_ != &files_ || !is_below(visited->root_, candidate)) continue;
    fail("overlay-cycle",
         fmt::format("cycle detected: {} holds {}, which is being read",
                     candidate.empty() ? "." : candidate,
                     visited->root_.empty() ? "." : visited->root_),
         path.where());
  }
}

std::unique_ptr<Loader> Loader::open(const Text& path) const {
  if (path.empty()) fail("kustomization", "an empty path is no base", path.where());
  if (std::optional<RemoteSpec> spec = parse_remote(path))
    return open_repository(*spec, remote_, path, this);
  if (path.value.starts_with('/')) {
    fail("path-escape", fmt::format("the base {} is an absolute path", path.value), path.where());
  }
  if (has_ambiguous_part(path)) {
    fail("kustomization",
         fmt::format("the path {} is ambiguous: a part of it holds `..`", path.value),
         path.where());
  }
  std::string full = full_path(path);
  std::optional<std::string> real = resolve(full, path);
  if (!real) fail_missing(path, full, true);
  if (files_.tree().kind(*real) != EntryKind::Folder) {
    fail("kustomization", fmt::format("{} is a file, not a folder", full), path.where());
  }
  for (const Loader* at = this; at; at = at->referrer_) {
    if (!at->repository_) continue;
    if (is_below(*real, *at->repository_)) break;
    fail("path-escape", fmt::format("the base {} leaves the repository it is in", path.value),
         path.where());
  }
  check_cycle(*real, path);
  return std::unique_ptr<Loader>(new Loader(files_, *std::move(real), restricted_, remote_, this));
}

std::unique_ptr<Loader> Loader::open_repository(const RemoteSpec& spec, RemoteSources* remote,
                                                const Text& path, const Loader* referrer) {
  for (const Loader* at = referrer; at; at = at->referrer_) {
    if (at->remote_reference_.empty() || !at->remote_reference_.starts_with(spec.raw)) continue;
    fail("overlay-cycle", fmt::format("cycle detected: {} is being read", spec.raw), path.where());
  }
  if (!remote) fail_remote(spec.raw, path.where());
  RemoteFolder folder = remote->fetch(spec, path.where());
  std::string root = join_paths(folder.root, spec.root_path);
  if (root == ".") root.clear();
  auto loader = std::unique_ptr<Loader>(new Loader(*folder.files, root, true, remote, referrer));
  std::optional<std::string> real = loader->resolve(root, path);
  if (!real || folder.files->tree().kind(*real) != EntryKind::Folder) {
    fail("file-missing", fmt::format("{} has no folder {}", spec.clone_url(), spec.root_path),
         path.where());
  }
  if (!is_below(*real, folder.root)) {
    fail("path-escape", fmt::format("{} leads out of its repository", spec.raw), path.where());
  }
  loader->root_ = *std::move(real);
  loader->repository_ = folder.root;
  loader->remote_reference_ = spec.raw;
  return loader;
}

}  // namespace drydock::overlays
