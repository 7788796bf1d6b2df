#pragma once

#include <cstdint>
#include <memory>
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
  /// next entry. Small, since there is one for each text and action that runs.
  struct Entry {
    uint32_t offset;
    uint32_t pos;
    uint64_t file : 15;
    uint64_t has_number : 1;
    uint64_t
        value : 48;  // origin of a value that is printed as it is: its text's address, or number
  };
  static_assert(sizeof(Entry) == 16);

  /// A place in a template. `source` of the file is null for text that a template made.
  struct Place {
    const TemplateFile* file = nullptr;
    LineColumn at{0, 0};
    SourcePos value;  // where the value stands that is printed there; no file if that is not known
  };

  /// Offsets do not fall from one entry to the next.
  void add(size_t offset, uint32_t pos, uint32_t file) {
    push({static_cast<uint32_t>(offset), pos, file, 0, 0});
  }
  /// The same for a value that is printed as it is.
  void add_value(size_t offset, uint32_t pos, uint32_t file, const Value& value) {
    ValueOrigin origin = value.origin();
    uint64_t address = reinterpret_cast<uintptr_t>(origin.text);
    push({static_cast<uint32_t>(offset), pos, file, origin.number != 0,
          origin.number != 0 ? origin.number : address});
  }
  /// Past 32,767 files all further ones count as the last.
  uint32_t file_number(const TemplateFile& file);

  size_t size() const { return size_; }
  /// How many entries begin at `offset` or before it: the last of them wrote that byte.
  size_t entries_up_to(size_t offset) const;
  const Entry& operator[](size_t i) const { return blocks_[i / kBlock][i % kBlock]; }
  /// Forgets the entries from number `size` on.
  void truncate(size_t size) { size_ = size; }
  /// Gives back the memory that it does not need. Nothing can be added then.
  void shrink();

  /// The same as entry number `at`.
  void insert_value(size_t at, size_t offset, uint32_t pos, uint32_t file, const Value& value);
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

  const std::vector<const TemplateFile*>& files() const { return files_; }

 private:
  // Blocks are not moved when the map grows, and small enough to come from memory used before.
  static constexpr size_t kBlock = 1024;

  Entry& at(size_t i) { return blocks_[i / kBlock][i % kBlock]; }
  void push(Entry entry) {
    if (size_ == blocks_.size() * kBlock) add_block();
    at(size_++) = entry;
  }
  void add_block();

  std::vector<std::unique_ptr<Entry[]>> blocks_;
  size_t size_ = 0;
  std::vector<const TemplateFile*> files_;
};

}  // namespace drydock::render
