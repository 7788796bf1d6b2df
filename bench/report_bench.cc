// Writing 10,000 findings about 1,000 projects in every format.

#include <benchmark/benchmark.h>

#include <deque>

#include "report/model.h"

namespace drydock::report {
namespace {

/// A fleet of 1,000 projects of 40 owners in 4 clusters.
class LargeReport {
 public:
  explicit LargeReport(size_t findings) {
    for (size_t i = 0; i < 1000; ++i) {
      Project& project = projects_.emplace_back();
      project.name = project.path = fmt::format("apps/team-{}/service-{}", i % 40, i);
      project.cluster = fmt::format("cluster-{}", i % 4);
      project.renderer = Renderer::Plain;
      report.projects.push_back({&project, 3 + i % 60, fmt::format("@org/team-{}", i % 40)});
      std::string text;
      for (int line = 0; line < 200; ++line) text += fmt::format("  key-{}: value {}\n", line, i);
      files_.emplace_back(SourceFile{project.path + "/manifest.yaml", std::move(text)});
    }
    for (size_t i = 0; i < findings; ++i) add(i);
  }

  CheckReport report;

 private:
  void add(size_t i) {
    constexpr std::string_view kRules[] = {"duplicate-object", "field-invalid",
                                           "reference-missing"};
    const Project& project = projects_[i % 1000];
    Diagnostic d;
    d.rule = kRules[i % 3];
    d.severity = i % 3 == 2 ? Severity::Warning : Severity::Error;
    d.message =
        fmt::format("spec.template.spec.containers[{}].image: number {} is not right", i % 7, i);
    d.where = {&files_[i % 1000], static_cast<int>(1 + i % 200), 3, 8};
    std::vector<std::string> names = {project.name};
    if (i % 3 == 0) names.push_back(projects_[(i * 7 + 1) % 1000].name);
    Finding finding = make_finding(std::move(d), project.cluster, std::move(names));
    finding.resource = fmt::format("Deployment.apps/shop/web-{}", i);
    finding.locations.push_back({&files_[(i + 1) % 1000], 7, 3, 8});
    report.findings.push_back(std::move(finding));
  }

  std::deque<Project> projects_;
  std::deque<SourceFile> files_;
};

void write_report(benchmark::State& state) {
  LargeReport large(10000);
  const CheckFormat& format = check_formats()[static_cast<size_t>(state.range(0))];
  size_t bytes = 0;
  for (auto _ : state) bytes = format.write(large.report, {}).size();
  state.SetLabel(std::string(format.name));
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
}
BENCHMARK(write_report)->DenseRange(0, 9)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace drydock::report
