// How fast manifests are written, in bytes of output.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "core/go_number.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

/// Manifests of the usual kinds, many times over.
std::string sample_manifests() {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    std::string name = "web-" + std::to_string(i);
    text +=
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
        "\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: " + name +
        "\n    app.kubernetes.io/version: \"1.25\"\n  annotations:\n    example.com/owner: "
        "team-shop\n"
        "spec:\n  replicas: 3\n  revisionHistoryLimit: 10\n  selector:\n    matchLabels:\n      "
        "app: " +
        name + "\n  template:\n    metadata:\n      labels:\n        app: " + name +
        "\n    spec:\n      serviceAccountName: shop\n      securityContext:\n"
        "        runAsNonRoot: true\n        fsGroup: 65534\n      containers:\n      - name: "
        "main\n"
        "        image: registry.example.com/shop/web:1.25.3\n        imagePullPolicy: "
        "IfNotPresent\n"
        "        args:\n        - --listen=:8080\n        - --log-level=info\n        ports:\n"
        "        - containerPort: 8080\n          name: http\n          protocol: TCP\n        "
        "env:\n"
        "        - name: DATABASE_URL\n          valueFrom:\n            secretKeyRef:\n"
        "              key: url\n              name: db-credentials\n        - name: CACHE\n"
        "          value: redis://cache.shop.svc.cluster.local:6379/0\n        resources:\n"
        "          limits:\n            cpu: 500m\n            memory: 256Mi\n          requests:\n"
        "            cpu: 100m\n            memory: 128Mi\n        readinessProbe:\n"
        "          httpGet:\n            path: /healthz\n            port: http\n"
        "          periodSeconds: 10\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " +
        name +
        "\ndata:\n  app.conf: |\n    server {\n      listen 8080;\n      root /srv;\n    }\n"
        "  LOG_LEVEL: info\n  MAX_CONNECTIONS: \"100\"\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: " +
        name +
        "\nspec:\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n  selector:\n    "
        "app: " +
        name + "\n---\n";
  }
  return text;
}

struct Documents {
  SourceFile file;
  Arena arena;
  std::vector<Node*> roots;
};

Documents read_sample() {
  Documents documents;
  documents.file.text = sample_manifests();
  for (Node* root : read_yaml(documents.file, documents.arena, {YamlDialect::Kustomize}).roots) {
    if (root) documents.roots.push_back(root);
  }
  return documents;
}

/// The tree as plain values: whole numbers and strings.
Value to_value(const Node& node, Arena& arena) {
  if (node.is_sequence()) {
    Value* items = arena.array<Value>(node.size);
    for (uint32_t i = 0; i < node.size; ++i) items[i] = to_value(*node.items[i], arena);
    return Value::of_list({items, node.size});
  }
  if (node.is_mapping()) {
    ValueMap* map = arena.make<ValueMap>(arena);
    for (const NodeEntry& pair : node.pairs())
      map->set(pair.key->text(), to_value(*pair.value, arena));
    return Value::of_map(map);
  }
  bool plain = node.style == NodeStyle::Plain;
  if (GoParsed<double> number = parse_go_float(node.text()); plain && number.ok()) {
    return Value::of_float(number.value);
  }
  return Value::of_string(node.text());
}

template <class Write>
void run(benchmark::State& state, Write write) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    write(out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * out.size()));
}

void yaml_of_nodes(benchmark::State& state) {
  Documents documents = read_sample();
  run(state, [&](std::string& out) {
    for (const Node* root : documents.roots) append_yaml(out, *root);
  });
}
BENCHMARK(yaml_of_nodes);

void yaml_of_values(benchmark::State& state) {
  Documents documents = read_sample();
  std::vector<Value> values;
  for (const Node* root : documents.roots) values.push_back(to_value(*root, documents.arena));
  run(state, [&](std::string& out) {
    for (const Value& value : values) append_yaml(out, value);
  });
}
BENCHMARK(yaml_of_values);

void json_of_values(benchmark::State& state) {
  Documents documents = read_sample();
  std::vector<Value> values;
  for (const Node* root : documents.roots) values.push_back(to_value(*root, documents.arena));
  run(state, [&](std::string& out) {
    for (const Value& value : values) append_json(out, value);
  });
}
BENCHMARK(json_of_values);

/// Descriptions of a custom resource definition: text that folds.
void yaml_of_long_text(benchmark::State& state) {
  Arena arena;
  std::string text;
  for (int i = 0; i < 60; ++i) text += "Selects the pods of the ReplicaSet that this applies to. ";
  ValueMap map(arena);
  for (std::string_view key : {"description", "message", "summary"}) {
    map.set(key, Value::of_string(std::string_view(text).substr(0, text.size() - 1)));
  }
  run(state, [&](std::string& out) { append_yaml(out, Value::of_map(&map)); });
}
BENCHMARK(yaml_of_long_text);

void json_to_values(benchmark::State& state) {
  Documents documents = read_sample();
  std::string json = "[0";
  for (const Node* root : documents.roots) {
    json += ',';
    append_json(json, to_value(*root, documents.arena));
  }
  json += ']';
  for (auto _ : state) {
    Arena arena;
    benchmark::DoNotOptimize(parse_json(json, arena));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * json.size()));
}
BENCHMARK(json_to_values);

}  // namespace
}  // namespace drydock
