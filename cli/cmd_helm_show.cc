#include "cli/cmd_helm_show.h"

#include <optional>
#include <ostream>

#include "cli/helm_arguments.h"
#include "cli/helm_charts.h"
#include "cli/helm_flags.h"
#include "core/error.h"
#include "render/show_chart.h"

namespace drydock::cli {
namespace {

std::optional<render::ShowWhat> what_to_show(std::string_view word) {
  using enum render::ShowWhat;
  if (word == "all") return All;
  if (word == "chart") return Chart;
  if (word == "values") return Values;
  if (word == "readme") return Readme;
  if (word == "crds") return Crds;
  return std::nullopt;
}

}  // namespace

int run_helm_show(Session& session, int helm_version, std::span<const std::string> args) {
  auto [word, rest] = take_sub_verb(args, "show");
  std::optional<render::ShowWhat> what = what_to_show(word);
  if (!what) fail("usage", fmt::format("unknown command \"{}\" for \"helm show\"", word));
  HelmFlags helm;
  ChartFlags chart_flags;
  std::string json_path;
  bool development = false;
  GoFlags flags(GoFlags::Library::Pflag);
  helm.add_to(flags, helm_version);
  chart_flags.add_to(flags);
  flags.add_switch("devel", 0, development, "use development versions, too");
  if (what == render::ShowWhat::Values) {
    flags.add_text("jsonpath", 0, json_path, "supply a JSONPath expression to filter the output");
  }
  std::vector<std::string> arguments = parse_flags(flags, rest, session);
  require_one_argument(arguments, "show " + word);
  HelmCharts charts(session, helm_version);
  const render::Chart& chart = charts.locate(arguments.front());
  print_chart_warnings(chart, session);
  session.out << render::show_chart(chart, *what, json_path, helm_version);
  return 0;
}

}  // namespace drydock::cli
