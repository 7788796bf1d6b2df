#include "cli/cmd_lint.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "cli/helm_chart.h"
#include "cli/helm_environment.h"
#include "cli/helm_values.h"
#include "cli/report_flags.h"
#include "core/error.h"
#include "core/finding.h"
#include "render/chart_check.h"
#include "render/lint/lint.h"
#include "report/model.h"

namespace drydock::cli {
namespace {

struct LintFlags {
  std::vector<std::string> charts;
  std::vector<std::string> value_files;
  std::vector<std::string> sets;
  std::string namespace_name = "default";
  std::string kube_version;
  ReportFlags report;
  int helm = 4;
};

/// Values are given by the flags that Helm has for them.
ValueMap* read_values(const LintFlags& options, HelmCall& call, HelmValues& values, Arena& arena) {
  std::vector<std::string> args;
  for (const std::string& file : options.value_files) args.push_back("--values=" + file);
  for (const std::string& set : options.sets) args.push_back("--set=" + set);
  GoFlags flags(GoFlags::Library::Pflag);
  values.add_flags(flags);
  flags.parse(args);
  return values.merge(call, arena);
}

/// A fault that ends the rendering is found by both; the first one says it with more.
bool says_the_same(const Diagnostic& a, const Diagnostic& b) {
  return a.where.file == b.where.file && a.where.line == b.where.line && a.where.line > 0;
}

std::vector<Diagnostic> look_at(const LintFlags& options, HelmCall& call, LocalChart& local) {
  Arena arena;
  HelmValues values;
  const ValueMap* given = read_values(options, call, values, arena);
  render::KubeVersion kube_version = helm_kube_version(options.kube_version);
  std::vector<Diagnostic> found;
  try {
    render::ChartCheckRequest check;
    check.chart = &local.load();
    check.values = given;
    check.value_files = values.files();
    check.value_origins = &values.origins();
    check.namespace_name = options.namespace_name;
    check.helm_version = options.helm;
    check.kube_version = kube_version;
    found = render::check_chart(check, call.session.sources);
  } catch (const Error& error) {
    found.push_back(error.diagnostic());
  }
  // Helm's lint looks at folders.
  bool is_folder =
      local.files() && local.files()->tree().kind(local.tree_path()) == EntryKind::Folder;
  if (!is_folder) return found;
  render::LintRequest lint{.files = *local.files(),
                           .folder = local.tree_path(),
                           .shown = local.path(),
                           .sources = call.session.sources,
                           .helm_version = options.helm,
                           .values = given,
                           .value_files = values.files(),
                           .namespace_name = options.namespace_name,
                           .kube_version = kube_version,
                           .environment = make_helm_environment(options.helm)};
  for (Diagnostic& finding : render::lint_findings(lint)) {
    bool known = std::any_of(found.begin(), found.end(), [&](const Diagnostic& other) {
      return other.message.find(finding.message) != std::string::npos ||
             (finding.severity == Severity::Error && other.severity == Severity::Error &&
              says_the_same(other, finding));
    });
    if (!known) found.push_back(std::move(finding));
  }
  return found;
}

int run_lint(const LintFlags& options, Session& session) {
  std::vector<ReportFile> files = report_files(options.report);
  HelmCall call{session, options.helm};
  report::CheckReport report;
  std::vector<std::unique_ptr<LocalChart>> charts;  // findings point into their files
  for (const std::string& path : options.charts) {
    charts.push_back(std::make_unique<LocalChart>(call, HelmChartFlags(), path));
    for (Diagnostic& diagnostic : look_at(options, call, *charts.back())) {
      // Only rules of the registry may become findings.
      if (!find_rule(diagnostic.rule)) diagnostic.rule = "chart-lint";
      report.findings.push_back(make_finding(std::move(diagnostic), "", {}));
    }
  }
  sort_findings(report.findings);
  report.fail_on = severity_named(options.report.fail_on);
  return finish_report(report, options.report, files, session);
}

}  // namespace

std::function<int(Session&)> configure_lint(Flags& flags) {
  auto options = std::make_shared<LintFlags>();
  flags.texts("CHART", options->charts, "folders or archives of charts").value_name("").required();
  flags.texts("-f,--values", options->value_files, "YAML file with values").value_name("FILE");
  flags.texts("--set", options->sets, "values: key1=val1,key2=val2").value_name("VALUES");
  flags.text("-n,--namespace", options->namespace_name, "namespace of the release")
      .value_name("NAME");
  flags.text("--kube-version", options->kube_version, "version of Kubernetes to render for")
      .value_name("VERSION");
  flags.number("--helm", options->helm, "whose rules: 3 or 4 (the default)")
      .value_name("MAJOR")
      .one_of({"3", "4"});
  add_report_flags(flags, options->report);
  return [options](Session& session) { return run_lint(*options, session); };
}

}  // namespace drydock::cli
