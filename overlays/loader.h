#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/source_cache.h"
#include "overlays/configs.h"
#include "overlays/remote.h"

namespace drydock::overlays {

/// Reads what one kustomization names. Paths are relative to its folder. Files must lie in that
/// folder or below, unless the build says otherwise.
class Loader {
 public:
  /// For the kustomization that a build begins with. `root` is its folder within the tree, with or
  /// without a slash in front; all paths of files get one if it has. Throws Error when it is no
  /// folder.
  Loader(SourceCache& files, std::string_view root, bool restricted, RemoteSources* remote);

  /// For a build that begins with a reference to another repository. Throws Error.
  static std::unique_ptr<Loader> open_repository(const RemoteSpec& spec, RemoteSources* remote,
                                                 const Text& path = {},
                                                 const Loader* referrer = nullptr);

  /// The folder, free of links.
  std::string_view root() const { return root_; }
  /// The same as kustomize knows it, beginning with a slash.
  std::string absolute_root() const;

  /// A file. Throws Error at `path` when it is missing, a folder or outside of the limits.
  const SourceFile& load(const Text& path);
  /// A file of the folder itself; null when there is none that may be read.
  const SourceFile* find(std::string_view name);
  /// What a path is; nothing when there is nothing. Throws Error as the tree does.
  std::optional<EntryKind> kind(const Text& path) const;

  /// For a base or component: a folder, or a reference to another repository. Throws Error at
  /// `path` when it is none, or includes a kustomization that is being read. Refers to this loader.
  std::unique_ptr<Loader> open(const Text& path) const;

 private:
  Loader(SourceCache& files, std::string root, bool restricted, RemoteSources* remote,
         const Loader* referrer)
      : files_(files),
        root_(std::move(root)),
        restricted_(restricted),
        remote_(remote),
        referrer_(referrer) {}

  std::string full_path(const Text& path) const;
  std::optional<std::string> resolve(const std::string& full, const Text& path) const;
  [[noreturn]] void fail_missing(const Text& path, const std::string& full, bool folder) const;
  void check_cycle(const std::string& candidate, const Text& path) const;

  SourceCache& files_;
  std::string root_;
  bool restricted_;
  RemoteSources* remote_;
  const Loader* referrer_ = nullptr;
  std::optional<std::string> repository_;  // root of the repository this is the first loader of
  std::string remote_reference_;
};

}  // namespace drydock::overlays
