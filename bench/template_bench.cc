#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/run_on_stack.h"
#include "core/source_cache.h"
#include "core/tree.h"
#include "render/capabilities.h"
#include "render/chart_loader.h"
#include "render/render_release.h"
#include "render/template/eval.h"

namespace drydock::render {
namespace {

/// Templates of the charts of the corpus; none without DRYDOCK_CORPUS.
std::vector<std::string> chart_templates() {
  std::vector<std::string> texts;
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) return texts;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::string(corpus) + "/helm/charts")) {
    bool is_template = entry.path().string().find("/templates/") != std::string::npos;
    if (!is_template || !entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return texts;
}

void BM_ParseChartTemplates(benchmark::State& state) {
  std::vector<std::string> texts = chart_templates();
  if (texts.empty()) return state.SkipWithError("DRYDOCK_CORPUS names no corpus");
  size_t bytes = 0;
  for (auto _ : state) {
    for (const std::string& text : texts) {
      benchmark::DoNotOptimize(parse_template(text, 3));
      bytes += text.size();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK(BM_ParseChartTemplates)->Unit(benchmark::kMillisecond);

/// A template and what it runs on.
class Chart {
 public:
  Chart() : templates_(cache_, 3) {}

  void add(const std::string& name, const std::string& text) {
    templates_.add(name, nullptr, text);
  }

  Evaluator::Output render(const std::string& name) {
    Arena arena;
    Value data = make_data(arena);
    Evaluator evaluator(templates_, arena, environment_, limits_);
    return evaluator.render(name, data);
  }

 private:
  static Value make_data(Arena& arena) {
    ValueMap* values = arena.make<ValueMap>(arena);
    values->set("count", Value::of_float(3));
    values->set("enabled", Value::of_bool(true));
    values->set("name", Value::of_string("backend"));
    values->set("source", Value::of_string("{{ .Values.name }}-x"));
    ValueMap* data = arena.make<ValueMap>(arena);
    for (std::string_view other : {"Capabilities", "Chart", "Files", "Release", "Template"}) {
      data->set(other, Value::of_string(other));
    }
    data->set("Values", Value::of_map(values, GoType::ChartutilValues));
    return Value::of_map(data, GoType::ChartutilValues);
  }

  ParseCache cache_;
  TemplateSet templates_;
  Environment environment_;
  Limits limits_;
};

/// The items are the actions of the text, which is repeated by a loop.
void run_actions(benchmark::State& state, const std::string& actions, int per_round) {
  constexpr int kRounds = 1000;
  Chart chart;
  chart.add("t", "{{ range $i := " + std::to_string(kRounds) + " }}" + actions + "{{ end }}");
  size_t bytes = 0;
  for (auto _ : state) bytes += chart.render("t").text.size();
  state.SetItemsProcessed(state.iterations() * kRounds * per_round);
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

void BM_FieldActions(benchmark::State& state) {
  run_actions(state, repeat("a: {{ $.Values.name }}\n", 20), 20);
}
BENCHMARK(BM_FieldActions);

/// What the source map of BM_FieldActions costs of it: the same entries, added to an empty map.
void BM_SourceMapOfFieldActions(benchmark::State& state) {
  constexpr uint32_t kActions = 20'000;
  Value value = Value::of_string("backend");
  for (auto _ : state) {
    SourceMap map;
    for (uint32_t i = 0; i < kActions; ++i) {
      map.add(i * 11, i, 0);
      map.add_value(i * 11 + 3, i, 0, value);
    }
    benchmark::DoNotOptimize(map.size());
  }
  state.SetItemsProcessed(state.iterations() * kActions);
}
BENCHMARK(BM_SourceMapOfFieldActions);

void BM_VariableActions(benchmark::State& state) {
  run_actions(state, "{{ $x := $.Values.name }}" + repeat("a: {{ $x }}\n", 20), 21);
}
BENCHMARK(BM_VariableActions);

void BM_IfActions(benchmark::State& state) {
  run_actions(state, repeat("{{ if $.Values.enabled }}a{{ end }}\n", 20), 20);
}
BENCHMARK(BM_IfActions);

void BM_PipelineActions(benchmark::State& state) {
  run_actions(state, repeat("a: {{ $.Values.name | quote | upper }}\n", 20), 20);
}
BENCHMARK(BM_PipelineActions);

void BM_CompareActions(benchmark::State& state) {
  run_actions(state, repeat("{{ if and $.Values.enabled (eq $.Values.name \"x\") }}a{{ end }}", 20),
              20);
}
BENCHMARK(BM_CompareActions);

void BM_Include(benchmark::State& state) {
  Chart chart;
  chart.add("_h", R"({{ define "h" }}name: {{ .Values.name }}{{ end }})");
  chart.add("t", R"({{ range $i := 1000 }}{{ include "h" $ }}{{ end }})");
  for (auto _ : state) benchmark::DoNotOptimize(chart.render("t"));
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(BM_Include);

/// Where Helm clones all templates of the chart for each call.
void BM_TplAmongManyTemplates(benchmark::State& state) {
  Chart chart;
  for (int i = 0; i < 3000; ++i) {
    std::string number = std::to_string(i);
    chart.add("_" + number, "{{ define \"helper." + number + "\" }}text {{ . }}{{ end }}");
  }
  chart.add("t",
            R"({{ range $i := 5000 }}{{ tpl (printf "{{ .Values.name }}-%d" $i) $ }}{{ end }})");
  for (auto _ : state) benchmark::DoNotOptimize(chart.render("t"));
  state.SetItemsProcessed(state.iterations() * 5000);
}
BENCHMARK(BM_TplAmongManyTemplates)->Unit(benchmark::kMillisecond);

/// A release of a chart of the corpus with default values: its values are merged, its templates
/// parsed (unless `keeps_parsed`) and evaluated, its documents sorted. Loading it is not measured.
void render_defaults(benchmark::State& state, const std::string& name, bool keeps_parsed) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) return state.SkipWithError("DRYDOCK_CORPUS names no corpus");
  Sources sources;
  std::unique_ptr<Tree> tree = open_disk_tree(std::string(corpus) + "/helm/charts/" + name);
  SourceCache files(*tree, sources);
  ChartStore store(sources);
  ReleaseRequest request;
  request.chart = &store.load(files, "", name, 3);
  request.helm_version = 3;
  request.kube_version = parse_kube_version("1.34.0");
  run_on_stack(kTemplateStack + (size_t{8} << 20), [&] {
    auto cache = std::make_unique<ParseCache>();
    for (auto _ : state) {
      if (!keeps_parsed) cache = std::make_unique<ParseCache>();
      ReleaseRenderer renderer(request, *cache, sources);
      renderer.prepare();
      renderer.render();
      benchmark::DoNotOptimize(renderer.result());
    }
  });
}

void BM_KubePrometheusStack(benchmark::State& state) {
  render_defaults(state, "prometheus-community/kube-prometheus-stack", false);
}
BENCHMARK(BM_KubePrometheusStack)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void BM_KubePrometheusStackAgain(benchmark::State& state) {
  render_defaults(state, "prometheus-community/kube-prometheus-stack", true);
}
BENCHMARK(BM_KubePrometheusStackAgain)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace drydock::render
