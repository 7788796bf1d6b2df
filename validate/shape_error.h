#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::validate {

/// Why a value does not fit a JSON Schema, in the words and the structure of the Go package
/// santhosh-tekuri/jsonschema v6, which kubeconform prints.
struct ShapeError {
  enum class Kind : uint8_t { Leaf, Group, Reference };

  std::string at;                 // JSON pointer to the value; "" is the whole
  std::string message;            // "got string, want null or integer"
  std::string_view keyword = {};  // "type"; empty for groups, references and the schema `false`
  std::vector<std::string> names = {};  // of `required` and `additionalProperties`: the properties
  std::vector<ShapeError> causes = {};
  Kind kind = Kind::Leaf;
};

/// A quoted text as that package shows it: 'a"b'.
std::string quote_for_shape(std::string_view text);
/// 'a', 'b'
std::string quote_all_for_shape(std::span<const std::string> texts);

/// Several errors about one value as one: none gives nothing to add, one is that one.
void add_grouped(std::vector<ShapeError>& out, std::vector<ShapeError> errors, std::string_view at);

/// The whole message; `url` is the schema's, with its fragment.
std::string describe_shape_errors(std::string_view url, std::span<const ShapeError> errors);

/// The errors at the leaves, in order: what is really wrong.
std::vector<const ShapeError*> shape_leaves(std::span<const ShapeError> errors);

}  // namespace drydock::validate
