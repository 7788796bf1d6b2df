#include "cli/cmd_helm_package.h"

#include <filesystem>
#include <ostream>
#include <sstream>

#include "cli/dependency_update.h"
#include "cli/helm_arguments.h"
#include "cli/helm_charts.h"
#include "cli/helm_flags.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/semver.h"
#include "render/chart_package.h"

namespace drydock::cli {
namespace {

struct PackageFlags {
  HelmFlags helm;
  ChartFlags chart;
  std::string version;
  std::string app_version;
  std::string destination = ".";
  bool update = false;
  bool sign = false;
  std::string key;
  std::string passphrase_file;

  void add_to(GoFlags& flags, int helm_version) {
    helm.add_to(flags, helm_version);
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

void check_dependencies(const render::Chart& chart, int helm_version) {
  std::string missing;
  for (const render::ChartDependency& wanted : chart.metadata.dependencies) {
    bool found = false;
    for (const render::Chart* sub : chart.dependencies) {
      found = found || sub->metadata.name == wanted.name;
    }
    if (found) continue;
    if (!missing.empty()) missing += ", ";
    missing += wanted.name;
  }
  if (missing.empty()) return;
  fail("chart-invalid",
       helm_version == 3
           ? fmt::format("found in Chart.yaml, but missing in charts/ directory: {}", missing)
           : fmt::format("found in Chart.yaml, but missing in charts/ directory: {}", missing));
}

std::string package(const PackageFlags& flags, const std::string& path, HelmCharts& charts,
                    Session& session) {
  if (charts.kind(path) != EntryKind::Folder) {
    fail("file-missing", charts.kind(path)
                             ? fmt::format("{} is no folder of a chart", path)
                             : fmt::format("stat {}: no such file or directory", path));
  }
  const render::Chart& chart = charts.load(path);
  print_chart_warnings(chart, session);
  SemVersion::parse(flags.version.empty() ? chart.metadata.version : flags.version);
  check_dependencies(chart, charts.helm_version());
  std::vector<render::ArchiveFile> files =
      render::package_files(chart, flags.version, flags.app_version);
  std::string folder = charts.absolute(flags.destination);
  std::filesystem::create_directories(folder);
  std::string name =
      fmt::format("{}/{}", folder == "/" ? "" : folder, render::package_name(chart, flags.version));
  write_file(name, render::write_chart_archive(chart.metadata.name, files));
  // Helm prints the destination as it was given, unless it is the working folder.
  bool here = flags.destination == ".";
  return here ? name
              : fmt::format("{}/{}", flags.destination, render::package_name(chart, flags.version));
}

}  // namespace

int run_helm_package(Session& session, int helm_version, std::span<const std::string> args) {
  PackageFlags flags;
  GoFlags go_flags(GoFlags::Library::Pflag);
  flags.add_to(go_flags, helm_version);
  std::vector<std::string> arguments = parse_flags(go_flags, args, session);
  if (arguments.empty()) fail("usage", "need at least one argument, the path to the chart");
  if (flags.sign) {
    fail("usage", "--sign is not done here: sign the package with gpg, or with helm itself");
  }
  for (const std::string& path : arguments) {
    if (flags.update) {
      std::ostringstream unheard;
      HelmCharts before(session, helm_version);
      DependencyUpdate(before, {flags.helm, flags.chart, false}, unheard, session.err).update(path);
    }
    HelmCharts charts(session, helm_version);
    std::string saved = package(flags, path, charts, session);
    session.out << "Successfully packaged chart and saved it to: " << saved << "\n";
  }
  return 0;
}

}  // namespace drydock::cli
