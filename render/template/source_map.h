#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/value_origins.h"
#include "render/template/template_set.h"

namespace drydock::render {

/// Which template wrote which part of a text, and which value it printed there. Refers to the
/// templates and to the values, which must outlive it.
class SourceMap {
 public:
  /// What begins at `offset` of the text was written by the node at `pos` of the file, up to the
  /// next entry.
  struct Entry {
    uint32_t offset;
    uint32_t pos;
    uint32_t file;
    uint32_t value_number;   // origin of a value that is printed as it is; 0 for none
    const char* value_text;  // the same of a text; null for none
  };

  /// A place in a template. `source` of the file is null for text that a template made.
  struct Place {
    const TemplateFile* file = nullptr;
    LineColumn at{0, 0};
    SourcePos value;  // where the value stands that is printed there; no file if that is not known
  };

  /// Offsets do not fall from one entry to the next.
  void add(size_t offset, uint32_t pos, uint32_t file) {
    entries_.push_back({static_cast<uint32_t>(offset), pos, file, 0, nullptr});
  }
  /// The same for a value that is printed as it is.
  void add_value(size_t offset, uint32_t pos, uint32_t file, const Value& value) {
    ValueOrigin origin = value.origin();
    entries_.push_back({static_cast<uint32_t>(offset), pos, file, origin.number, origin.text});
  }
  uint32_t file_number(const TemplateFile& file);

  size_t size() const { return entries_.size(); }
  /// Forgets the entries from number `size` on.
  void truncate(size_t size) { entries_.resize(size); }

  /// The same as entry number `at`.
  void insert_value(size_t at, size_t offset, uint32_t pos, uint32_t file, const Value& value) {
    add_value(offset, pos, file, value);
    std::rotate(entries_.begin() + static_cast<ptrdiff_t>(at), entries_.end() - 1, entries_.end());
  }
  /// The entries from number `first` on are of a text `inner`, which stands in the text that is
  /// being written as `printed`, from `offset` on: as it is, or with lines indented or blank ones
  /// removed. Makes them entries of that text, as far as the lines agree; what follows is by the
  /// node at `pos` of `file`.
  void adopt(size_t first, std::string_view inner, std::string_view printed, size_t offset,
             uint32_t pos, uint32_t file);

  /// Who wrote the byte at `offset`; no file for an empty map. With `origins`, also where the value
  /// came from.
  Place find(size_t offset, const ValueOrigins* origins = nullptr) const;

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
