#include "validate/shape_check.h"

#include <cmath>

#include "core/stack_guard.h"

namespace drydock::validate {
namespace {

using schemas::ApiField;
using schemas::ApiSchema;
using schemas::ApiTable;
using schemas::ApiType;
using schemas::ShapeKind;
using Errors = std::vector<ShapeError>;

bool is_number(const Value& value) { return value.is_float() || value.is_int() || value.is_uint(); }

bool is_whole(const Value& value) {
  return value.is_int() || value.is_uint() ||
         (value.is_float() && std::trunc(value.as_float()) == value.as_float());
}

/// The way to a value, on the stack.
struct Way {
  const Way* parent = nullptr;
  std::string_view name;
  size_t index = SIZE_MAX;  // of an item

  std::string pointer() const {
    if (!parent) return "";
    std::string out = parent->pointer();
    out += '/';
    if (index != SIZE_MAX) return out + fmt::format_int(index).str();
    for (char c : name) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
    return out;
  }
};

class Checker {
 public:
  Checker(const ApiTable& table, bool strict) : table_(table), strict_(strict) {}

  void check_object(const Value& value, const ApiType& type, const Way& way, bool nullable,
                    Errors& out);

 private:
  void check(const Value& value, const ApiSchema& schema, const Way& way, bool nullable,
             Errors& out);
  void check_members(const ValueMap& map, const ApiType& type, const Way& way, Errors& out);
  void check_required(const ValueMap& map, const ApiType& type, const Way& way, Errors& out);
  void check_identity(const Value& value, const ApiType& type, std::string_view field,
                      const Way& way, Errors& out);
  void check_map(const Value& value, const ApiSchema& schema, const Way& way, Errors& out);
  void check_list(const Value& value, const ApiSchema& schema, const Way& way, Errors& out);
  void check_choice(const Value& value, bool whole, const Way& way, Errors& out);
  void refuse(const Value& value, std::string_view want, const Way& way, bool nullable,
              Errors& out);

