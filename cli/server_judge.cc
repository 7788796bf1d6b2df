#include "cli/server_judge.h"

#include "core/yaml/merge.h"
#include "validate/object_check.h"

namespace drydock::cli {
namespace {

std::vector<plan::Cause> causes_of(const std::vector<validate::FieldProblem>& problems) {
  std::vector<plan::Cause> causes;
  for (const validate::FieldProblem& problem : problems) {
    causes.push_back({problem.type, problem.field});
  }
  return causes;
}

}  // namespace

std::vector<plan::Cause> ServerJudge::faults(const plan::Manifest& object) const {
  if (const validate::CustomSchema* schema = catalog.find(object.gvk, object.cluster)) {
    return causes_of(schema->check(*object.root, object.dialect));
  }
  Arena arena;
  Node* root = deep_copy(arena, *object.root);
  apply_merges(arena, root, object.dialect);
  auto problems =
      validate::check_built_in_object(*root, object.gvk, plan::kRelease, object.dialect);
  return problems ? causes_of(*problems) : std::vector<plan::Cause>();
}

std::vector<plan::Cause> ServerJudge::broken_rules(const plan::Manifest& before,
                                                   const plan::Manifest& after) const {
  const validate::CustomSchema* schema = catalog.find(after.gvk, after.cluster);
  if (!schema) return {};
  std::vector<validate::FieldProblem> alone = schema->check(*after.root, after.dialect);
  std::vector<plan::Cause> causes;
  for (validate::FieldProblem& problem : schema->check(*after.root, after.dialect, before.root)) {
    auto is_same = [&](const validate::FieldProblem& other) {
      return other.field == problem.field && other.detail == problem.detail;
    };
    if (std::none_of(alone.begin(), alone.end(), is_same)) {
      causes.push_back({problem.type, problem.field});
    }
  }
  return causes;
}

}  // namespace drydock::cli
