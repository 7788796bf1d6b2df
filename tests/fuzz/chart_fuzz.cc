// Any bytes as the files of a chart: the name of a file up to a line feed, its text up to a zero
// byte, and so on. Loading and rendering end with manifests or with an Error, within the limits, in
// both majors. What stands before the first line feed is also tried as the text of --set.

#include <cstdlib>

#include "core/error.h"
#include "render/inflate_chart.h"
#include "render/set_values.h"

namespace drydock::render {
namespace {

std::vector<LooseFile> split_files(std::string_view data, Sources& sources) {
  std::vector<LooseFile> files;
  while (!data.empty()) {
    size_t end = data.find('\0');
    std::string_view file = data.substr(0, end);
    data = end == std::string_view::npos ? std::string_view() : data.substr(end + 1);
    size_t line = file.find('\n');
    if (line == std::string_view::npos) continue;
    std::string name(file.substr(0, line));
    const SourceFile& source = sources.add(name, std::string(file.substr(line + 1)));
    files.push_back({std::move(name), LateSource(source)});
  }
  return files;
}

void try_chart(std::string_view data, int version) {
  Sources sources;
  ChartLibrary library(sources);
  ReleaseRequest request;
  request.helm_version = version;
  request.include_crds = true;
  request.limits.memory = size_t{64} << 20;
  request.limits.output = size_t{1} << 20;
  request.limits.steps = 300'000;
  request.kube_version = parse_kube_version("1.31.0");
  SeededRandom random("fuzz");
  request.environment.random = &random;
  try {
    request.chart = &library.charts.load_files(split_files(data, sources), "chart", version);
    ReleaseRenderer renderer(request, library.templates, sources);
    renderer.prepare();
    renderer.render();
    std::string text = manifest_text(renderer.result(), {});
    if (!text.ends_with('\n')) std::abort();
  } catch (const Error&) {
  }
}

void try_set(std::string_view line) {
  for (SetKind kind : {SetKind::Typed, SetKind::Literal, SetKind::Json}) {
    Arena arena(size_t{64} << 20);
    ValueMap* values = arena.make<ValueMap>(arena);
    try {
      set_values(line, kind, *values, arena);
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace drydock::render

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  drydock::render::try_set(text.substr(0, text.find('\n')));
  for (int version : {3, 4}) drydock::render::try_chart(text, version);
  return 0;
}
