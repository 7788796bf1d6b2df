#include "schemas/keyword_families.h"
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

}  // namespace

Operand compile_ref(Compiler& compiler, const KeywordSite& site) {
  auto target = compiler.resolve(site);
  if (!target) return std::nullopt;
  return make_reference(compiler, site, *target);
}

bool apply_ref(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  return evaluation.apply(*reference_of(instruction).target, place);
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
  return evaluation.apply(*target, place);
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
  return evaluation.apply(*target, place);
}

}  // namespace drydock::schemas
