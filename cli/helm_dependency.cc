#include "cli/helm_dependency.h"

#include <ostream>

#include "cli/dependency_update.h"
#include "cli/helm_arguments.h"
#include "cli/helm_charts.h"
#include "core/error.h"
#include "render/builtins/paths.h"
#include "render/dependency_list.h"

namespace drydock::cli {
namespace {

std::string chart_path(const std::vector<std::string>& arguments) {
  return arguments.empty() ? "." : render::clean_path(arguments.front());
}

int run_list(HelmCall& call, std::span<const std::string> args) {
  int64_t width = 80;
  GoFlags flags(GoFlags::Library::Pflag);
  add_helm_globals(flags, call);
  flags.add_number("max-col-width", 0, width, "width of the widest column; 0 is no bound");
  std::vector<std::string> positional;
  if (parse_helm_flags(flags, call, "dependency list CHART [flags]", args, positional)) {
    return kExitClean;
  }
  require_at_most_one(positional, "dependency list");
  std::string path = chart_path(positional);
  HelmCharts charts(call);
  LocalChart& local = charts.open(path);
  render::ChartPlace place{*local.files(), local.tree_path(), path};
  call.session.out << render::list_dependencies(local.load_any(), place, local.store(),
                                                call.version, static_cast<size_t>(width));
  return kExitClean;
}

int run_update(HelmCall& call, bool build, std::span<const std::string> args) {
  HelmChartFlags chart_flags;
  bool skip_refresh = false;
  GoFlags flags(GoFlags::Library::Pflag);
  add_helm_globals(flags, call);
  chart_flags.add_download_flags(flags);
  flags.add_switch("skip-refresh", 0, skip_refresh, "do not fetch the repositories' indexes");
  std::string command = build ? "dependency build" : "dependency update";
  std::vector<std::string> positional;
  if (parse_helm_flags(flags, call, command + " CHART [flags]", args, positional)) {
    return kExitClean;
  }
  require_at_most_one(positional, command);
  HelmCharts charts(call);
  DependencyUpdate update(call, charts, chart_flags, skip_refresh, call.session.out);
  if (build) {
    update.build(chart_path(positional));
  } else {
    update.update(chart_path(positional));
  }
  return kExitClean;
}

}  // namespace

int run_helm_dependency(HelmCall& call, std::span<const std::string> args) {
  auto [word, rest] = take_sub_verb(args, "dependency");
  if (word == "list" || word == "ls") return run_list(call, rest);
  if (word == "update" || word == "up") return run_update(call, false, rest);
  if (word == "build") return run_update(call, true, rest);
  fail("usage", fmt::format("unknown command \"{}\" for \"helm dependency\"", word));
}

}  // namespace drydock::cli
