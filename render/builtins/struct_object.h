#pragma once

#include <initializer_list>
#include <string_view>

#include "core/value.h"

namespace drydock::render {

/// A field of a Go struct, as templates, fmt and encoding/json see it.
struct StructField {
  std::string_view name;
  Value value;
  std::string_view json_name = {};  // empty: as `name`
  bool omit_empty = false;          // by encoding/json
  bool embedded = false;            // its fields count as the struct's own
};

enum class StructKind : uint8_t { Value, Pointer };

/// A value of a Go struct type without methods of its own, or a pointer to one. `type` is Go's
/// name, with the '*' of a pointer; it is not copied.
Value make_struct(Arena& arena, std::string_view type, std::span<const StructField> fields,
                  StructKind kind = StructKind::Value);

/// Base for structs that have methods.
class StructObject : public ValueObject {
 public:
  StructObject(std::string_view type, std::span<const StructField> fields,
               std::span<const Field> plain, StructKind kind)
      : type_(type), fields_(fields), plain_(plain), kind_(kind) {}

  std::string_view type_name() const final { return type_; }
  std::string_view kind_name() const final {
    return kind_ == StructKind::Pointer ? "ptr" : "struct";
  }
  std::span<const Field> fields() const final { return plain_; }
  bool json(std::string& out) const override;
  bool comparable() const override;
  bool equals(const ValueObject& other) const override;

 protected:
  ~StructObject() = default;

 private:
  bool json_fields(std::string& out, bool& first) const;

  std::string_view type_;
  std::span<const StructField> fields_;
  std::span<const Field> plain_;
  StructKind kind_;
};

/// Copies fields into an arena, for the constructor of what derives from StructObject.
struct KeptFields {
  KeptFields(Arena& arena, std::span<const StructField> from);
  std::span<const StructField> fields;
  std::span<const ValueObject::Field> plain;
};

}  // namespace drydock::render
