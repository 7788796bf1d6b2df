#include "cli/cmd_helm_dependency.h"

#include <ostream>

#include "cli/dependency_update.h"
#include "cli/helm_arguments.h"
#include "cli/helm_charts.h"
#include "cli/helm_flags.h"
#include "core/error.h"
#include "render/builtins/paths.h"
#include "render/dependency_list.h"

namespace drydock::cli {
namespace {

std::string chart_path(const std::vector<std::string>& arguments) {
  return arguments.empty() ? "." : render::clean_path(arguments.front());
}

int run_list(Session& session, int helm_version, std::span<const std::string> args) {
  HelmFlags helm;
  int64_t width = 80;
  GoFlags flags(GoFlags::Library::Pflag);
  helm.add_to(flags, helm_version);
  flags.add_number("max-col-width", 0, width, "maximum column width for output table");
  std::vector<std::string> arguments = parse_flags(flags, args, session);
  require_at_most_one(arguments, "dependency list");
  std::string path = chart_path(arguments);
  HelmCharts charts(session, helm_version);
  const render::Chart& chart = charts.load(path);
  print_chart_warnings(chart, session);
  render::ChartPlace place{charts.files(), charts.in_tree(path), path};
  session.out << render::list_dependencies(chart, place, charts.store(), helm_version,
                                           static_cast<size_t>(width));
  return 0;
}

int run_update(Session& session, int helm_version, bool build, std::span<const std::string> args) {
  DependencyOptions options;
  GoFlags flags(GoFlags::Library::Pflag);
  options.helm.add_to(flags, helm_version);
  options.chart.add_download_flags(flags);
  flags.add_switch("skip-refresh", 0, options.skip_refresh,
                   "do not refresh the local repository cache");
  std::vector<std::string> arguments = parse_flags(flags, args, session);
  require_at_most_one(arguments, build ? "dependency build" : "dependency update");
  HelmCharts charts(session, helm_version);
  DependencyUpdate update(charts, std::move(options), session.out, session.err);
  if (build) {
    update.build(chart_path(arguments));
  } else {
    update.update(chart_path(arguments));
  }
  return 0;
}

}  // namespace

int run_helm_dependency(Session& session, int helm_version, std::span<const std::string> args) {
  auto [word, rest] = take_sub_verb(args, "dependency");
  if (word == "list" || word == "ls") return run_list(session, helm_version, rest);
  if (word == "update" || word == "up") return run_update(session, helm_version, false, rest);
  if (word == "build") return run_update(session, helm_version, true, rest);
  fail("usage", fmt::format("unknown command \"{}\" for \"helm dependency\"", word));
}

}  // namespace drydock::cli
