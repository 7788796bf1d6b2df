#include "render/builtins/struct_object.h"

#include <algorithm>

#include "core/json/write.h"
#include "render/builtins/go_compare.h"

namespace drydock::render {
namespace {

/// encoding/json's idea of empty, which structs never are.
bool is_empty(Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return true;
    case Value::Kind::Bool:
      return !value.as_bool();
    case Value::Kind::Int:
      return value.as_int() == 0;
    case Value::Kind::Uint:
      return value.as_uint() == 0;
    case Value::Kind::Float:
      return value.as_float() == 0;
    case Value::Kind::String:
      return value.as_string().empty();
    case Value::Kind::Bytes:
      return value.as_bytes().empty();
    case Value::Kind::List:
      return value.as_list().empty();
    case Value::Kind::Map:
      return value.as_map().size() == 0;
    case Value::Kind::Object:
      return false;
  }
  return false;
}

class PlainStruct final : public StructObject {
 public:
  using StructObject::StructObject;
};

}  // namespace

KeptFields::KeptFields(Arena& arena, std::span<const StructField> from) {
  StructField* copy = arena.array<StructField>(from.size());
  auto* names = arena.array<ValueObject::Field>(from.size());
  for (size_t i = 0; i < from.size(); ++i) {
    copy[i] = from[i];
    names[i] = {from[i].name, from[i].value, from[i].embedded};
  }
  fields = {copy, from.size()};
  plain = {names, from.size()};
}

Value make_struct(Arena& arena, std::string_view type, std::span<const StructField> fields,
                  StructKind kind) {
  KeptFields kept(arena, fields);
  return Value::of_object(arena.make<PlainStruct>(type, kept.fields, kept.plain, kind));
}

bool StructObject::json_fields(std::string& out, bool& first) const {
  for (const StructField& field : fields_) {
    if (field.embedded) {
      if (!static_cast<const StructObject&>(field.value.as_object()).json_fields(out, first)) {
        return false;
      }
      continue;
    }
    bool exported = field.name[0] < 'a' || field.name[0] > 'z';
    if (!exported || (field.omit_empty && is_empty(field.value))) continue;
    if (!first) out += ',';
    first = false;
    append_json_string(out, field.json_name.empty() ? field.name : field.json_name);
    out += ':';
    append_json(out, field.value);
  }
  return true;
}

bool StructObject::json(std::string& out) const {
  out += '{';
  bool first = true;
  if (!json_fields(out, first)) return false;
  out += '}';
  return true;
}

bool StructObject::comparable() const {
  if (kind_ == StructKind::Pointer) return true;
  return std::all_of(plain_.begin(), plain_.end(), [](const Field& field) {
    Value value = field.value;
    if (value.is_object()) return value.as_object().comparable();
    return !value.is_list() && !value.is_map() && !value.is_bytes();
  });
}

bool StructObject::equals(const ValueObject& other) const {
  if (kind_ == StructKind::Pointer || this == &other) return this == &other;
  std::span<const Field> theirs = other.fields();
  if (theirs.size() != plain_.size()) return false;
  std::string problem;
  for (size_t i = 0; i < plain_.size(); ++i) {
    if (!go_equal(plain_[i].value, theirs[i].value, problem)) return false;
  }
  return true;
}

}  // namespace drydock::render
