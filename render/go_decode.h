#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/value.h"

namespace drydock::render {

/// Reads the fields of Go structs out of a value, as sigs.k8s.io/yaml's Unmarshal does by way of
/// encoding/json: names of fields fit in any case, numbers and booleans become texts where a text
/// is wanted, null leaves a field as it is. The value must have been decoded with
/// YamlNumbers::Exact. A value of a wrong type is skipped; the first one is the error.
class GoDecoder {
 public:
  explicit GoDecoder(Arena& arena) : arena_(arena) {}

  /// Where a value stands, for the error: the struct's name and the fields on the way.
  struct Place {
    std::string_view type;  // "Metadata"; empty for a struct without a name
    std::string path;       // "metadata.annotations"

    Place field(std::string_view name) const {
      return {type, path.empty() ? std::string(name) : path + "." + std::string(name)};
    }
  };

  /// The value of a field; null when it is missing or null.
  const Value* find(const ValueMap& map, std::string_view name) const;

  void read(const Value& value, std::string_view& text, const Place& place);
  void read(const Value& value, bool& flag, const Place& place);
  /// A list of texts; what it held before is gone.
  void read(const Value& value, std::vector<std::string_view>& texts, const Place& place);
  /// Null, after an error, for what is no map; `go_type` is what Go would have read it into.
  const ValueMap* map(const Value& value, std::string_view go_type, const Place& place);
  /// Null, after an error, for what is no list.
  const Value* list(const Value& value, std::string_view go_type, const Place& place);

  /// `read` for the field of that name, if it is there.
  template <class T>
  void field(const ValueMap& map, std::string_view name, T& target, const Place& outer) {
    if (const Value* value = find(map, name)) read(*value, target, outer.field(name));
  }

  /// "json: cannot unmarshal array into Go struct field Metadata.name of type string"; empty when
  /// all went well.
  const std::string& error() const { return error_; }
  void refuse(const Value& value, std::string_view go_type, const Place& place);

 private:
  Arena& arena_;
  std::string error_;
};

}  // namespace drydock::render
