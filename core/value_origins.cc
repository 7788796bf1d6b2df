#include "core/value_origins.h"

#include <algorithm>
#include <functional>

namespace drydock {

SourcePos ValueOrigins::Mark::where() const {
  return {file, static_cast<int>(line), static_cast<int>(column), 1};
}

Value ValueOrigins::mark(Value value, const Node& node) {
  if (!node.file || node.line == 0 || value.is_list() || marks_.size() >= most_) return value;
  ValueOrigin text = value.origin();
  marks_.push_back({text.text, text.size, node.line, node.column, node.file});
  return value.with_origin(first_ + static_cast<uint32_t>(marks_.size()) - 1);
}

void ValueOrigins::move(size_t from, const SourceFile& file, int lines_before) {
  for (size_t i = from; i < marks_.size(); ++i) {
    marks_[i].file = &file;
    marks_[i].line += static_cast<uint32_t>(lines_before);
  }
}

SourcePos ValueOrigins::find(ValueOrigin origin) const {
  if (const Mark* own = find_own(origin)) return own->where();
  for (const ValueOrigins* other : others_) {
    if (const Mark* found = other->find_own(origin)) return found->where();
  }
  return {};
}

const ValueOrigins::Mark* ValueOrigins::find_own(ValueOrigin origin) const {
  if (origin.number >= first_ && origin.number - first_ < marks_.size()) {
    return &marks_[origin.number - first_];
  }
  if (!origin.text) return nullptr;
  std::lock_guard lock(mutex_);
  if (sorted_ != marks_.size()) sort_texts();
  std::less<const char*> is_before;
  auto after = std::upper_bound(
      texts_.begin(), texts_.end(), origin.text,
      [&](const char* text, const Mark* mark) { return is_before(text, mark->text); });
  if (after == texts_.begin()) return nullptr;
  const Mark* mark = *std::prev(after);
  return is_before(origin.text, mark->text + mark->size) ? mark : nullptr;
}

void ValueOrigins::sort_texts() const {
  texts_.clear();
  for (const Mark& mark : marks_) {
    if (mark.text && mark.size > 0) texts_.push_back(&mark);
  }
  // Of equal texts, which aliases share, the first one counts.
  std::less<const char*> is_before;
  std::stable_sort(texts_.begin(), texts_.end(),
                   [&](const Mark* a, const Mark* b) { return is_before(a->text, b->text); });
  auto same = [](const Mark* a, const Mark* b) { return a->text == b->text; };
  texts_.erase(std::unique(texts_.begin(), texts_.end(), same), texts_.end());
  sorted_ = marks_.size();
}

}  // namespace drydock
