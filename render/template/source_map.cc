#include "render/template/source_map.h"

#include <algorithm>

namespace drydock::render {

void SourceMap::add_block() { blocks_.emplace_back(new Entry[kBlock]); }

void SourceMap::shrink() {
  blocks_.resize((size_ + kBlock - 1) / kBlock);
  size_t in_last = size_ % kBlock;
  if (in_last == 0) return;
  std::unique_ptr<Entry[]> fitting(new Entry[in_last]);
  std::copy(blocks_.back().get(), blocks_.back().get() + in_last, fitting.get());
  blocks_.back() = std::move(fitting);
}

uint32_t SourceMap::file_number(const TemplateFile& file) {
  constexpr size_t kMaxFiles = (1 << 15) - 1;
  // The file that was named last is the likeliest.
  for (size_t i = files_.size(); i-- > 0;) {
    if (files_[i] == &file) return static_cast<uint32_t>(i);
  }
  if (files_.size() < kMaxFiles) files_.push_back(&file);
  return static_cast<uint32_t>(files_.size() - 1);
}

void SourceMap::insert_value(size_t at_index, size_t offset, uint32_t pos, uint32_t file,
                             const Value& value) {
  add_value(offset, pos, file, value);
  Entry inserted = at(size_ - 1);
  for (size_t i = size_ - 1; i > at_index; --i) at(i) = at(i - 1);
  at(at_index) = inserted;
}

size_t SourceMap::entries_up_to(size_t offset) const {
  size_t low = 0;
  size_t high = size_;  // the first entry behind `offset` is in [low, high]
  while (low < high) {
    size_t middle = (low + high) / 2;
    if ((*this)[middle].offset <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

SourceMap::Place SourceMap::find(size_t offset, const ValueOrigins* origins) const {
  size_t count = entries_up_to(offset);
  if (count == 0) return {};
  const Entry& entry = (*this)[count - 1];
  const TemplateFile* file = files_[entry.file];
  Place place{file, file->parsed->position(entry.pos), {}};
  if (!origins || entry.value == 0) return place;
  if (entry.has_number) {
    place.value = origins->find({nullptr, 0, static_cast<uint32_t>(entry.value)});
  } else {
    place.value = origins->find({reinterpret_cast<const char*>(entry.value), 1, 0});
  }
  return place;
}

namespace {

/// Two texts, line by line.
class LinePairs {
 public:
  LinePairs(std::string_view inner, std::string_view printed) : inner_(inner), printed_(printed) {
    // Indenting begins with a new line, trimming takes blank ones away.
    inner_at_ = after_blank_lines(inner_);
    printed_at_ = after_blank_lines(printed_);
  }

  /// Goes to the next pair. False at an end, or where the inner line is no end of the printed one.
  bool next() {
    if (inner_at_ >= inner_.size() || printed_at_ >= printed_.size()) return false;
    std::string_view line = line_at(inner_, inner_at_);
    std::string_view printed_line = line_at(printed_, printed_at_);
    if (!printed_line.ends_with(line)) return false;
    inner_start = inner_at_;
    inner_end = inner_at_ + line.size();
    printed_start = printed_at_ + printed_line.size() - line.size();
    inner_at_ = inner_end + 1;
    printed_at_ += printed_line.size() + 1;
    return true;
  }

  size_t inner_start = 0;
  size_t inner_end = 0;
  size_t printed_start = 0;

 private:
  static size_t after_blank_lines(std::string_view text) {
    size_t first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    return text.substr(0, first).rfind('\n') + 1;
  }

  static std::string_view line_at(std::string_view text, size_t at) {
    return text.substr(at, text.find('\n', at) - at);
  }

  std::string_view inner_;
  std::string_view printed_;
  size_t inner_at_ = 0;
  size_t printed_at_ = 0;
};

}  // namespace

void SourceMap::adopt(size_t first, std::string_view inner, std::string_view printed, size_t offset,
                      uint32_t pos, uint32_t file) {
  if (inner.data() == printed.data() && inner.size() == printed.size()) {
    for (size_t i = first; i < size_; ++i) at(i).offset += static_cast<uint32_t>(offset);
    return;
  }
  LinePairs lines(inner, printed);
  size_t i = first;
  size_t kept = first;
  size_t end_of_lines = 0;  // in `printed`
  while (lines.next()) {
    // What began on an earlier line that is gone still writes the beginning of this one.
    for (; i < size_ && at(i).offset <= lines.inner_end; ++i) {
      size_t from = std::max<size_t>(at(i).offset, lines.inner_start);
      at(kept) = at(i);
      at(kept++).offset =
          static_cast<uint32_t>(offset + lines.printed_start + (from - lines.inner_start));
    }
    end_of_lines = lines.printed_start + (lines.inner_end - lines.inner_start) + 1;
  }
  truncate(kept);
  if (end_of_lines < printed.size()) add(offset + end_of_lines, pos, file);
}

void SourceMap::remove(const std::vector<size_t>& removed, size_t length) {
  if (removed.empty()) return;
  size_t gone = 0;
  auto next = removed.begin();
  for (size_t i = 0; i < size_; ++i) {
    Entry& entry = at(i);
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
