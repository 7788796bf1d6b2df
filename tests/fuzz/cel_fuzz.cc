// Any bytes as an expression of CEL: reading, checking, estimating and evaluating end, within their
// limits, and what evaluates again gives the same.

#include <cstdlib>

#include "core/json/parse.h"
#include "validate/cel/program.h"

namespace drydock::validate::cel {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kSchema = R"({"type": "object", "properties": {
  "text": {"type": "string"}, "count": {"type": "integer"}, "share": {"type": "number"},
  "on": {"type": "boolean"}, "when": {"type": "string", "format": "date-time"},
  "port": {"x-kubernetes-int-or-string": true},
  "names": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
  "labels": {"type": "object", "additionalProperties": {"type": "string"}}}})";
constexpr std::string_view kObject = R"({"text": "héllo", "count": 7, "share": 0.5, "on": true,
  "when": "2024-02-29T12:00:00Z", "port": "http", "names": ["a", "b"], "labels": {"a": "b"}})";

struct Known {
  Known() {
    auto read = [&](std::string_view text) {
      return schemas::json_from_value(parse_json(text, arena).value, arena);
    };
    schema = read(kSchema);
    object = read(kObject);
    declared = declare_schema(schema, true, arena);
  }
  Arena arena;
  schemas::JsonValue schema;
  schemas::JsonValue object;
  const DeclaredType* declared = nullptr;
};

void evaluate(std::string_view text, const Type* type, const DeclaredType* declared,
              const schemas::JsonValue& object) {
  Variable variable{"self", type};
  CompileOptions options;
  options.check.variables = {&variable, 1};
  Compiled compiled = compile(text, options);
  require(compiled.program || !compiled.problem.empty());
  if (!compiled.program) return;
  estimate_cost(compiled.program->root(), declared);
  Memory memory(size_t{16} << 20);
  auto find = [&](std::string_view) { return value_from_json(object, declared, memory); };
  Evaluation first = compiled.program->run(find, memory, 10'000);
  Memory other(size_t{16} << 20);
  auto again = [&](std::string_view) { return value_from_json(object, declared, other); };
  Evaluation second = compiled.program->run(again, other, 10'000);
  require(first.value.kind == second.value.kind && first.cost == second.cost);
}

void run(std::string_view text) {
  static const Known known;
  evaluate(text, known.declared->type, known.declared, known.object);
  evaluate(text, simple_type(Type::Kind::Dyn), nullptr, known.object);
}

}  // namespace
}  // namespace drydock::validate::cel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::validate::cel::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
