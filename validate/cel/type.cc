#include "validate/cel/type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace drydock::validate::cel {
namespace {

using Kind = Type::Kind;

constexpr Type kSimple[] = {{Kind::Dyn},      {Kind::Null},     {Kind::Bool},   {Kind::Int},
                            {Kind::Uint},     {Kind::Double},   {Kind::String}, {Kind::Bytes},
                            {Kind::Duration}, {Kind::Timestamp}};
constexpr Type kLists = {Kind::List, {}, &kSimple[0]};
constexpr Type kMaps = {Kind::Map, {}, &kSimple[0], &kSimple[0]};
constexpr Type kTypes = {Kind::Type};
constexpr Type kOptionals = {Kind::Optional, {}, &kSimple[0]};
constexpr Type kParams[] = {{Kind::Param, "A"}, {Kind::Param, "B"}};

struct Letter {
  char letter;
  Type type;
};
constexpr Letter kOpaque[] = {
    {'P', {Kind::Opaque, "net.IP"}},
    {'C', {Kind::Opaque, "net.CIDR"}},
    {'Q', {Kind::Opaque, "kubernetes.Quantity"}},
    {'U', {Kind::Opaque, "kubernetes.URL"}},
    {'V', {Kind::Opaque, "kubernetes.Semver"}},
    {'F', {Kind::Opaque, "kubernetes.NamedFormat"}},
    {'Z', {Kind::Opaque, "kubernetes.authorization.Authorizer"}},
    {'H', {Kind::Opaque, "kubernetes.authorization.PathCheck"}},
    {'G', {Kind::Opaque, "kubernetes.authorization.GroupCheck"}},
    {'R', {Kind::Opaque, "kubernetes.authorization.ResourceCheck"}},
    {'X', {Kind::Opaque, "kubernetes.authorization.Decision"}},
};

constexpr std::string_view kNames[] = {"dyn",
                                       "null_type",
                                       "bool",
                                       "int",
                                       "uint",
                                       "double",
                                       "string",
                                       "bytes",
                                       "google.protobuf.Duration",
                                       "google.protobuf.Timestamp",
                                       "list",
                                       "map",
                                       "type",
                                       "object",
                                       "",
                                       "optional_type"};

struct Simple {
  char letter;
  Kind kind;
};
constexpr Simple kLetters[] = {{'b', Kind::Bool},     {'i', Kind::Int},       {'u', Kind::Uint},
                               {'d', Kind::Double},   {'s', Kind::String},    {'y', Kind::Bytes},
                               {'D', Kind::Duration}, {'T', Kind::Timestamp}, {'n', Kind::Null},
                               {'*', Kind::Dyn}};

}  // namespace

bool Type::is_scalar() const {
  switch (kind) {
    case Kind::Bool:
    case Kind::Double:
    case Kind::Duration:
    case Kind::Int:
    case Kind::Timestamp:
    case Kind::Uint:
      return true;
    case Kind::Optional:
      return first->is_scalar();
    default:
      return false;
  }
}

const Type* simple_type(Kind kind) {
  if (kind == Kind::Type) return &kTypes;
  return &kSimple[std::min(static_cast<size_t>(kind), std::size(kSimple) - 1)];
}

const Type* list_type(Arena& arena, const Type* element) {
  return arena.make<Type>(Kind::List, std::string_view(), element);
}

const Type* map_type(Arena& arena, const Type* key, const Type* value) {
  return arena.make<Type>(Kind::Map, std::string_view(), key, value);
}

const Type* optional_type(Arena& arena, const Type* inner) {
  return arena.make<Type>(Kind::Optional, std::string_view(), inner);
}

std::string_view runtime_type_name(const Type& type) {
  return type.name.empty() ? kNames[static_cast<size_t>(type.kind)] : type.name;
}

std::string type_text(const Type& type) {
  std::string_view name = runtime_type_name(type);
  if (type.is(Kind::Map)) {
    return fmt::format("map({}, {})", type_text(*type.first), type_text(*type.second));
  }
  if (type.first) return fmt::format("{}({})", name, type_text(*type.first));
  // Types that wrap messages print their own short names.
  if (type.is(Kind::Duration) || type.is(Kind::Timestamp) || !type.is(Kind::Null)) {
    return std::string(name);
  }
  return "null";
}

const Type* find_named_type(std::string_view name) {
  for (const Type& type : kSimple) {
    if (runtime_type_name(type) == name && !type.is(Kind::Dyn)) return &type;
  }
  for (const Type* type : {&kLists, &kMaps, &kTypes, &kOptionals}) {
    if (runtime_type_name(*type) == name) return type;
  }
  for (const Letter& row : kOpaque) {
    if (row.type.name == name) return &row.type;
  }
  return nullptr;
}

bool equal_types(const Type& a, const Type& b) {
  if (a.kind != b.kind || a.name != b.name) return false;
  if (a.is(Kind::Object)) return a.declared == b.declared;
  auto same = [](const Type* x, const Type* y) {
    return x == y || (x && y && equal_types(*x, *y));
  };
  return same(a.first, b.first) && same(a.second, b.second);
}

const Type* read_type(std::string_view& letters, Arena& arena) {
  char letter = letters.empty() ? '*' : letters.front();
  letters.remove_prefix(letters.empty() ? 0 : 1);
  switch (letter) {
    case 'L':
      return list_type(arena, read_type(letters, arena));
    case 'O':
      return optional_type(arena, read_type(letters, arena));
    case 'M': {
      const Type* key = read_type(letters, arena);
      return map_type(arena, key, read_type(letters, arena));
    }
    case 't':
      return &kTypes;
    case 'A':
    case 'B':
      return &kParams[letter - 'A'];
    default:
      break;
  }
  for (const Simple& row : kLetters) {
    if (row.letter == letter) return simple_type(row.kind);
  }
  for (const Letter& row : kOpaque) {
    if (row.letter == letter) return &row.type;
  }
  return simple_type(Kind::Dyn);
}

void skip_type(std::string_view& letters) {
  if (letters.empty()) return;
  char letter = letters.front();
  letters.remove_prefix(1);
  if (letter == 'L' || letter == 'O' || letter == 'M') skip_type(letters);
  if (letter == 'M') skip_type(letters);
}

}  // namespace drydock::validate::cel
