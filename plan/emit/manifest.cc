#include "plan/emit/manifest.h"

#include <algorithm>
#include <vector>

#include "core/kinds.h"
#include "core/yaml/emit.h"
#include "plan/content.h"
#include "plan/waves.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kSyncOptions = "argocd.argoproj.io/sync-options";

Node& child_map(Node& parent, std::string_view key, Arena& arena) {
  Node* child = parent.find(key);
  if (child && child->is_mapping()) return *child;
  child = make_mapping(arena);
  set(arena, parent, key, child);
  return *child;
}

void set_metadata(Node& manifest, std::string_view field, std::string_view key,
                  std::string_view value, Arena& arena) {
  Node& map = child_map(child_map(manifest, "metadata", arena), field, arena);
  set(arena, map, key, text_node(value, arena));
}

}  // namespace

Node* emitted_manifest(const PlanObject& object, Arena& arena) {
  Node* manifest = content_of(*object.root, object.dialect, arena);
  if (!object.namespace_name.empty()) {
    set(arena, child_map(*manifest, "metadata", arena), "namespace",
        text_node(object.namespace_name, arena));
  }
  drop_annotation(*manifest, "argocd.argoproj.io/tracking-id");
  return manifest;
}

Node* stub_of(const PlanObject& object, Arena& arena) {
  const Gvk& gvk = object.gvk;
  std::string version =
      gvk.group.empty() ? std::string(gvk.version) : fmt::format("{}/{}", gvk.group, gvk.version);
  Node* space = object.namespace_name.empty() ? nullptr : text_node(object.namespace_name, arena);
  Node* metadata = map_node({{"name", text_node(object.name, arena)}, {"namespace", space}}, arena);
  return map_node({{"apiVersion", text_node(version, arena)},
                   {"kind", text_node(gvk.kind, arena)},
                   {"metadata", metadata}},
                  arena);
}

void set_annotation(Node& manifest, std::string_view key, std::string_view value, Arena& arena) {
  set_metadata(manifest, "annotations", key, value, arena);
}

void set_label(Node& manifest, std::string_view key, std::string_view value, Arena& arena) {
  set_metadata(manifest, "labels", key, value, arena);
}

void add_sync_options(Node& manifest, std::initializer_list<std::string_view> options,
                      Arena& arena) {
  const Node* metadata = manifest.find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  std::string_view given = annotations ? annotations->text_of(kSyncOptions) : "";
  std::string out;
  auto add = [&](std::string_view word) { out.append(out.empty() ? "" : ",").append(word); };
  while (!given.empty()) {
    std::string_view word = given.substr(0, given.find(','));
    given.remove_prefix(std::min(word.size() + 1, given.size()));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    std::string_view name = word.substr(0, word.find('='));
    bool replaced = std::any_of(options.begin(), options.end(), [&](std::string_view option) {
      return option.substr(0, option.find('=')) == name;
    });
    if (!word.empty() && !replaced) add(word);
  }
  for (std::string_view option : options) add(option);
  set_annotation(manifest, kSyncOptions, out, arena);
}

void drop_annotation(Node& manifest, std::string_view key) {
  Node* metadata = manifest.find("metadata");
  Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  if (!annotations || !erase(*annotations, key)) return;
  if (annotations->size == 0) erase(*metadata, "annotations");
}

bool is_definition(const PlanObject& object) {
  return object.gvk.kind == "CustomResourceDefinition" &&
         object.gvk.group == "apiextensions.k8s.io";
}

bool is_namespace(const PlanObject& object) {
  return object.gvk.kind == "Namespace" && object.gvk.group.empty();
}

bool is_custom(const PlanObject& object) {
  constexpr int kCustomWave = 40;
  return apply_wave(object.gvk, Hook::None) == kCustomWave;
}

bool holds_secrets(const PlanObject& object) {
  if (object.gvk.kind != "Secret" || !object.gvk.group.empty() || !object.root) return false;
  for (std::string_view field : {"data", "stringData"}) {
    const Node* values = object.root->find(field);
    if (values && values->size > 0) return true;
  }
  return false;
}

bool rolls_out(const PlanObject& object) {
  std::string_view kind = object.gvk.kind;
  return current_group(object.gvk.group, kind) == "apps" &&
         (kind == "Deployment" || kind == "StatefulSet" || kind == "DaemonSet");
}

Node* text_node(std::string_view text, Arena& arena) {
  return make_scalar(arena, text, NodeStyle::DoubleQuoted);
}

Node* number_node(int64_t number, Arena& arena) {
  return make_scalar(arena, std::to_string(number));
}

Node* true_node(Arena& arena) { return make_scalar(arena, "true"); }
Node* false_node(Arena& arena) { return make_scalar(arena, "false"); }

Node* map_node(std::initializer_list<Member> members, Arena& arena) {
  Node* map = make_mapping(arena);
  for (const Member& member : members) {
    if (member.value) set(arena, *map, member.key, member.value);
  }
  return map;
}

std::string yaml_of(const Node& node) {
  std::string out;
  append_yaml(out, node, YamlDialect::Sigs);
  return out;
}

void write_json(JsonStream& json, const Node& node, bool drop_nulls,
                std::string (*text)(std::string_view)) {
  if (node.is_mapping()) {
    json.begin_object();
    for (const NodeEntry& entry : node.pairs()) {
      if (drop_nulls && is_null(*entry.value)) continue;
      json.key(text(entry.key->text()));
      write_json(json, *entry.value, drop_nulls, text);
    }
    json.end_object();
  } else if (node.is_sequence()) {
    json.begin_array();
    for (const Node* item : node.elements()) write_json(json, *item, drop_nulls, text);
    json.end_array();
  } else if (is_text(node)) {
    json.text(text(node.text()));
  } else {
    json.json(node.text());
  }
}

std::string escape_opener(std::string_view text, std::string_view opener) {
  std::string out;
  while (!text.empty()) {
    size_t found = std::min(text.find(opener), text.size());
    out.append(text.substr(0, found));
    text.remove_prefix(found);
    if (text.empty()) break;
    out += opener[0];
    out += opener;
    text.remove_prefix(opener.size());
  }
  return out;
}

}  // namespace drydock::plan
