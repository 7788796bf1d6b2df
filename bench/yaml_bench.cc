// Reading YAML, beside libyaml's bare event loop. The text is made of the corpus's manifests, or of
// generated ones without a corpus.

#include <benchmark/benchmark.h>
#include <yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/yaml/decode.h"
#include "core/yaml/events.h"
#include "core/yaml/input.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

constexpr size_t kWantedBytes = 32 * 1024 * 1024;

std::string generated_manifests() {
  std::string text;
  for (int i = 0; text.size() < kWantedBytes; ++i) {
    text += fmt::format(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{0}\n  labels:\n"
        "    app.kubernetes.io/name: \"web-{0}\"\nspec:\n  replicas: {1}\n  template:\n    spec:\n"
        "      containers:\n      - name: web\n        image: registry.example.com/web:1.{1}\n"
        "        args: [\"--port={0}\", '--verbose']\n        resources:\n          limits:\n"
        "            cpu: 100m\n            memory: 128Mi\n        command:\n        - sh\n"
        "        - |\n          set -e\n          exec /bin/web  # number {0}\n",
        i, i % 9);
  }
  return text;
}

/// Whether a text can join the others: Go reads it, and it is no template.
bool is_readable(const std::string& text) {
  SourceFile file{"candidate.yaml", text};
  Arena arena;
  return read_yaml(file, arena, {YamlDialect::Kustomize}).go_error.empty();
}

std::string corpus_manifests(const std::filesystem::path& corpus) {
  std::set<std::filesystem::path> files;
  for (const char* folder : {"kustomize", "conflicts", "validate", "helm/cases"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / folder)) {
      if (entry.path().extension() == ".yaml" && entry.is_regular_file()) {
        files.insert(entry.path());
      }
    }
  }
  std::string text;
  for (const std::filesystem::path& path : files) {
    std::ifstream in(path, std::ios::binary);
    std::string manifest(std::istreambuf_iterator<char>(in), {});
    if (manifest.starts_with("%") || !is_readable(manifest)) continue;
    text += manifest + "\n---\n";
    if (text.size() >= kWantedBytes) break;
  }
  return text;
}

const SourceFile& manifests() {
  static const SourceFile file = [] {
    const char* corpus = std::getenv("DRYDOCK_CORPUS");
    return SourceFile{"bench.yaml",
                      corpus && *corpus ? corpus_manifests(corpus) : generated_manifests()};
  }();
  return file;
}

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * manifests().text.size()));
}

void libyaml_events(benchmark::State& state) {
  const std::string& text = manifests().text;
  for (auto _ : state) {
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    bool done = false;
    while (!done) {
      yaml_event_t event;
      if (!yaml_parser_parse(&parser, &event)) return state.SkipWithError(parser.problem);
      done = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
  }
  count_bytes(state);
}
BENCHMARK(libyaml_events)->Unit(benchmark::kMillisecond);

void our_events(benchmark::State& state, YamlDialect dialect) {
  for (auto _ : state) {
    Arena arena;
    YamlSyntaxErrors errors(manifests(), dialect);
    YamlInput input = read_yaml_input(manifests().text, arena);
    YamlScanner scanner(errors, input, dialect, arena);
    YamlEvents events(scanner, errors);
    while (events.next().type != YamlEventType::StreamEnd) {
    }
  }
  count_bytes(state);
}
BENCHMARK_CAPTURE(our_events, sigs, YamlDialect::Sigs)->Unit(benchmark::kMillisecond);

void read(benchmark::State& state, YamlDialect dialect) {
  size_t memory = 0;
  for (auto _ : state) {
    Arena arena;
    YamlDocuments documents = read_yaml(manifests(), arena, {dialect});
    if (!documents.go_error.empty()) return state.SkipWithError(documents.go_error.c_str());
    memory = arena.bytes_reserved();
  }
  count_bytes(state);
  state.counters["arena_per_byte"] =
      static_cast<double>(memory) / static_cast<double>(manifests().text.size());
}
BENCHMARK_CAPTURE(read, sigs, YamlDialect::Sigs)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, kustomize, YamlDialect::Kustomize)->Unit(benchmark::kMillisecond);

void decode(benchmark::State& state) {
  Arena nodes;
  YamlDocuments documents = read_yaml(manifests(), nodes);
  for (auto _ : state) {
    Arena arena;
    for (const Node* root : documents.roots) {
      benchmark::DoNotOptimize(decode_yaml(root, arena).value);
    }
  }
  count_bytes(state);
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace drydock