  const ApiTable& table_;
  bool strict_;
  StackGuard guard_{size_t{2} * 1024 * 1024};
};

/// Types are named in the order null, boolean, number, integer, string, array, object.
void Checker::refuse(const Value& value, std::string_view want, const Way& way, bool nullable,
                     Errors& out) {
  out.push_back(
      {way.pointer(),
       fmt::format("got {}, want {}{}", json_type_of(value), nullable ? "null or " : "", want),
       "type"});
}

void Checker::check_required(const ValueMap& map, const ApiType& type, const Way& way,
                             Errors& out) {
  std::vector<std::string> missing;
  for (ApiField field : type.fields()) {
    if (field.is_required() && !map.find(field.name())) missing.emplace_back(field.name());
  }
  if (missing.empty()) return;
  std::string message = fmt::format("missing propert{} {}", missing.size() == 1 ? "y" : "ies",
                                    quote_all_for_shape(missing));
  out.push_back({way.pointer(), std::move(message), "required", std::move(missing)});
}

/// The published schema of a kind says which `apiVersion` and `kind` its objects have.
void Checker::check_identity(const Value& value, const ApiType& type, std::string_view field,
                             const Way& way, Errors& out) {
  std::vector<Gvk> kinds = table_.kinds_of(type);
  if (kinds.empty()) return;
  std::vector<std::string> allowed;
  for (const Gvk& gvk : kinds) {
    std::string one = field == "kind"     ? std::string(gvk.kind)
                      : gvk.group.empty() ? std::string(gvk.version)
                                          : fmt::format("{}/{}", gvk.group, gvk.version);
    if (value.is_string() && value.as_string() == one) return;
    if (std::find(allowed.begin(), allowed.end(), one) == allowed.end()) {
      allowed.push_back(std::move(one));
    }
  }
  out.push_back({way.pointer(),
                 fmt::format("value must be {}{}", allowed.size() == 1 ? "" : "one of ",
                             quote_all_for_shape(allowed)),
                 "enum"});
}

void Checker::check_members(const ValueMap& map, const ApiType& type, const Way& way, Errors& out) {
  std::vector<std::string> unknown;
  for (const ValueMap::Entry& entry : map.entries()) {
    std::optional<ApiField> field = type.find(entry.key);
    if (!field) {
      unknown.emplace_back(entry.key);
      continue;
    }
    ApiSchema schema = field->schema();
    Way below{&way, entry.key};
    size_t before = out.size();
    // A reference leads to a type that may be null, whatever the field says of itself; and in the
    // root, the published schemas let everything be null.
    bool refers = schema.kind() == ShapeKind::Object || schema.kind() == ShapeKind::OpenObject;
    check(entry.value, schema, below, refers || !way.parent || !field->is_required(), out);
    if (out.size() == before && (entry.key == "kind" || entry.key == "apiVersion")) {
      check_identity(entry.value, type, entry.key, below, out);
    }
  }
  bool is_open = type.fields().begin() == type.fields().end();
  if (!strict_ || is_open || unknown.empty()) return;
  std::string message =
      fmt::format("additional properties {} not allowed", quote_all_for_shape(unknown));
  out.push_back({way.pointer(), std::move(message), "additionalProperties", std::move(unknown)});
}

void Checker::check_object(const Value& value, const ApiType& type, const Way& way, bool nullable,
                           Errors& out) {
  if (value.is_nil() && nullable) return;
  if (!value.is_map()) return refuse(value, "object", way, nullable, out);
  Errors errors;
  check_required(value.as_map(), type, way, errors);
  check_members(value.as_map(), type, way, errors);
  add_grouped(out, std::move(errors), way.pointer());
}

void Checker::check_map(const Value& value, const ApiSchema& schema, const Way& way, Errors& out) {
  ApiSchema values = schema.field("");
  Errors errors;
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    check(entry.value, values, Way{&way, entry.key}, true, errors);
  }
  if (!errors.empty()) add_grouped(out, std::move(errors), way.pointer());
}

void Checker::check_list(const Value& value, const ApiSchema& schema, const Way& way, Errors& out) {
  ApiSchema element = schema.element();
  // The published schema has exactly two lists whose texts may not be null.
  bool nullable = !(way.name == "x-kubernetes-list-map-keys" || way.name == "required");
  Errors errors;
  size_t i = 0;
  for (const Value& item : value.as_list()) {
    check(item, element, Way{&way, "", i++}, nullable, errors);
  }
  if (!errors.empty()) add_grouped(out, std::move(errors), way.pointer());
}

/// "oneOf": a text or null, or a number or null; so null fits both, and that is one too many.
void Checker::check_choice(const Value& value, bool whole, const Way& way, Errors& out) {
  if (value.is_string() || (whole ? is_number(value) && is_whole(value) : is_number(value))) return;
  ShapeError error{way.pointer(), "'oneOf' failed, none matched", "oneOf"};
  if (value.is_nil()) {
    error.message = "'oneOf' failed, subschemas 0, 1 matched";
  } else {
    refuse(value, "string", way, true, error.causes);
    refuse(value, whole ? "integer" : "number", way, true, error.causes);
  }
  out.push_back(std::move(error));
}

void Checker::check(const Value& value, const ApiSchema& schema, const Way& way, bool nullable,
                    Errors& out) {
  if (guard_.exhausted()) {
    out.push_back({way.pointer(), "nested too deeply"});
    return;
  }
  switch (schema.kind()) {
    case ShapeKind::Any:
    case ShapeKind::SchemaOrArray:
    case ShapeKind::SchemaOrBool:
    case ShapeKind::SchemaOrStrings:
      return;
    case ShapeKind::IntOrString:
      return check_choice(value, true, way, out);
    case ShapeKind::Quantity:
      return check_choice(value, false, way, out);
    case ShapeKind::Object:
      return check_object(value, schema.type(), way, nullable, out);
    default:
      break;
  }
  if (value.is_nil() && nullable) return;
  switch (schema.kind()) {
    case ShapeKind::OpenObject:
      if (!value.is_map()) refuse(value, "object", way, nullable, out);
      return;
    case ShapeKind::Map:
      if (!value.is_map()) return refuse(value, "object", way, nullable, out);
      return check_map(value, schema, way, out);
    case ShapeKind::List:
      if (!value.is_list()) return refuse(value, "array", way, nullable, out);
      return check_list(value, schema, way, out);
    case ShapeKind::Boolean:
      if (!value.is_bool()) refuse(value, "boolean", way, nullable, out);
      return;
    case ShapeKind::Integer:
      if (!is_number(value) || !is_whole(value)) refuse(value, "integer", way, nullable, out);
      return;
    case ShapeKind::Number:
      if (!is_number(value)) refuse(value, "number", way, nullable, out);
      return;
    default:
      if (!value.is_string()) refuse(value, "string", way, nullable, out);
      return;
  }
}

}  // namespace

std::string_view json_type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      return "null";
    case Value::Kind::Bool:
      return "boolean";
    case Value::Kind::List:
      return "array";
    case Value::Kind::Map:
      return "object";
    case Value::Kind::Int:
    case Value::Kind::Uint:
    case Value::Kind::Float:
      return "number";
    default:
      return "string";
  }
}

std::vector<ShapeError> check_shape(const Value& document, const ApiTable& table,
                                    const ApiSchema& schema, bool strict) {
  Errors errors;
  Checker(table, strict).check_object(document, schema.type(), Way{}, false, errors);
  // What the root itself says stands for the root.
  if (errors.size() == 1 && errors.front().kind == ShapeError::Kind::Group) {
    return std::move(errors.front().causes);
  }
  return errors;
}

}  // namespace drydock::validate
