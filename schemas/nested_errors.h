#pragma once

#include <string_view>
#include <vector>

#include "schemas/json_schema.h"

namespace drydock::schemas {

/// What the keywords of one schema say of one value, in the order in which Go's jsonschema/v6 looks
/// at them.
class NestedErrors {
 public:
  void add(std::string_view keyword, std::vector<SchemaError> errors);
  size_t size() const { return errors_.size(); }
  /// The only error, or the group with all of them as its causes; there must be one.
  SchemaError take(SchemaError group);

 private:
  struct Ranked {
    int rank;
    SchemaError error;
  };
  std::vector<Ranked> errors_;
};

/// The causes of a group where a group says nothing by itself.
std::vector<SchemaError> ungrouped(std::vector<SchemaError> errors);

}  // namespace drydock::schemas
