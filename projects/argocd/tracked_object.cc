#include "projects/argocd/tracked_object.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/base_encoding.h"
#include "core/json/write.h"
#include "core/resource.h"
#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kTrackingId = "argocd.argoproj.io/tracking-id";
constexpr std::string_view kInstallationId = "argocd.argoproj.io/installation-id";
constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr size_t kLongestLabel = 63;

/// The map below a key, made where it is missing.
ValueMap& map_below(ValueMap& map, std::string_view key, Arena& arena) {
  const Value* found = map.find(key);
  if (found && found->is_map()) return found->as_map();
  auto* made = arena.make<ValueMap>(arena);
  map.set(key, Value::of_map(made));
  return *made;
}

void set_below(Value object, std::string_view section, std::string_view key, std::string value,
               Arena& arena) {
  ValueMap& metadata = map_below(object.as_map(), "metadata", arena);
  map_below(metadata, section, arena).set(arena.copy(key), Value::of_string(arena.copy(value)));
}

ValueMap* find_map(Value object, std::initializer_list<std::string_view> path) {
  for (std::string_view key : path) object = field_of(object, key);
  return object.is_map() ? &object.as_map() : nullptr;
}

/// `stringData` as the server stores it.
void encode_string_data(Value secret, Arena& arena) {
  ValueMap* texts = find_map(secret, {"stringData"});
  if (!texts) return;
  ValueMap& data = map_below(secret.as_map(), "data", arena);
  for (const ValueMap::Entry& entry : texts->entries()) {
    Value value = entry.value;
    if (value.is_string()) {
      value = Value::of_string(arena.copy(encode_base64(value.as_string())));
    }
    data.set(entry.key, value);
  }
  secret.as_map().erase("stringData");
}

/// One value after the other gets four signs more, unless it was there before.
void mask_key(std::string_view key, ValueMap* target, ValueMap* live) {
  static constexpr std::string_view kSigns = "++++++++++++++++";
  std::map<std::string, size_t> known;
  for (ValueMap* map : {target, live}) {
    const Value* value = map ? map->find(key) : nullptr;
    if (!value) continue;
    std::string text = value->is_string() ? std::string(value->as_string()) : to_json(*value);
    size_t number = known.try_emplace(std::move(text), known.size()).first->second;
    map->set(key, Value::of_string(kSigns.substr(0, 8 + 4 * number)));
  }
}

void mask_section(Value target, Value live, std::initializer_list<std::string_view> path,
                  const std::set<std::string, std::less<>>* only) {
  ValueMap* maps[] = {find_map(target, path), find_map(live, path)};
  std::set<std::string, std::less<>> keys;
  for (ValueMap* map : maps) {
    if (!map) continue;
    for (const ValueMap::Entry& entry : map->entries()) keys.emplace(entry.key);
  }
  for (const std::string& key : keys) {
    if (!only || only->count(key)) mask_key(key, maps[0], maps[1]);
  }
}

}  // namespace

void set_tracking(Value object, const ServerSettings& server, std::string_view instance,
                  std::string_view namespace_name, Arena& arena) {
  if (server.tracking != Tracking::Annotation) {
    // With the label alone the whole name has to be there, too long or not.
    bool cut = server.tracking == Tracking::AnnotationAndLabel;
    std::string_view label = cut ? instance.substr(0, kLongestLabel) : instance;
    set_below(object, "labels", server.instance_label, std::string(label), arena);
  }
  if (server.tracking == Tracking::Label) return;
  Value metadata = field_of(object, "metadata");
  Gvk gvk = make_gvk(text_of(object, "apiVersion"), text_of(object, "kind"));
  std::string_view place = text_of(metadata, "namespace");
  set_below(object, "annotations", kTrackingId,
            fmt::format("{}:{}/{}:{}/{}", instance, gvk.group, gvk.kind,
                        place.empty() ? namespace_name : place, text_of(metadata, "name")),
            arena);
  if (!server.installation.empty()) {
    set_below(object, "annotations", kInstallationId, server.installation, arena);
  }
}

std::string_view tracked_by(Value object, const ServerSettings& server) {
  Value metadata = field_of(object, "metadata");
  if (server.tracking == Tracking::Label) {
    return text_of(field_of(metadata, "labels"), server.instance_label);
  }
  std::string_view id = text_of(field_of(metadata, "annotations"), kTrackingId);
  return id.substr(0, id.find(':') == id.npos ? 0 : id.find(':'));
}

void mask_secrets(Value target, Value live, const ServerSettings& server, Arena& arena) {
  for (Value secret : {target, live}) {
    if (!secret.is_map()) continue;
    encode_string_data(secret, arena);
    // It repeats all values.
    ValueMap* annotations = find_map(secret, {"metadata", "annotations"});
    if (annotations && annotations->find(kLastApplied)) {
      annotations->set(kLastApplied, Value::of_string("++++++++"));
    }
  }
  mask_section(target, live, {"data"}, nullptr);
  std::set<std::string, std::less<>> masked(server.masked_annotations.begin(),
                                            server.masked_annotations.end());
  mask_section(target, live, {"metadata", "annotations"}, &masked);
}

}  // namespace drydock::projects::argocd
