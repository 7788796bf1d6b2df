#include "plan/pairing.h"

namespace drydock::plan {
namespace {

/// Looks for the annotation before it reads all of them.
bool is_never_applied(const PlanObject& object) {
  const Node* metadata = object.root ? object.root->find("metadata") : nullptr;
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  bool hook = annotations &&
              (annotations->find("helm.sh/hook") || annotations->find("argocd.argoproj.io/hook"));
  return hook && marks_of(object).hook == Hook::Never;
}

}  // namespace

std::vector<Pairing> pair_objects(const Side& base, const Side& head) {
  std::vector<Pairing> pairings;
  pairings.reserve(std::max(base.objects.size(), head.objects.size()));
  std::unordered_map<std::string, size_t> by_key;
  by_key.reserve(pairings.capacity());
  auto add = [&](const PlanObject& object, bool is_head) {
    if (object.name.empty() || is_never_applied(object)) return;
    auto [found, is_new] = by_key.try_emplace(object.key(), pairings.size());
    if (is_new) pairings.emplace_back();
    Pairing& pairing = pairings[found->second];
    std::vector<const PlanObject*>& owners = is_head ? pairing.after : pairing.before;
    for (const PlanObject* owner : owners) {
      if (owner->project == object.project) return;  // defined twice: the check tells
    }
    owners.push_back(&object);
  };
  for (const PlanObject& object : head.objects) add(object, true);
  for (const PlanObject& object : base.objects) add(object, false);
  return pairings;
}

}  // namespace drydock::plan
