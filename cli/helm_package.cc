#include "cli/helm_package.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <sstream>

#include "cli/dependency_update.h"
#include "cli/helm_charts.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/semver.h"
#include "render/builtins/paths.h"
#include "render/chart_package.h"

namespace drydock::cli {
namespace {

struct PackageFlags {
  HelmChartFlags chart;
  std::string version;
  std::string app_version;
  std::string destination = ".";
  bool update = false;
  bool sign = false;
  std::string key;
  std::string passphrase_file;

  void add_to(GoFlags& flags, HelmCall& call) {
    add_helm_globals(flags, call);
    chart.add_download_flags(flags);
    flags.add_text("version", 0, version, "set the version on the chart to this semver version");
    flags.add_text("app-version", 0, app_version, "set the appVersion on the chart");
    flags.add_text("destination", 'd', destination, "location to write the chart");
    flags.add_switch("dependency-update", 'u', update,
                     "update dependencies from \"Chart.yaml\" to dir \"charts/\" first");
    flags.add_switch("sign", 0, sign, "use a PGP private key to sign this package");
    flags.add_text("key", 0, key, "name of the key to use when signing");
    flags.add_text("passphrase-file", 0, passphrase_file, "file with the key's passphrase");
  }
};

void check_dependencies(const render::Chart& chart) {
  std::string missing;
  for (const render::ChartDependency& wanted : chart.metadata.dependencies) {
    bool found =
        std::any_of(chart.dependencies.begin(), chart.dependencies.end(),
                    [&](const render::Chart* sub) { return sub->metadata.name == wanted.name; });
    if (found) continue;
    missing.append(missing.empty() ? "" : ", ").append(wanted.name);
  }
  if (missing.empty()) return;
  fail("chart-invalid",
       fmt::format("found in Chart.yaml, but missing in charts/ directory: {}", missing));
}

/// Returns the archive's path as Helm prints it.
std::string package(const PackageFlags& flags, const std::string& path, HelmCharts& charts) {
  if (!charts.exists(path)) {
    fail("file-missing", fmt::format("stat {}: no such file or directory", path));
  }
  if (!charts.is_folder(path)) {
    fail("chart-invalid", "Chart.yaml file is missing");
  }
  const render::Chart& chart = charts.open(path).load();
  SemVersion::parse(flags.version.empty() ? chart.metadata.version : flags.version);
  check_dependencies(chart);
  std::vector<render::ArchiveFile> files =
      render::package_files(chart, flags.version, flags.app_version);
  std::string folder = charts.absolute(flags.destination);
  std::string name = render::package_name(chart, flags.version);
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) fail("file-unreadable", fmt::format("mkdir {}: {}", folder, failure.message()));
  write_file(folder + "/" + name, render::write_chart_archive(chart.metadata.name, files));
  return render::clean_path(
      fmt::format("{}/{}", flags.destination == "." ? folder : flags.destination, name));
}

}  // namespace

int run_helm_package(HelmCall& call, std::span<const std::string> args) {
  PackageFlags flags;
  GoFlags go_flags(GoFlags::Library::Pflag);
  flags.add_to(go_flags, call);
  std::vector<std::string> positional;
  if (parse_helm_flags(go_flags, call, "package [CHART_PATH] [...] [flags]", args, positional)) {
    return kExitClean;
  }
  if (positional.empty()) fail("usage", "need at least one argument, the path to the chart");
  if (flags.sign) {
    fail("usage", "drydock signs nothing: sign the archive's provenance file with helm or gpg");
  }
  for (const std::string& path : positional) {
    if (flags.update) {
      std::ostringstream unheard;
      HelmCharts before(call);
      DependencyUpdate(call, before, flags.chart, false, unheard).update(path);
    }
    HelmCharts charts(call);
    std::string saved = package(flags, path, charts);
    call.session.out << "Successfully packaged chart and saved it to: " << saved << "\n";
  }
  return kExitClean;
}

}  // namespace drydock::cli
