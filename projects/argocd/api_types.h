#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"
#include "core/yaml/node.h"

namespace drydock::projects::argocd {

/// Go's types as far as Argo CD's objects use them.
enum class ApiKind : uint8_t { Text, Flag, Integer, IntegerOrText, Raw, Struct, List, Map };

struct ApiField;

struct ApiType {
  ApiKind kind = ApiKind::Raw;
  std::span<const ApiField> fields = {};  // of a Struct
  const ApiType* item = nullptr;          // of a List, or the values of a Map
};

/// When Go writes a field.
enum class Presence : uint8_t {
  Always,    // empty, too
  NotEmpty,  // omitempty: neither "", false, 0 nor an empty list or map; structs always
  NotZero,   // omitzero: no struct without anything in it
  Given,     // a pointer: empty, too, if it is there
};

struct ApiField {
  std::string_view name;
  const ApiType* type;
  Presence presence = Presence::NotEmpty;
};

extern const ApiType kApplicationType;
extern const ApiType kApplicationSetType;
extern const ApiType kTemplateType;      // of an ApplicationSet and of its generators
extern const ApiType kSourceType;        // of an Application
extern const ApiType kNestedMatrixType;  // a matrix within a matrix or a merge
extern const ApiType kNestedMergeType;   // a merge within a matrix or a merge
extern const ApiType kAppProjectType;

/// What Go's JSON decoder makes of a value, and its encoder writes again: fields that the type does
/// not have are gone, so is what is empty and may be left out, names have their right case. Throws
/// Error, rule `argocd-definition`, for a value of another type, at its place in `node`, which is
/// the value as it was read, or null.
Value conform(Value value, const ApiType& type, Arena& arena, const Node* node = nullptr);

/// Fills what `into` does not say from `from`, as Argo CD's templates are merged: maps and structs
/// field by field, lists as a whole. Both are of the type; neither is changed.
Value merge_missing(Value into, Value from, const ApiType& type, Arena& arena);

// Fields of values that conform to a type.
Value field_of(Value value, std::string_view name);
std::string_view text_of(Value value, std::string_view name);
bool flag_of(Value value, std::string_view name);
std::span<const Value> list_of(Value value, std::string_view name);
/// Null when there is no such map.
const ValueMap* map_of(Value value, std::string_view name);

}  // namespace drydock::projects::argocd
