#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schemas/json_value.h"
#include "validate/cel/type.h"

namespace drydock::validate::cel {

struct DeclaredField;

/// What the schema of a custom resource says of a value to expressions, and to estimates of their
/// cost. Lives in an Arena.
struct DeclaredType {
  const Type* type = nullptr;
  const DeclaredType* element = nullptr;       // of a list's items or a map's values
  std::span<const DeclaredField> fields = {};  // of an object, by name
  uint64_t max_elements = 0;  // elements, entries, characters; the server leaves 0 for the rest
  uint64_t min_size = 0;      // bytes of JSON at least
  const schemas::JsonValue* schema = nullptr;

  const DeclaredField* find(std::string_view name) const;
};

struct DeclaredField {
  std::string_view name;      // as expressions write it
  std::string_view property;  // as it is
  const DeclaredType* type = nullptr;
};

/// The largest request that the server takes, in bytes.
constexpr uint64_t kMaxRequestSize = 3 * 1024 * 1024;

/// Null when expressions cannot see such values: their schema does not say what they are.
/// `is_root` for the schema of a whole object, also of an embedded one.
const DeclaredType* declare_schema(const schemas::JsonValue& schema, bool is_root, Arena& arena);

/// How an expression names a property; nothing when it cannot.
std::optional<std::string> escape_property(std::string_view property);
/// How many values that take `min_size` bytes at least fit into a request.
uint64_t max_cardinality(uint64_t min_size);

}  // namespace drydock::validate::cel
