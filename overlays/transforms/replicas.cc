#include "overlays/transforms/replicas.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/error.h"
#include "core/go_number.h"
#include "core/suggest.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

bool has_id(const ObjectList& objects, const Object& object, std::string_view name,
            const Gvk& kind) {
  auto fits = [&](const ObjectId& id) { return id.name == name && is_selected(id.gvk, kind); };
  if (fits(objects.id_of(object))) return true;
  return std::any_of(
      object.notes.previous.begin(), object.notes.previous.end(),
      [&](const PreviousId& previous) { return fits(previous_id(object, previous)); });
}

[[noreturn]] void fail_unknown(const ObjectList& objects, const ReplicaConfig& config) {
  std::vector<std::string_view> names;
  for (const Object* object : objects.all()) {
    Gvk gvk = object->gvk();
    bool counts = std::any_of(config.field_specs.begin(), config.field_specs.end(),
                              [&](const FieldSpec& spec) { return is_selected(gvk, spec.gvk); });
    if (counts) names.push_back(object->name());
  }
  std::string_view wanted = config.replica.name;
  std::string kinds;
  for (const FieldSpec& spec : config.field_specs) {
    kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", spec.gvk.kind);
  }
  std::string message = fmt::format("nothing with replicas is called `{}`: looked for {}", wanted,
                                    kinds.empty() ? "no kind" : kinds);
  std::string_view near = nearest(wanted, names);
  for (const Object* object : objects.all()) {
    if (near.empty() || object->name() != near) continue;
    message += fmt::format("; there is {} `{}` in {}:{}", object->kind(), near,
                           object->defined_at.path(), object->defined_at.line);
    break;
  }
  const Node* where = config.replica.name.node ? config.replica.name.node : config.replica.node;
  fail("overlay-target", std::move(message), where ? where->where() : SourcePos());
}

}  // namespace

void apply(ObjectList& objects, const ReplicaConfig& config, Context& context) {
  const Replica& replica = config.replica;
  std::string_view count = context.arena.copy(format_go_int(replica.count));
  const Node* origin = replica.count_node ? replica.count_node : replica.node;
  std::vector<Object*> named = objects.find_named(replica.name);
  bool found = false;
  for (const FieldSpec& spec : config.field_specs) {
    FieldPlace place(spec);
    for (Object* object : named) {
      if (object->is_empty() || !has_id(objects, *object, replica.name, spec.gvk)) continue;
      found = true;
      if (!place.applies_to(object->gvk())) continue;
      place.visit(*object->root, context.arena, NewField::Scalar,
                  [&](Node& node) { set_scalar(node, count, ScalarMeaning::Number, origin); });
    }
  }
  if (!found) fail_unknown(objects, config);
}

}  // namespace drydock::overlays
