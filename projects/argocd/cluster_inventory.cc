#include "projects/argocd/cluster_inventory.h"

#include <algorithm>

#include "core/base_encoding.h"
#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kSecretType = "argocd.argoproj.io/secret-type";

ValueMap* texts_of(const ValueMap* map, Arena& arena) {
  ValueMap* texts = arena.make<ValueMap>(arena);
  if (!map) return texts;
  for (const ValueMap::Entry& entry : map->entries()) {
    if (entry.value.is_string()) texts->set(entry.key, entry.value);
  }
  return texts;
}

std::string_view data_of(Value secret, std::string_view key, Arena& arena) {
  std::string_view plain = text_of(field_of(secret, "stringData"), key);
  if (!plain.empty()) return plain;
  std::string_view encoded = text_of(field_of(secret, "data"), key);
  BaseDecoded decoded = decode_base64(encoded);
  return decoded.ok() ? arena.copy(decoded.bytes) : std::string_view();
}

}  // namespace

std::optional<ClusterEntry> cluster_of_secret(Value secret, std::string_view namespace_name,
                                              Arena& arena) {
  Value metadata = field_of(secret, "metadata");
  std::string_view own_namespace = text_of(metadata, "namespace");
  if (!own_namespace.empty() && own_namespace != namespace_name) return std::nullopt;
  if (text_of(field_of(metadata, "labels"), kSecretType) != "cluster") return std::nullopt;
  ClusterEntry cluster;
  cluster.secret = text_of(metadata, "name");
  cluster.name = data_of(secret, "name", arena);
  cluster.server = data_of(secret, "server", arena);
  cluster.project = data_of(secret, "project", arena);
  cluster.labels = texts_of(map_of(metadata, "labels"), arena);
  cluster.annotations = texts_of(map_of(metadata, "annotations"), arena);
  return cluster;
}

ClusterEntry cluster_of_settings(const ClusterSettings& settings, Arena& arena) {
  ClusterEntry cluster;
  cluster.secret = cluster.name = settings.name;
  cluster.server = settings.server;
  ValueMap* labels = arena.make<ValueMap>(arena);
  for (const auto& [key, value] : settings.labels) labels->set(key, Value::of_string(value));
  labels->set(kSecretType, Value::of_string("cluster"));
  cluster.labels = labels;
  cluster.annotations = arena.make<ValueMap>(arena);
  return cluster;
}

void sort_clusters(std::vector<ClusterEntry>& clusters) {
  auto by_secret = [](const ClusterEntry& a, const ClusterEntry& b) { return a.secret < b.secret; };
  std::stable_sort(clusters.begin(), clusters.end(), by_secret);
}

}  // namespace drydock::projects::argocd
