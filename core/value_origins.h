#pragma once

#include <mutex>
#include <vector>

#include "core/source.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock {

/// Where the values that were read from files stood in them. The values carry the way back: texts
/// by their address, other scalars and maps by a number (`Value::origin`). So a value is found
/// again however it was merged, passed on or printed, and a part of a text by the whole. Lists, and
/// values that were made, have no place. Finding is safe from many threads.
class ValueOrigins {
 public:
  static constexpr uint32_t kMost = uint32_t{1} << 20;

  /// The values get the numbers from `first` on, and at most so many of them: of further ones the
  /// place is not known. Those that are to be asked together need numbers of their own.
  explicit ValueOrigins(uint32_t first = 1, uint32_t most = kMost) : first_(first), most_(most) {}

  /// The value, of which it is remembered that it stood there.
  Value mark(Value value, const Node& node);
  /// How many values are remembered.
  size_t size() const { return marks_.size(); }
  /// What was marked since there were `from` was read from a part of `file`, which begins behind so
  /// many lines.
  void move(size_t from, const SourceFile& file, int lines_before);
  /// Asks `other`, too, which must outlive this.
  void include(const ValueOrigins& other) { others_.push_back(&other); }

  /// Where the value stood; no file if that is not known.
  SourcePos find(const Value& value) const { return find(value.origin()); }
  SourcePos find(ValueOrigin origin) const;

 private:
  struct Mark {
    const char* text;
    uint32_t size;
    uint32_t line;
    uint32_t column;
    const SourceFile* file;

    SourcePos where() const;
  };

  const Mark* find_own(ValueOrigin origin) const;
  void sort_texts() const;

  uint32_t first_;
  uint32_t most_;
  std::vector<Mark> marks_;
  std::vector<const ValueOrigins*> others_;
  mutable std::mutex mutex_;
  mutable std::vector<const Mark*> texts_;  // in order of their addresses
  mutable size_t sorted_ = 0;               // so many marks are in `texts_`
};

}  // namespace drydock
