#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/source.h"
#include "render/template/parse.h"

namespace drydock::render {

/// Parses each text once in a run, whatever file it is in. Safe from many threads.
class ParseCache {
 public:
  /// `max_bytes` bounds the trees that are kept; further ones are parsed again each time.
  explicit ParseCache(size_t max_bytes = size_t{256} << 20);
  ~ParseCache();

  /// The tree, which lives as long as the cache, or in `overflow` when the cache is full. With
  /// `text_stays` the text lives as long as the cache, too, and is not copied.
  const ParsedTemplate& parse(std::string_view text, bool text_stays, int helm_version,
                              std::deque<std::unique_ptr<const ParsedTemplate>>& overflow,
                              size_t stack);

 private:
  /// A text with its hash, which is made once.
  struct Key {
    explicit Key(std::string_view t);
    Key(std::string_view t, uint64_t h) : text(t), hash(h) {}
    std::string_view text;
    uint64_t hash;
    /// Mostly the same file is asked for again.
    bool operator==(const Key& other) const {
      bool same_place = text.data() == other.text.data() && text.size() == other.text.size();
      return hash == other.hash && (same_place || text == other.text);
    }
  };
  struct KeyHash {
    size_t operator()(const Key& key) const { return key.hash; }
  };
  using Trees = std::unordered_map<Key, std::unique_ptr<const ParsedTemplate>, KeyHash>;

  struct Room;

  Room* take_room();

  std::mutex mutex_;
  // Shared by many trees, since most are small: one for each thread that parses at a time.
  std::vector<std::unique_ptr<Room>> rooms_;
  std::vector<Room*> idle_rooms_;
  Trees trees_[2];  // of Helm 3 and of Helm 4
  size_t bytes_ = 0;
  size_t max_bytes_;
};

/// A parsed text under the name that messages give it.
struct TemplateFile {
  std::string name;
  const SourceFile* source = nullptr;  // null for text that a template makes
  const ParsedTemplate* parsed = nullptr;
};

/// What `template` and `include` call.
struct TemplateRef {
  const TemplateFile* file;
  std::string_view name;
  const ListNode* body;
};

/// What a file defines, itself included: its own text goes by the file's name, unless a definition
/// of that name takes its place. Throws Error, rule `template-syntax`, in the words of Go's parser.
struct FileTemplates {
  TemplateRef main;
  bool main_is_empty;
};
FileTemplates templates_of(const TemplateFile& file);

/// The templates of a chart by name. A later definition replaces an earlier one, unless it is
/// empty.
class TemplateSet {
 public:
  explicit TemplateSet(ParseCache& cache, int helm_version)
      : cache_(cache), helm_version_(helm_version) {}

  /// Parses a file and takes its definitions. Throws Error with rule `template-syntax` and Helm's
  /// message. `stack` is how much of the thread's stack may be used. `source` may be null; if
  /// `text` is part of it, it lives as long as the cache.
  const TemplateFile& add(std::string name, const SourceFile* source, std::string_view text,
                          size_t stack = size_t{4} << 20);
  /// Null if there is none.
  const TemplateRef* find(std::string_view name) const;

  ParseCache& cache() const { return cache_; }
  int helm_version() const { return helm_version_; }
  const std::deque<TemplateFile>& files() const { return files_; }

 private:
  void define(const TemplateRef& ref, bool empty);

  ParseCache& cache_;
  int helm_version_;
  std::deque<TemplateFile> files_;
  std::deque<std::unique_ptr<const ParsedTemplate>> trees_;
  std::unordered_map<std::string_view, TemplateRef> by_name_;
};

/// Where a file comes when Helm parses and renders: deeper ones first, then from Z to A.
struct HelmPlace {
  explicit HelmPlace(std::string_view file_path);
  bool operator<(const HelmPlace& other) const {
    return depth != other.depth ? depth > other.depth : path > other.path;
  }

  std::string_view path;
  ptrdiff_t depth;
};
inline bool helm_order(std::string_view a, std::string_view b) {
  return HelmPlace(a) < HelmPlace(b);
}

}  // namespace drydock::render
