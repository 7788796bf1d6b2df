#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/pack.h"
#include "core/rendered.h"

namespace drydock {

/// Packs rendered projects: their objects with positions, their problems, and where their values
/// were set; not what they depend on. Values of Secrets are withheld. Files that are pointed to are
/// written once, by path; with their text only where `in_tree` says that the path alone does not
/// lead to them (they were in an archive, or were made).
class RenderedPacker {
 public:
  explicit RenderedPacker(std::function<bool(const SourceFile&)> in_tree)
      : in_tree_(std::move(in_tree)) {}

  void add(const RenderedProject& project);
  /// The files, then the projects.
  std::string bytes() const;

 private:
  void put_project(const Project& project);
  void put_node(const Node& node);
  void put_secret(const Node& root);
  void put_position(const SourcePos& where);
  void put_diagnostic(const Diagnostic& diagnostic);
  size_t number_of(const SourceFile* file);

  struct PackedFile {
    const SourceFile* file;
    bool needs_text;
  };

  std::function<bool(const SourceFile&)> in_tree_;
  std::vector<PackedFile> files_;
  std::unordered_map<const SourceFile*, size_t> numbers_;
  bool withholds_ = false;  // the project that is being written
  size_t projects_ = 0;
  PackWriter body_;
};

/// A project as it was packed. The name, path, cluster, namespace, owner and renderer of `project`
/// are known.
struct UnpackedProject {
  Project project;
  RenderedProject rendered;  // points to no project
  bool withheld = false;     // values of Secrets
};

/// Reads them. `file_at` gives the file of a path that was packed without text, given the hash of
/// the text that it had. Files with text go to `sources`. Throws Error with rule `index-invalid`;
/// `name` is what messages call the bytes.
std::vector<UnpackedProject> unpack_projects(
    std::string_view bytes, std::string_view name, Sources& sources,
    const std::function<const SourceFile&(const std::string& path, uint64_t hash)>& file_at);

}  // namespace drydock
