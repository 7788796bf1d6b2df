#include <benchmark/benchmark.h>

#include <deque>

#include "core/yaml/read.h"
#include "plan/plan.h"

namespace drydock::plan {
namespace {

constexpr int kProjects = 10000;
constexpr int kObjects = 20;

std::string manifest(int project, int object, bool changed) {
  std::string_view replicas = changed ? "3" : "2";
  if (object % 4 == 0) {
    return fmt::format(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web-{1}, namespace: team-{0}, "
        "labels: {{app: web-{1}, team: t{0}}}}}\nspec:\n  replicas: {2}\n  selector: "
        "{{matchLabels: {{app: web-{1}}}}}\n  template:\n    metadata: {{labels: {{app: "
        "web-{1}}}}}\n    spec:\n      containers:\n      - name: web\n        image: "
        "registry.example.com/web:1\n        env:\n        - {{name: MODE, value: live}}\n        "
        "ports:\n        - {{containerPort: 8080}}\n        resources: {{requests: {{cpu: 100m, "
        "memory: 1Gi}}}}\n",
        project, object, replicas);
  }
  return fmt::format(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: conf-{1}, namespace: team-{0}, labels: "
      "{{team: t{0}}}}}\ndata:\n  a: one\n  b: two\n  c: \"{2}\"\n  d: four\n",
      project, object, replicas);
}

/// A rendered fleet in memory.
struct Fleet {
  explicit Fleet(bool changed) {
    for (int p = 0; p < kProjects; ++p) {
      names.push_back(fmt::format("project-{:05}", p));
      side.projects.push_back(names.back());
      for (int o = 0; o < kObjects; ++o) add(p, o, changed && (p * kObjects + o) % 100 == 7);
    }
  }

  void add(int project, int number, bool changed) {
    SourceFile& file = files.emplace_back(SourceFile{"a.yaml", manifest(project, number, changed)});
    PlanObject& object = side.objects.emplace_back();
    object.root = read_yaml(file, arena).roots.at(0);
    object.gvk = make_gvk(object.root->text_of("apiVersion"), object.root->text_of("kind"));
    object.namespace_name = object.root->find("metadata")->text_of("namespace");
    object.name = object.root->find("metadata")->text_of("name");
    object.project = names.back();
    object.cluster = "main";
  }

  Arena arena;
  std::deque<SourceFile> files;
  std::deque<std::string> names;
  Side side;
};

/// 10,000 projects of 20 objects, both sides rendered, 1 % of the objects changed.
void plan_of_a_fleet(benchmark::State& state) {
  Fleet base(false), head(true);
  Kinds kinds;
  for (auto _ : state) {
    Plan plan = make_plan(base.side, head.side, kinds, nullptr, nullptr, {});
    if (plan.changes.size() != kProjects * kObjects / 100) state.SkipWithError("wrong plan");
    benchmark::DoNotOptimize(plan);
  }
}
BENCHMARK(plan_of_a_fleet)->Unit(benchmark::kMillisecond)->MinTime(0.1);

}  // namespace
}  // namespace drydock::plan
