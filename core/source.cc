#include "core/source.h"

#include <utility>

namespace drydock {

const SourceFile& Sources::add(std::string path, std::string text) {
  std::lock_guard lock(mutex_);
  return files_.emplace_back(SourceFile{std::move(path), std::move(text)});
}

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.push_back(0);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      starts_.push_back(i + 1);
    } else if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) {
      starts_.push_back(i + 1);
    }
  }
}

std::string_view LineIndex::line(int number) const {
  if (number < 1 || number > line_count()) return {};
  size_t begin = starts_[number - 1];
  size_t end = number < line_count() ? starts_[number] : text_.size();
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return text_.substr(begin, end - begin);
}

size_t LineIndex::offset(int line_number, int column) const {
  std::string_view text = line(line_number);
  size_t i = 0;
  for (int c = 1; c < column && i < text.size(); ++c) {
    ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) ++i;
  }
  return static_cast<size_t>(text.data() - text_.data()) + i;
}

}  // namespace drydock
