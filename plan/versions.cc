#include "plan/versions.h"

#include "core/kinds.h"

namespace drydock::plan {
namespace {

Node* take(Node& map, std::string_view key) {
  Node* value = map.find(key);
  if (value) erase(map, key);
  return value;
}

Node& mapping(Node& parent, std::string_view key, Arena& arena) {
  Node* found = parent.find(key);
  if (found && found->is_mapping()) return *found;
  found = make_mapping(arena);
  set(arena, parent, key, found);
  return *found;
}

Node* text(std::string_view value, Arena& arena) {
  return make_scalar(arena, value, NodeStyle::DoubleQuoted);
}

/// v1 has one number for the CPU.
void convert_scaler_v1(Node& spec, Arena& arena) {
  Node* percent = take(spec, "targetCPUUtilizationPercentage");
  if (!percent || is_null(*percent)) return;
  Node* metric = make_mapping(arena);
  set(arena, *metric, "type", text("Resource", arena));
  Node& resource = mapping(*metric, "resource", arena);
  set(arena, resource, "name", text("cpu", arena));
  Node& target = mapping(resource, "target", arena);
  set(arena, target, "type", text("Utilization", arena));
  set(arena, target, "averageUtilization", percent);
  Node* metrics = make_sequence(arena);
  append(arena, *metrics, metric);
  set(arena, spec, "metrics", metrics);
}

void set_target(Node& source, std::string_view key, std::string_view type, std::string_view name,
                Arena& arena) {
  Node* value = take(source, key);
  if (!value) return;
  Node& target = mapping(source, "target", arena);
  set(arena, target, "type", text(type, arena));
  set(arena, target, name, value);
}

/// v2beta1 writes targets beside the metric.
void convert_scaler_v2beta1(Node& spec, Arena& arena) {
  Node* metrics = spec.find("metrics");
  for (Node* metric : metrics ? metrics->elements() : std::span<Node* const>()) {
    for (std::string_view kind : {"resource", "containerResource"}) {
      Node* source = metric->find(kind);
      if (!source || !source->is_mapping()) continue;
      set_target(*source, "targetAverageUtilization", "Utilization", "averageUtilization", arena);
      set_target(*source, "targetAverageValue", "AverageValue", "averageValue", arena);
    }
    for (std::string_view kind : {"pods", "object", "external"}) {
      Node* source = metric->find(kind);
      if (!source || !source->is_mapping()) continue;
      set_target(*source, "targetAverageValue", "AverageValue", "averageValue", arena);
      set_target(*source, "averageValue", "AverageValue", "averageValue", arena);
      set_target(*source, "targetValue", "Value", "value", arena);
      if (Node* name = take(*source, "metricName")) {
        set(arena, mapping(*source, "metric", arena), "name", name);
      }
    }
  }
}

void convert_backend(Node* backend, Arena& arena) {
  if (!backend || !backend->is_mapping()) return;
  Node* name = take(*backend, "serviceName");
  Node* port = take(*backend, "servicePort");
  if (name) set(arena, mapping(*backend, "service", arena), "name", name);
  if (!port) return;
  std::string_view key = is_text(*port) ? "name" : "number";
  set(arena, mapping(mapping(*backend, "service", arena), "port", arena), key, port);
}

void convert_ingress(Node& spec, Arena& arena) {
  if (Node* backend = take(spec, "backend")) set(arena, spec, "defaultBackend", backend);
  convert_backend(spec.find("defaultBackend"), arena);
  Node* rules = spec.find("rules");
  for (Node* rule : rules ? rules->elements() : std::span<Node* const>()) {
    Node* paths = at_path(rule, "http.paths");
    for (Node* path : paths ? paths->elements() : std::span<Node* const>()) {
      convert_backend(path->find("backend"), arena);
      if (path->is_mapping() && !path->find("pathType")) {
        set(arena, *path, "pathType", fill_in_text(arena, "ImplementationSpecific"));
      }
    }
  }
}

void convert_priority_level(Node& spec, Arena& arena) {
  Node* limited = spec.find("limited");
  Node* shares =
      limited && limited->is_mapping() ? take(*limited, "assuredConcurrencyShares") : nullptr;
  if (shares) set(arena, *limited, "nominalConcurrencyShares", shares);
}

/// v1beta1 says once for all versions what v1 says for each.
void convert_definition(Node& spec, Arena& arena) {
  Node* versions = spec.find("versions");
  Node* name = take(spec, "version");
  if (!versions && name) {
    Node* version = make_mapping(arena);
    set(arena, *version, "name", name);
    for (std::string_view key : {"served", "storage"}) {
      set(arena, *version, key, make_scalar(arena, "true"));
    }
    versions = make_sequence(arena);
    append(arena, *versions, version);
    set(arena, spec, "versions", versions);
  }
  Node* schema = take(spec, "validation");
  Node* subresources = take(spec, "subresources");
  Node* columns = take(spec, "additionalPrinterColumns");
  for (Node* version : versions ? versions->elements() : std::span<Node* const>()) {
    if (!version->is_mapping()) continue;
    auto share = [&](std::string_view key, Node* value) {
      if (value && !version->find(key)) set(arena, *version, key, deep_copy(arena, *value));
    };
    share("schema", schema);
    share("subresources", subresources);
    share("additionalPrinterColumns", columns);
  }
}

struct Row {
  std::string_view kind;
  std::string_view group;  // of the version that has it otherwise; empty: any
  std::string_view version;
  void (*convert)(Node& spec, Arena& arena);
};

constexpr Row kRows[] = {
    {"HorizontalPodAutoscaler", "autoscaling", "v1", convert_scaler_v1},
    {"HorizontalPodAutoscaler", "autoscaling", "v2beta1", convert_scaler_v2beta1},
    {"Ingress", "", "v1beta1", convert_ingress},
    {"PriorityLevelConfiguration", "", "v1beta1", convert_priority_level},
    {"PriorityLevelConfiguration", "", "v1beta2", convert_priority_level},
    {"CustomResourceDefinition", "", "v1beta1", convert_definition},
};

}  // namespace

Gvk best_version(const Gvk& gvk) {
  const schemas::ApiTable& api = schemas::kubernetes_api();
  std::string_view group = current_group(gvk.group, gvk.kind);
  schemas::ApiKind best = api.find_preferred(group, gvk.kind, kRelease);
  return best ? best.gvk() : gvk;
}

void convert(Node& root, const Gvk& from, const Gvk& to, Arena& arena) {
  Node* spec = root.find("spec");
  for (const Row& row : kRows) {
    bool fits = row.kind == from.kind && (row.group.empty() || row.group == from.group) &&
                row.version == from.version && from.version != to.version;
    if (fits && spec && spec->is_mapping()) row.convert(*spec, arena);
  }
  std::string version(to.group);
  if (!version.empty()) version += '/';
  version += to.version;
  set(arena, root, "apiVersion", text(version, arena));
}

}  // namespace drydock::plan
