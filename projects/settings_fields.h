#pragma once

#include <span>
#include <string_view>

#include "core/yaml/node.h"

namespace drydock::projects {

class FieldReader;

/// What may stand under a key of drydock.yaml.
enum class FieldKind {
  Text,
  Choice,  // one of Field::choices
  Number,  // the same, whole numbers
  Bool,
  Path,               // below the root, relative to it
  KubernetesVersion,  // "1.34" or "1.34.1"
  Date,               // 2027-03-31
  NameGlob,           // fits a whole name
  Rule,               // id of a rule
  Texts,
  Paths,
  PathGlobs,
  NameGlobs,
  TextMap,  // any keys; values may be numbers and booleans, and are taken as written
  SeverityMap,
  AnyMap,   // any keys and values
  Object,   // Field::shape
  Objects,  // a list of Field::shape
};

struct Shape;

/// One key of drydock.yaml: the row that reading, the JSON Schema and the reference in
/// docs/configuration.md are made from.
struct Field {
  std::string_view key;
  FieldKind kind;
  /// Checks the node, and puts what it says into the struct that belongs to the shape.
  void (*store)(FieldReader& reader, const Field& field, const Node& node, void* target);
  std::string_view help;      // one sentence
  std::string_view fallback;  // what counts when the key is missing, as YAML; empty: nothing
  std::string_view choices;   // separated by '|'
  const Shape* shape = nullptr;
  bool required = false;
};

/// The keys of one object of drydock.yaml.
struct Shape {
  std::string_view name;  // in the JSON Schema, and of the section in the reference
  std::string_view help;
  std::span<const Field> fields;
};

/// The whole file. Its target is a Settings.
const Shape& settings_shape();

}  // namespace drydock::projects
