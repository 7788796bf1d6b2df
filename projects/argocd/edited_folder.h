#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source_cache.h"
#include "core/tree.h"
#include "overlays/edit/edit_files.h"

namespace drydock::projects::argocd {

/// The files around a kustomization as edits see them: what is written stays in memory.
class EditedFolder final : public overlays::EditFiles {
 public:
  /// `folder` is clean and in the tree of `files`, which must outlive this.
  EditedFolder(SourceCache& files, std::string folder)
      : files_(files), folder_(std::move(folder)) {}

  bool exists(const std::string& path) const override;
  bool is_folder(const std::string& path) const override;
  std::optional<std::string> read(const std::string& path) const override;
  std::vector<std::string> list(const std::string& folder) const override;
  bool is_real_folder(const std::string& path) const override;
  void write(const std::string& path, const std::string& text) override;

  /// The whole tree with what was written. Valid as long as this, and its tree as long as what
  /// `take_tree` gave.
  SourceCache& edited();
  std::unique_ptr<Tree> take_tree() { return std::move(tree_); }

  /// Paths in the tree of what was written.
  std::vector<std::string> written() const;

 private:
  std::optional<std::string> full(const std::string& path) const;

  SourceCache& files_;
  std::string folder_;
  std::map<std::string, std::string> written_;  // by path in the tree
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> edited_;
};

}  // namespace drydock::projects::argocd
