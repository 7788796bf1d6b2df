#pragma once

#include <string>
#include <string_view>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// What is known of the value of an expression.
struct CelType {
  enum class Kind : uint8_t { Unknown, Bool, Number, Text, Other };
  Kind kind = Kind::Unknown;
  Field schema = {};
  const Seen* fields = nullptr;  // all that it has, where only their names are known
  bool is_object = false;        // of Kubernetes, perhaps: with metadata and so on
};

/// Words that are no names, though they may name fields.
bool is_cel_reserved(std::string_view word);
/// Words that are no names at all.
bool is_cel_literal(std::string_view word);

CelType cel_type_of(const Field& schema);
/// Of the elements of a list, or the values of a map.
CelType cel_element_of(const CelType& type);
/// Of a field. `problem` gets the reason why there is none. A quoted name is that of the property
/// itself, any other has certain characters escaped.
CelType cel_field_of(const CelType& type, std::string_view name, bool quoted, std::string& problem);

}  // namespace drydock::validate::server
