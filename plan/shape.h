#pragma once

#include <string_view>
#include <vector>

#include "core/yaml/node.h"
#include "schemas/json_value.h"
#include "schemas/kubernetes.h"

namespace drydock::plan {

/// What is known of the values at one place of an object: by the API's own tables, or by the
/// structural schema of a custom resource. A handle to copy; false when nothing is known, and then
/// `field` and `element` give nothing again.
class Shape {
 public:
  Shape() = default;
  explicit Shape(schemas::ApiSchema built_in) : built_in_(built_in), known_(bool(built_in)) {}
  /// The root of custom resources; `schema` is null when their definition is not known.
  static Shape custom_root(const schemas::JsonValue* schema);

  explicit operator bool() const { return known_; }
  /// The server keeps custom resources as they are written: 80 is not "80", and an empty list is
  /// not a missing one.
  bool is_custom() const { return is_custom_; }
  Shape field(std::string_view key) const;
  Shape element() const;

  /// The fields that tell items of this list apart; none for a list without keys.
  std::vector<std::string_view> list_keys() const;
  bool is_set() const;
  bool is_quantity() const;
  /// Quantities below compare by their text, once each is written in its normal form.
  Shape with_quantities_as_text() const;
  bool quantities_are_text() const { return quantities_are_text_; }
  bool is_bytes() const;
  /// A struct that is always there: missing is the same as empty.
  bool is_always_there() const { return always_there_; }
  /// Fields of this object that hold "", 0 or false are the same as missing ones.
  bool is_struct() const;
  /// A list or map, which the server does not keep when it is empty.
  bool is_collection() const;
  /// kubectl drops the keys of this map that the manifest does not name.
  bool retains_keys() const;
  Shape with_retained_keys() const;

 private:
  static Shape custom(const schemas::JsonValue* schema);

  schemas::ApiSchema built_in_;
  const schemas::JsonValue* schema_ = nullptr;
  bool known_ = false;
  bool is_custom_ = false;
  bool is_custom_root_ = false;
  bool always_there_ = false;
  bool keyed_by_name_ = false;
  bool is_plain_list_ = false;  // whatever the published schema says
  bool retains_ = false;
  bool quantities_are_text_ = false;
};

}  // namespace drydock::plan
