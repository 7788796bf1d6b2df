#pragma once

#include <vector>

#include "core/source.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock {

/// Where the values that were read from files stood in them. The values carry the way back: texts
/// by their address, other scalars and maps by a number (`Value::origin`). So a value is found
/// again however it was merged, passed on or printed, and a part of a text by the whole. Lists, and
/// values that were made, have no place.
class ValueOrigins {
 public:
  /// The value, of which it is remembered that it stood there.
  Value mark(Value value, const Node& node);

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

  std::vector<Mark> marks_;
};

}  // namespace drydock
