#include "render/builtins/builtin.h"

#include <algorithm>

namespace drydock::render {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::Any:
      return "interface {}";
    case Type::Reflect:
      return "reflect.Value";
    case Type::Bool:
      return "bool";
    case Type::String:
      return "string";
    case Type::Int:
      return "int";
    case Type::Int64:
      return "int64";
    case Type::Uint32:
      return "uint32";
    case Type::Float64:
      return "float64";
    case Type::List:
      return "[]interface {}";
    case Type::Map:
      return "map[string]interface {}";
    case Type::Strings:
      return "[]string";
    case Type::Ints:
      return "[]int";
    case Type::Lists:
      return "[][]interface {}";
    case Type::StringMap:
      return "map[string]string";
    case Type::Bytes:
      return "[]uint8";
    case Type::Time:
      return "time.Time";
    case Type::Duration:
      return "time.Duration";
    case Type::Semver:
      return "*semver.Version";
    case Type::Certificate:
      return "sprig.certificate";
    case Type::Writer:
      return "io.Writer";
    case Type::Values:
      return "chartutil.Values";
    case Type::VersionSet:
      return "chartutil.VersionSet";
    case Type::Files:
      return "engine.files";
    case Type::Uint64:
      return "uint64";
    case Type::Zone:
      return "*time.Location";
    case Type::Month:
      return "time.Month";
    case Type::Weekday:
      return "time.Weekday";
  }
  return "";
}

std::span<const Value> CallArgs::copy_values(std::span<const Value> items) const {
  Value* copy = arena().array<Value>(items.size());
  std::copy(items.begin(), items.end(), copy);
  return {copy, items.size()};
}

void CallArgs::fail(std::string message) const {
  drydock::fail("template-function", std::move(message));
}

void CallArgs::fail_call(std::string message) const {
  drydock::fail("template-call", std::move(message));
}

std::optional<std::span<const Value>> list_items(Value value, Arena& arena) {
  if (value.is_object()) value = value.as_object().underlying();
  if (value.is_list()) return value.as_list();
  if (!value.is_bytes()) return std::nullopt;
  std::string_view bytes = value.as_bytes();
  Value* items = arena.array<Value>(bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    items[i] = Value::of_uint(static_cast<unsigned char>(bytes[i]), GoType::Uint8);
  }
  return std::span<const Value>(items, bytes.size());
}

std::string signature(const Builtin& function) {
  std::string out = "func(";
  for (size_t i = 0; i < function.params.count; ++i) {
    if (i > 0) out += ", ";
    if (function.params.variadic && i + 1 == function.params.count) out += "...";
    out += type_name(function.params.types[i]);
  }
  out += ") ";
  out += type_name(function.result);
  return out;
}

}  // namespace drydock::render
