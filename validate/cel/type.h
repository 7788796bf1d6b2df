#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/arena.h"

namespace drydock::validate::cel {

struct DeclaredType;

/// The type of an expression, as the checker of CEL sees it. Immutable; lives in an Arena or for
/// ever.
struct Type {
  enum class Kind : uint8_t {
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,
    Type,
    Object,
    Opaque,  // of Kubernetes' libraries: only its functions can look inside
    Optional,
    Param,  // stands for any one type in the signature of a function
  };
  Kind kind = Kind::Dyn;
  std::string_view name = {};              // of objects, opaque types and parameters
  const Type* first = nullptr;             // of elements, keys, or what is inside
  const Type* second = nullptr;            // of the values of a map
  const DeclaredType* declared = nullptr;  // of an object: its fields

  bool is(Kind other) const { return kind == other; }
  /// Of constant size, as cost estimates have it.
  bool is_scalar() const;
};

/// The types without parameters.
const Type* simple_type(Type::Kind kind);
const Type* list_type(Arena& arena, const Type* element);
const Type* map_type(Arena& arena, const Type* key, const Type* value);
const Type* optional_type(Arena& arena, const Type* inner);

/// "map(string, list(int))".
std::string type_text(const Type& type);
/// What `type()` of a value of the type prints: "list", "google.protobuf.Duration".
std::string_view runtime_type_name(const Type& type);
/// The type that an expression can name: "int", "net.IP"; null for other names.
const Type* find_named_type(std::string_view name);

bool equal_types(const Type& a, const Type& b);

/// The letters of signatures: types without parameters by one letter each.
///
///   b bool, i int, u uint, d double, s string, y bytes, D duration, T timestamp, n null, * dyn,
///   t type; A, B parameters; P net.IP, C net.CIDR, Q Quantity, U URL, V Semver, F NamedFormat;
///   Z Authorizer, H PathCheck, G GroupCheck, R ResourceCheck, X Decision;
///   L list of what follows, M map of the two that follow, O optional of what follows.
///
/// Reads one type off the front.
const Type* read_type(std::string_view& letters, Arena& arena);
/// Skips one.
void skip_type(std::string_view& letters);

}  // namespace drydock::validate::cel
