#include "validate/conflicts/webhooks.h"

#include "validate/conflicts/fields.h"

namespace drydock::validate {

void collect_webhooks(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                      ClaimSink& sink) {
  constexpr std::string_view kGroup = "admissionregistration.k8s.io";
  std::string_view sort;
  if (is_kind(resource, kGroup, "MutatingWebhookConfiguration")) sort = "mutating";
  if (is_kind(resource, kGroup, "ValidatingWebhookConfiguration")) sort = "validating";
  if (sort.empty()) return;
  for (const Node* webhook : items(resource.root->find("webhooks"))) {
    const Node* name = webhook->find("name");
    if (!name || name->text().empty()) continue;
    sink.add(index, name, {sort, name->text()}, fmt::format("{} webhook {}", sort, name->text()));
  }
}

}  // namespace drydock::validate
