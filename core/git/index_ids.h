#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>
#include <string_view>

namespace drydock {

/// Ids of the files of a working folder, from what Git's index remembers of files that have not
/// been touched since. Safe from many threads.
class IndexIds {
 public:
  virtual ~IndexIds() = default;
  /// In bytes; empty when the index does not have the path, or the file is another than it was
  /// then.
  virtual std::string id_of(std::string_view path, const struct stat& status) const = 0;
};

/// For paths relative to `folder`, which may be inside of a repository. Null where there is no
/// index to read.
std::unique_ptr<IndexIds> open_index_ids(const std::string& folder);

/// The id that Git gives a file with these bytes.
std::string blob_id(std::string_view content);

}  // namespace drydock
