#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/source.h"
#include "core/yaml/node.h"
#include "overlays/repeated_keys.h"

namespace drydock::overlays {

/// The roots of the objects of a file, as kustomize reads resources: see `read_objects`. Nodes live
/// in `arena` and point into the file or into `texts`, to which the parts of some files are added.
/// Throws Error.
std::vector<Node*> parse_objects(const SourceFile& file, Arena& arena,
                                 std::deque<SourceFile>& texts,
                                 std::vector<RepeatedKeys>* repeated = nullptr);

/// The objects of files that many builds share: each file is parsed once, whoever asks first. Safe
/// from many threads. What it gives must not be changed, and copies of it point to its texts.
class ParsedFiles {
 public:
  /// Throws Error as `parse_objects` does, each time.
  const std::vector<Node*>& get(const SourceFile& file);
  /// How many files were parsed so far.
  size_t parses() const { return parses_; }

 private:
  struct Entry {
    std::once_flag once;
    Arena arena;
    std::deque<SourceFile> texts;
    std::vector<Node*> roots;
    std::optional<Diagnostic> error;
  };

  std::atomic<size_t> parses_ = 0;
  std::mutex mutex_;
  std::unordered_map<const SourceFile*, std::unique_ptr<Entry>> entries_;
};

}  // namespace drydock::overlays
