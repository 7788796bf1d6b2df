#pragma once

#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/input_log.h"
#include "core/source.h"
#include "core/tree.h"

namespace drydock {

class SourceCache;

/// A file of a SourceCache that is read when it is first asked for. The cache must outlive it.
class LateSource {
 public:
  explicit LateSource(const SourceFile& file) : file_(&file), size_(file.text.size()) {}
  LateSource(SourceCache& cache, std::string path, size_t size)
      : cache_(&cache), path_(std::move(path)), size_(size) {}

  /// Throws as Tree::read does when the file has changed meanwhile.
  const SourceFile& get() const;
  /// As it was when the file was found.
  size_t size() const { return size_; }

 private:
  const SourceFile* file_ = nullptr;
  SourceCache* cache_ = nullptr;
  std::string path_;
  size_t size_;
};

/// Reads each file and lists each folder of a tree at most once in a run, whoever asks. All calls
/// are safe from many threads; what is returned stays where it is for the life of the cache.
class SourceCache {
 public:
  SourceCache(const Tree& tree, Sources& sources) : tree_(tree), sources_(sources) {}
  /// For a tree that has the same files as that of `similar`, but for the paths in `different`:
  /// what is the same is read once for both.
  SourceCache(const Tree& tree, SourceCache& similar, std::set<std::string, std::less<>> different)
      : tree_(tree),
        sources_(similar.sources_),
        similar_(&similar),
        different_(std::move(different)) {}
  /// A view of another cache that notes in `log` what is asked of it; both must outlive it. For one
  /// thread.
  SourceCache(SourceCache& whole, InputLog& log);

  const Tree& tree() const { return noting_ ? *noting_ : tree_; }
  /// The same for all views of one tree.
  const Tree& whole_tree() const { return tree_; }
  /// Notes that something depends on all that is below a folder.
  void note_all(std::string_view folder);
  /// Who owns the files.
  Sources& sources() { return sources_; }

  /// The file, with its path as asked for. Throws as Tree::read does, each time.
  const SourceFile& read(std::string_view path);
  /// The same, but a large file may be left for later. Throws at once when it could not be read.
  LateSource read_late(std::string_view path);
  /// The file if it was read or kept already; null otherwise.
  const SourceFile* find(std::string_view path) const;
  /// Takes bytes that the caller has read from `path` himself. When the file is known already, that
  /// one stays.
  const SourceFile& keep(std::string_view path, std::string text);
  /// A position in a file that cannot be read: it has a path and no text.
  SourcePos position_of(std::string_view path);
  /// Entries of a folder as Tree::list gives them. Throws as it does, each time.
  const std::vector<TreeEntry>& list(std::string_view folder);

 private:
  template <class Read>
  std::invoke_result_t<Read> read_noting(std::string_view path, Read read);
  const SourceFile& keep_read(std::string_view path, std::string text, std::string_view real);
  /// Whether the path that it was asked for by leads through a symbolic link.
  bool is_through_links(const SourceFile& file) const;

  const Tree& tree_;
  Sources& sources_;
  SourceCache* similar_ = nullptr;
  std::set<std::string, std::less<>> different_;
  SourceCache* whole_ = nullptr;  // of a view
  InputLog* log_ = nullptr;
  std::unique_ptr<Tree> noting_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string_view, const SourceFile*> files_;  // keys are their paths
  std::unordered_set<const SourceFile*> through_links_;
  std::unordered_map<std::string, std::vector<TreeEntry>> folders_;
};

}  // namespace drydock
