#include "overlays/generators/iam_policy.h"

#include <fmt/format.h>

#include "core/error.h"

namespace drydock::overlays {

Object& generate_iam_policy(const IamPolicyConfig& config, const Object& plugin, Context& context) {
  if (config.cloud.value != "gke") {
    fail("overlay-generator",
         fmt::format("the only cloud that IAMPolicyGenerator knows is gke, not `{}`",
                     config.cloud.value),
         config.cloud.node ? config.cloud.where() : plugin.defined_at);
  }
  const Node* origin = plugin.root;
  Node* root = make_mapping(context.arena);
  root->file = origin->file;
  root->line = origin->line;
  root->column = origin->column;
  Object& object = context.new_object(root);
  auto put = [&](std::initializer_list<std::string_view> path, std::string_view text) {
    set_text(object, path, text, origin, context.arena);
  };
  put({"apiVersion"}, "v1");
  put({"kind"}, "ServiceAccount");
  put({"metadata", "annotations", "iam.gke.io/gcp-service-account"},
      fmt::format("{}@{}.iam.gserviceaccount.com", config.account_name.value,
                  config.project_id.value));
  put({"metadata", "name"}, config.service_name);
  if (!config.service_namespace.empty()) {
    put({"metadata", "namespace"}, config.service_namespace);
  }
  return object;
}

}  // namespace drydock::overlays
