#include "cli/helm_show.h"

#include <optional>
#include <ostream>

#include "cli/helm_arguments.h"
#include "cli/helm_chart.h"
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

int run_helm_show(HelmCall& call, std::span<const std::string> args) {
  auto [word, rest] = take_sub_verb(args, "show");
  std::optional<render::ShowWhat> what = what_to_show(word);
  if (!what) fail("usage", fmt::format("unknown command \"{}\" for \"helm show\"", word));
  HelmChartFlags chart_flags;
  std::string json_path;
  GoFlags flags(GoFlags::Library::Pflag);
  add_helm_globals(flags, call);
  chart_flags.add_flags(flags);
  flags.add_switch("devel", 0, chart_flags.development, "take development versions, too");
  if (what == render::ShowWhat::Values) {
    flags.add_text("jsonpath", 0, json_path, "print only what this JSONPath template picks");
  }
  std::vector<std::string> positional;
  std::string usage = fmt::format("show {} [CHART] [flags]", word);
  if (parse_helm_flags(flags, call, usage, rest, positional)) return kExitClean;
  require_one_argument(positional, "show " + word);
  LocalChart local(call, chart_flags, positional.front());
  call.session.out << render::show_chart(local.load_any(), *what, json_path, call.version);
  return kExitClean;
}

}  // namespace drydock::cli
