#include "schemas/keyword_families.h"
#include "schemas/keywords.h"
#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

struct Reference {
  const SchemaNode* target = nullptr;
  std::string_view anchor;    // dynamic: the name that outer resources may define anew
  bool is_recursive = false;  // dynamic in the way of draft 2019-09
};

const Reference& reference_of(const Instruction& instruction) {
  return *static_cast<const Reference*>(instruction.operand);
}

Reference* make_reference(Compiler& compiler, const KeywordSite& site, const SchemaSite& target) {
  Reference* reference = compiler.make(Reference());
  compiler.set_in_place(&reference->target, compiler.node_at(target), site);
  return reference;
}

/// Where errors are a tree, what the target says in several ways is a group of the reference.
bool apply_target(Evaluation& evaluation, const SchemaNode& target, const Instruction& instruction,
                  const Place& place) {
  if (!evaluation.nests()) return evaluation.apply(target, place);
  std::vector<SchemaError> errors = evaluation.why_not(target, place);
  for (SchemaError& error : errors) {
    if (error.is_group && error.keyword.empty()) {
      // The library keeps of the group only its causes, and says where the reference was followed.
      error.instance_path = evaluation.make_error(instruction, place, "").instance_path;
      error.keyword = instruction.keyword->name;
    }
    evaluation.add(std::move(error));
  }
  return errors.empty();
}

}  // namespace

Operand compile_ref(Compiler& compiler, const KeywordSite& site) {
  auto target = compiler.resolve(site);
  if (!target) return std::nullopt;
  return make_reference(compiler, site, *target);
}

bool apply_ref(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  return apply_target(evaluation, *reference_of(instruction).target, instruction, place);
}

/// A reference to a dynamic anchor is dynamic; any other is like `$ref`.
Operand compile_dynamic_ref(Compiler& compiler, const KeywordSite& site) {
  auto target = compiler.resolve(site);
  if (!target) return std::nullopt;
  Reference* reference = make_reference(compiler, site, *target);
  std::string name = percent_decode(split_fragment(site.value->text()).fragment);
  const SchemaResource::Anchor* anchor = target->resource->find_anchor(name);
  if (anchor && anchor->is_dynamic && anchor->schema == target->schema)
    reference->anchor = compiler.arena().copy(name);
  return reference;
}

bool apply_dynamic_ref(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const Reference& reference = reference_of(instruction);
  const SchemaNode* target = reference.target;
  for (const DynamicScope* scope = place.scope; scope && !reference.anchor.empty();
       scope = scope->outer) {
    const SchemaResource::Anchor* anchor = scope->resource->find_anchor(reference.anchor);
    if (anchor && anchor->is_dynamic) target = anchor->node;
  }
  return apply_target(evaluation, *target, instruction, place);
}

Operand compile_recursive_ref(Compiler& compiler, const KeywordSite& site) {
  auto target = compiler.resolve(site);
  if (!target) return std::nullopt;
  Reference* reference = make_reference(compiler, site, *target);
  reference->is_recursive =
      target->resource->is_recursive_anchor && target->schema == target->resource->root;
  return reference;
}

bool apply_recursive_ref(Evaluation& evaluation, const Instruction& instruction,
                         const Place& place) {
  const Reference& reference = reference_of(instruction);
  const SchemaNode* target = reference.target;
  for (const DynamicScope* scope = place.scope; scope && reference.is_recursive;
       scope = scope->outer)
    if (scope->resource->is_recursive_anchor) target = scope->resource->root_node;
  return apply_target(evaluation, *target, instruction, place);
}

}  // namespace drydock::schemas
