#include <fmt/format.h>

#include "schemas/keyword_families.h"

namespace drydock::schemas {
namespace {

/// The schemas of a list, all for the same value.
struct Alternatives {
  std::span<const SchemaNode*> nodes;
};

struct Condition {
  const SchemaNode* condition = nullptr;
  const SchemaNode* then_node = nullptr;  // null when it is missing
  const SchemaNode* else_node = nullptr;
};

template <class T>
const T& operand_of(const Instruction& instruction) {
  return *static_cast<const T*>(instruction.operand);
}

Operand compile_alternatives(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_array() || site.value->items().empty())
    return compiler.misused(site, "a list of schemas");
  std::span<const JsonValue> schemas = site.value->items();
  Alternatives operand{compiler.array<const SchemaNode*>(schemas.size())};
  for (size_t i = 0; i < schemas.size(); ++i)
    compiler.set_in_place(&operand.nodes[i], compiler.node(schemas[i], site), site);
  return compiler.make(operand);
}

/// Applies a schema whose failure is no failure yet: only when the value fits does it count what
/// was evaluated.
bool try_schema(Evaluation& evaluation, const SchemaNode& node, const Place& place) {
  if (!place.evaluated) return evaluation.fits(node, place);
  ChildSet evaluated;
  Place trial = place;
  trial.evaluated = &evaluated;
  bool fits = evaluation.fits(node, trial);
  if (fits) place.evaluated->add_all(evaluated);
  return fits;
}

bool refuse_alternatives(Evaluation& evaluation, const Instruction& instruction,
                         const Place& place) {
  if (!evaluation.collects()) return false;
  SchemaError error = evaluation.make_error(instruction, place, "fits none of the alternatives");
  size_t alternative = 0;
  for (const SchemaNode* node : operand_of<Alternatives>(instruction).nodes) {
    for (SchemaError& cause : evaluation.why_not(*node, place)) {
      if (!evaluation.nests()) cause.first = alternative;
      error.causes.push_back(std::move(cause));
    }
    ++alternative;
  }
  evaluation.add(std::move(error));
  return false;
}

/// One error, with what each of the schemas says as its causes.
bool apply_nested_all_of(Evaluation& evaluation, const Instruction& instruction,
                         const Place& place) {
  std::vector<SchemaError> causes;
  for (const SchemaNode* node : operand_of<Alternatives>(instruction).nodes) {
    for (SchemaError& cause : evaluation.why_not(*node, place)) causes.push_back(std::move(cause));
  }
  if (causes.empty()) return true;
  SchemaError error = evaluation.make_error(instruction, place, "does not fit all of the schemas");
  error.causes = std::move(causes);
  evaluation.add(std::move(error));
  return false;
}

}  // namespace

Operand compile_all_of(Compiler& compiler, const KeywordSite& site) {
  return compile_alternatives(compiler, site);
}

bool apply_all_of(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  if (evaluation.nests()) return apply_nested_all_of(evaluation, instruction, place);
  bool fits = true;
  for (const SchemaNode* node : operand_of<Alternatives>(instruction).nodes) {
    fits = evaluation.apply(*node, place) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  return fits;
}

Operand compile_any_of(Compiler& compiler, const KeywordSite& site) {
  return compile_alternatives(compiler, site);
}

bool apply_any_of(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  bool fits = false;
  for (const SchemaNode* node : operand_of<Alternatives>(instruction).nodes) {
    fits = try_schema(evaluation, *node, place) || fits;
    if (fits && !place.evaluated) break;
  }
  return fits || refuse_alternatives(evaluation, instruction, place);
}

Operand compile_one_of(Compiler& compiler, const KeywordSite& site) {
  return compile_alternatives(compiler, site);
}

bool apply_one_of(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  std::span<const SchemaNode*> nodes = operand_of<Alternatives>(instruction).nodes;
  size_t first = nodes.size();
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (!try_schema(evaluation, *nodes[i], place)) continue;
    if (first == nodes.size()) {
      first = i;
      continue;
    }
    return evaluation.refuse_pair(instruction, place, first, i, [&] {
      return fmt::format("fits alternative {} and alternative {}, but must fit only one", first + 1,
                         i + 1);
    });
  }
  return first < nodes.size() || refuse_alternatives(evaluation, instruction, place);
}

Operand compile_negation(Compiler& compiler, const KeywordSite& site) {
  Condition* operand = compiler.make(Condition());
  compiler.set_in_place(&operand->condition, compiler.node(*site.value, site), site);
  return operand;
}

bool apply_negation(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  Place alone = place;
  alone.evaluated = nullptr;
  if (!evaluation.fits(*operand_of<Condition>(instruction).condition, alone)) return true;
  return evaluation.refuse(instruction, place, [] { return "fits what it must not fit"; });
}

Operand compile_if(Compiler& compiler, const KeywordSite& site) {
  Condition* operand = compiler.make(Condition());
  compiler.set_in_place(&operand->condition, compiler.node(*site.value, site), site);
  if (const JsonValue* schema = site.sibling("then"))
    compiler.set_in_place(&operand->then_node, compiler.node(*schema, site), site);
  if (const JsonValue* schema = site.sibling("else"))
    compiler.set_in_place(&operand->else_node, compiler.node(*schema, site), site);
  return operand;
}

bool apply_if(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const Condition& operand = operand_of<Condition>(instruction);
  bool holds = try_schema(evaluation, *operand.condition, place);
  const SchemaNode* consequence = holds ? operand.then_node : operand.else_node;
  return !consequence || evaluation.apply(*consequence, place);
}

}  // namespace drydock::schemas
