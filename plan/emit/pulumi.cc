#include <algorithm>

#include "plan/content.h"
#include "plan/emit/desired.h"
#include "plan/emit/emission.h"
#include "plan/emit/labels.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"
#include "plan/kind_facts.h"
#include "schemas/kubernetes.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kGroup = "kubernetes:yaml/v2:ConfigGroup";

bool is_function(std::string_view key) {
  return key.size() >= 4 && (key[0] == 'f' || key[0] == 'F') && key.substr(1, 3) == "n::";
}

/// Whether a map has a key that a program would take for the call of a function. No quotes help.
bool has_function(const Node& node) {
  for (const NodeEntry& entry : node.pairs()) {
    if (is_function(entry.key->text()) || has_function(*entry.value)) return true;
  }
  return std::any_of(node.elements().begin(), node.elements().end(),
                     [](const Node* item) { return has_function(*item); });
}

/// A copy in which nothing is an interpolation.
Node* escaped(const Node& node, Arena& arena) {
  if (node.is_mapping()) {
    Node* map = make_mapping(arena);
    for (const NodeEntry& entry : node.pairs()) {
      append(arena, *map, text_node(escape_opener(entry.key->text(), "${"), arena),
             escaped(*entry.value, arena));
    }
    return map;
  }
  if (node.is_sequence()) {
    Node* list = make_sequence(arena);
    for (const Node* item : node.elements()) append(arena, *list, escaped(*item, arena));
    return list;
  }
  if (is_text(node)) return text_node(escape_opener(node.text(), "${"), arena);
  return make_scalar(arena, node.text());
}

/// Kinds of the provider's own types: "kubernetes:core/v1:ConfigMap".
bool has_type(const PlanObject& object) {
  schemas::ApiKind kind = schemas::kubernetes_api().find(object.gvk, kRelease);
  return kind && kind.is_served();
}

std::string type_of(const PlanObject& object) {
  const Gvk& gvk = object.gvk;
  return fmt::format("kubernetes:{}/{}:{}", gvk.group.empty() ? "core" : gvk.group, gvk.version,
                     gvk.kind);
}

class Program {
 public:
  explicit Program(const EmitInput& input)
      : input_(input), desired_(input), labels_(input, desired_), dependencies_(desired_) {}

  Emission run() {
    for (std::string_view cluster : desired_.clusters()) {
      if (!input_.selects || input_.selects(cluster, "")) write(cluster);
    }
    return std::move(out_);
  }

 private:
  void write(std::string_view cluster) {
    Arena arena;
    Node* resources = make_mapping(arena);
    set(arena, *resources, "provider", provider(arena));
    for (const Wanted& one : desired_.objects()) {
      if (!one.is_first || one.object->cluster != cluster) continue;
      set(arena, *resources, labels_.of(one.key), resource(one, arena));
    }
    Node* program =
        map_node({{"name", text_node("drydock-" + object_name(cluster), arena)},
                  {"runtime", text_node("yaml", arena)},
                  {"description", text_node("Written by `drydock plan --emit pulumi`", arena)},
                  {"resources", resources}},
                 arena);
    out_.files.push_back({path_word(cluster) + "/Pulumi.yaml", cluster, "", yaml_of(*program)});
  }

  /// Without these, a change of a ConfigMap would delete it first.
  static Node* provider(Arena& arena) {
    Node* properties = map_node({{"enableConfigMapMutable", true_node(arena)},
                                 {"enableSecretMutable", true_node(arena)},
                                 {"enableServerSideApply", true_node(arena)}},
                                arena);
    return map_node({{"type", text_node("pulumi:providers:kubernetes", arena)},
                     {"defaultProvider", true_node(arena)},
                     {"properties", properties}},
                    arena);
  }

  Node* resource(const Wanted& one, Arena& arena) const {
    const PlanObject& object = *one.object;
    Node* manifest = emitted_manifest(object, arena);
    std::string type(kGroup);
    Node* properties = nullptr;
    if (has_function(*manifest)) {
      std::string text = escape_opener(yaml_of(*manifest), "${");
      properties = map_node({{"yaml", text_node(text, arena)}}, arena);
    } else if (has_type(object)) {
      type = type_of(object);
      erase(*manifest, "apiVersion");
      erase(*manifest, "kind");
      properties = escaped(*manifest, arena);
    } else {
      Node* objects = make_sequence(arena);
      append(arena, *objects, escaped(*manifest, arena));
      properties = map_node({{"objs", objects}}, arena);
    }
    return map_node({{"type", text_node(type, arena)},
                     {"properties", properties},
                     {"options", options_of(one, arena)}},
                    arena);
  }

  Node* options_of(const Wanted& one, Arena& arena) const {
    Node* depends_on = make_sequence(arena);
    for (const std::string& key : dependencies_.of(one, desired_)) {
      append(arena, *depends_on, text_node(fmt::format("${{{}}}", labels_.of(key)), arena));
    }
    Node* aliases = nullptr;
    std::string earlier = labels_.earlier(one.key);
    if (!earlier.empty()) {
      aliases = make_sequence(arena);
      append(arena, *aliases, map_node({{"name", text_node(earlier, arena)}}, arena));
    }
    Node* options =
        map_node({{"aliases", aliases},
                  {"deleteBeforeReplace", one.is_replaced() ? true_node(arena) : nullptr},
                  {"dependsOn", depends_on->size > 0 ? depends_on : nullptr},
                  // In the state before the object leaves.
                  {"retainOnDelete", one.is_kept() ? true_node(arena) : nullptr}},
                 arena);
    return options->size > 0 ? options : nullptr;
  }

  const EmitInput& input_;
  Desired desired_;
  Labels labels_;
  Dependencies dependencies_;
  Emission out_;
};

}  // namespace

Emission emit_pulumi(const EmitInput& input) { return Program(input).run(); }

}  // namespace drydock::plan
