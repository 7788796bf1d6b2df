#pragma once

#include <cstdint>
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

  /// Offsets do not fall. An entry for the same place as the last one adds nothing.
  void add(size_t offset, uint32_t pos, uint32_t file) {
    entries_.push_back({static_cast<uint32_t>(offset), pos, file});
  }
  uint32_t file_number(const TemplateFile& file);

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
