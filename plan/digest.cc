#include "plan/digest.h"

#include "core/base_encoding.h"
#include "core/hash.h"
#include "plan/content.h"
#include "render/crypto/hash.h"

namespace drydock::plan {
namespace {

void add(std::string& out, std::string_view text) { out.append(text).push_back('\n'); }

void add_object(std::string& out, const PlanObject* object) {
  if (!object || !object->root) return add(out, "-");
  Arena arena;
  Node* content = content_of(*object->root, object->dialect, arena);
  if (object->gvk.kind == "Secret" && object->gvk.group.empty()) {
    for (std::string_view key : {"data", "stringData"}) {
      const Node* values = content->find(key);
      if (!values) continue;
      add(out, fmt::format("{:04x}", hash64(json_of(*values, true)) & 0xFFFF));
      erase(*content, key);
    }
  }
  add(out, json_of(*content, true));
}

}  // namespace

std::string plan_digest(const Plan& plan) {
  std::string text;
  for (const Change& change : plan.changes) {
    for (std::string_view part :
         {action_name(change.action), std::string_view(change.resource),
          std::string_view(change.api_version), change.project, change.cluster,
          std::string_view(change.renamed_from), std::string_view(change.renamed_to),
          std::string_view(change.moved_from), std::string_view(change.moved_to)}) {
      add(text, part);
    }
    add(text, fmt::format("{} {}", change.wave.value_or(-1), change.sync_wave));
    for (std::string_view code : change.reasons) add(text, code);
    for (std::string_view code : change.dangers) add(text, code);
    for (const std::string& field : change.fields) add(text, field);
    add_object(text, change.before);
    add_object(text, change.object);
  }
  for (const PlanDanger& one : plan.dangers) {
    add(text,
        fmt::format("{} {} {} {} {}", one.danger, one.cluster, one.project, one.count, one.of));
  }
  return "sha256:" + encode_hex(render::sha256(text));
}

}  // namespace drydock::plan
