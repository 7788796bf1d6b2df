#include "render/builtins/families.h"
#include "render/builtins/toml_read.h"
#include "render/builtins/toml_write.h"
#include "render/builtins/type_problem.h"

namespace drydock::render {
namespace {

TomlText write(const CallArgs& args) {
  if (args[0].is_nil()) args.fail("reflect: call of reflect.Value.Type on zero Value");
  return write_toml(args[0], args.context());
}

Value to_toml(const CallArgs& args) {
  TomlText toml = write(args);
  return args.string(toml.problem.empty() ? toml.text : toml.problem);
}

Value must_to_toml(const CallArgs& args) {
  TomlText toml = write(args);
  if (!toml.problem.empty()) args.fail(toml.problem);
  return args.string(toml.text);
}

Value from_toml(const CallArgs& args) {
  TomlResult toml = parse_toml(args.text(0), args);
  return toml.problem.empty() ? toml.map : error_map(args, toml.problem);
}

using enum Type;

// clang-format off
constexpr Builtin kTomlBuiltins[] = {
    {"toToml",     takes(Any), String, to_toml, "MAP: MAP in TOML, or an error text"},
    {"mustToToml", takes(Any), String, must_to_toml, "MAP: MAP in TOML", 4},
    {"fromToml",   takes(String), Map, from_toml, "TOML: the map that TOML is, or one with the error under Error"},
};
// clang-format on

}  // namespace

std::span<const Builtin> toml_builtins() { return kTomlBuiltins; }

}  // namespace drydock::render
