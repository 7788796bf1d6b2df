#include "render/template/source_map.h"

#include <algorithm>

namespace drydock::render {

uint32_t SourceMap::file_number(const TemplateFile& file) {
  // The file that was named last is the likeliest.
  for (size_t i = files_.size(); i-- > 0;) {
    if (files_[i] == &file) return static_cast<uint32_t>(i);
  }
  files_.push_back(&file);
  return static_cast<uint32_t>(files_.size() - 1);
}

SourceMap::Place SourceMap::find(size_t offset) const {
  auto after = std::upper_bound(entries_.begin(), entries_.end(), offset,
                                [](size_t at, const Entry& entry) { return at < entry.offset; });
  if (after == entries_.begin()) return {};
  const Entry& entry = *(after - 1);
  const TemplateFile* file = files_[entry.file];
  return {file, file->parsed->position(entry.pos)};
}

void SourceMap::remove(const std::vector<size_t>& removed, size_t length) {
  size_t gone = 0;
  auto next = removed.begin();
  for (Entry& entry : entries_) {
    while (next != removed.end() && *next + length <= entry.offset) {
      ++next;
      gone += length;
    }
    // An entry within a removed range begins where the range was.
    size_t inside = next != removed.end() && *next < entry.offset ? entry.offset - *next : 0;
    entry.offset -= static_cast<uint32_t>(gone + inside);
  }
}

}  // namespace drydock::render
