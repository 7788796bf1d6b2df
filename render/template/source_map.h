#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "render/template/template_set.h"

namespace drydock::render {

/// Which template wrote which part of a text.
class SourceMap {
 public:
  /// What begins at `offset` of the text was written by the node at `pos` of the file, up to the
  /// next entry.
  struct Entry {
    uint32_t offset;
    uint32_t pos;
    uint32_t file;
  };

  /// A place in a template. `source` of the file is null for text that a template made.
  struct Place {
    const TemplateFile* file = nullptr;
    LineColumn at{0, 0};
  };

  /// Offsets do not fall from one entry to the next.
  void add(size_t offset, uint32_t pos, uint32_t file) {
    entries_.push_back({static_cast<uint32_t>(offset), pos, file});
  }
  uint32_t file_number(const TemplateFile& file);

  size_t size() const { return entries_.size(); }
  /// Forgets the entries from number `size` on.
  void truncate(size_t size) { entries_.resize(size); }

  /// Adds an entry as number `at`.
  void insert(size_t at, size_t offset, uint32_t pos, uint32_t file) {
    entries_.insert(entries_.begin() + static_cast<ptrdiff_t>(at),
                    {static_cast<uint32_t>(offset), pos, file});
  }
  /// The entries from number `first` on are of a text `inner`, which stands in the text that is
  /// being written as `printed`, from `offset` on: as it is, or with lines indented or blank ones
  /// removed. Makes them entries of that text, as far as the lines agree; what follows is by the
  /// node at `pos` of `file`.
  void adopt(size_t first, std::string_view inner, std::string_view printed, size_t offset,
             uint32_t pos, uint32_t file);

  /// Who wrote the byte at `offset`; no file for an empty map.
  Place find(size_t offset) const;

  /// Adapts to the removal of bytes: `removed` are offsets in the old text, ascending, where
  /// `length` bytes went away.
  void remove(const std::vector<size_t>& removed, size_t length);

  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<const TemplateFile*>& files() const { return files_; }

 private:
  std::vector<Entry> entries_;
  std::vector<const TemplateFile*> files_;
};

}  // namespace drydock::render
