#include "validate/policy/same_policies.h"

namespace drydock::validate::policy {
namespace {

const Node* parameters_of(const PolicySet& set, const std::string& id) {
  for (const auto& [name, node] : set.parameters) {
    if (name == id) return node;
  }
  return nullptr;
}

bool same_modules(const PolicySet& a, const PolicySet& b) {
  if (a.modules.size() != b.modules.size()) return false;
  for (const auto& [path, file] : a.modules) {
    auto other = b.modules.find(path);
    if (other == b.modules.end() || other->second->text != file->text) return false;
  }
  return true;
}

bool same_data(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.size != b.size) return false;
  if (a.is_scalar()) return a.text() == b.text() && a.style == b.style;
  for (size_t i = 0; i < a.elements().size(); ++i) {
    if (!same_data(*a.elements()[i], *b.elements()[i])) return false;
  }
  for (const NodeEntry& entry : a.pairs()) {
    const Node* other = b.find(entry.key->text());
    if (!other || !same_data(*entry.value, *other)) return false;
  }
  return true;
}

}  // namespace

void keep_changed(PolicySet& head, const PolicySet& base) {
  bool modules_agree = same_modules(head, base);
  for (Policy& policy : head.policies) {
    const Policy* old = base.find(policy.id);
    if (!old || !old->selected) continue;
    const Node* mine = parameters_of(head, policy.id);
    const Node* theirs = parameters_of(base, policy.id);
    bool same_parameters = mine && theirs ? same_data(*mine, *theirs) : !mine && !theirs;
    bool same_text = policy.where.file->text == old->where.file->text;
    if (same_parameters && same_text && modules_agree) policy.selected = false;
  }
}

}  // namespace drydock::validate::policy
