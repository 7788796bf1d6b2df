#include "render/builtins/methods.h"

namespace drydock::render {
namespace {

Value version_set_has(const CallArgs& args) {
  for (Value version : args.list(0)) {
    if (version.as_string() == args.text(1)) return Value::of_bool(true);
  }
  return Value::of_bool(false);
}

using enum Type;

constexpr Builtin kVersionSetMethods[] = {
    {"Has", takes(String), Bool, version_set_has, "VERSION: whether the API version is there"},
};

const Builtin* find(std::span<const Builtin> methods, std::string_view name) {
  for (const Builtin& method : methods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace

const Builtin* find_method(Value value, std::string_view name) {
  if (value.is_object()) return value.as_object().method(name);
  switch (value.go_type()) {
    case GoType::VersionSet:
    case GoType::CommonVersionSet:
      return find(kVersionSetMethods, name);
    case GoType::Files:
      return find(files_methods(), name);
    case GoType::ChartutilValues:
    case GoType::CommonValues:
      return find(values_methods(), name);
    default:
      return nullptr;
  }
}

}  // namespace drydock::render
