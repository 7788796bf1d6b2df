#include "core/value_origins.h"

#include <functional>

namespace drydock {

SourcePos ValueOrigins::Mark::where() const {
  return {file, static_cast<int>(line), static_cast<int>(column), 1};
}

Value ValueOrigins::mark(Value value, const Node& node) {
  if (!node.file || node.line == 0 || value.is_list()) return value;
  ValueOrigin text = value.origin();
  marks_.push_back({text.text, text.size, node.line, node.column, node.file});
  return value.with_origin(static_cast<uint32_t>(marks_.size()));
}

SourcePos ValueOrigins::find(ValueOrigin origin) const {
  if (origin.number > 0 && origin.number <= marks_.size()) {
    return marks_[origin.number - 1].where();
  }
  if (!origin.text) return {};
  std::less_equal<const char*> is_before;
  for (const Mark& mark : marks_) {
    bool inside = mark.text && is_before(mark.text, origin.text) &&
                  is_before(origin.text + 1, mark.text + mark.size);
    if (inside) return mark.where();
  }
  return {};
}

}  // namespace drydock
