#include "cli/helm_template.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <set>

#include "cli/helm_template_flags.h"
#include "core/error.h"
#include "render/cluster_dump.h"
#include "render/inflate_chart.h"
#include "render/manifest_text.h"
#include "render/release_name.h"
#include "render/render_release.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRenderTail = "\n\nUse --debug flag to render out invalid YAML";

render::Environment make_environment(int helm_version) {
  render::Environment environment;
  environment.helm_version = helm_version;
  auto now = std::chrono::system_clock::now().time_since_epoch();
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
  environment.now_seconds = seconds.count();
  environment.now_nanos =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now - seconds).count();
  const char* zone = std::getenv("TZ");
  if (zone && *zone) environment.local_zone = zone;
  return environment;
}

/// What the originals report without --kube-version, unless DRYDOCK_KUBE_VERSION says otherwise.
render::KubeVersion kube_version(const HelmTemplateFlags& flags) {
  std::string given = flags.kube_version;
  const char* wanted = std::getenv("DRYDOCK_KUBE_VERSION");
  if (given.empty() && wanted) given = wanted;
  if (given.empty()) given = "v1.37.0";
  try {
    return render::parse_kube_version(given);
  } catch (Error& error) {
    error.diagnostic().message.insert(0, fmt::format("invalid kube version '{}': ", given));
    throw;
  }
}

struct NameAndChart {
  std::string name;
  std::string chart;
};

NameAndChart name_and_chart(const std::vector<std::string>& positional,
                            const HelmTemplateFlags& flags,
                            const render::Environment& environment) {
  if (positional.empty()) {
    fail("usage",
         "\"helm template\" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] "
         "[flags]");
  }
  if (positional.size() > 2) {
    std::string rest;
    for (size_t i = 2; i < positional.size(); ++i) rest += (i > 2 ? ", " : "") + positional[i];
    fail("usage", "expected at most two arguments, unexpected arguments: " + rest);
  }
  if (positional.size() == 2) {
    if (flags.generate_name) {
      fail("usage", "cannot set --generate-name and also specify a name");
    }
    if (!flags.name_template.empty()) {
      fail("usage", "cannot set --name-template and also specify a name");
    }
    return {positional[0], positional[1]};
  }
  if (flags.name_template.empty()) return {"release-name", positional[0]};
  return {render::render_name_template(flags.name_template, environment), positional[0]};
}

/// Writes as Helm does: a file that this run wrote already grows, and hooks go behind what anybody
/// left there.
void write_files(HelmCall& call, const std::vector<render::OutputFile>& files,
                 const std::string& folder) {
  std::set<std::string> written;
  for (const render::OutputFile& file : files) {
    std::string shown = folder + "/" + file.path;
    fs::path path = call.path(shown);
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    bool append =
        !written.insert(file.path).second || (file.append_to_old && fs::exists(path, error));
    std::ofstream out(path, append ? std::ios::app | std::ios::binary : std::ios::binary);
    out << file.text;
    out.close();
    if (!out) fail("file-unreadable", fmt::format("cannot write {}", shown));
    call.session.out << "wrote " << shown << "\n";
  }
}

void print_release(HelmCall& call, const HelmTemplateFlags& flags, const std::string& name,
                   const render::RenderedRelease& release) {
  render::ManifestTextOptions options{!flags.no_hooks, !flags.skip_tests};
  std::string text;
  if (flags.output_dir.empty()) {
    text = render::manifest_text(release, options);
  } else {
    write_files(call, render::output_files(release, flags.use_release_name ? name : "", options),
                flags.output_dir);
    text = "\n";
  }
  if (!flags.show_only.empty()) text = render::show_only(text, flags.show_only, call.version);
  call.session.out << text;
}

/// Renders; from here on Helm's errors have a tail.
int render_and_print(HelmCall& call, const HelmTemplateFlags& flags,
                     const render::ReleaseRequest& request) {
  render::ParseCache parsed;
  render::ReleaseRenderer renderer(request, parsed, call.session.sources);
  size_t logged = 0;
  auto log_warnings = [&] {
    std::vector<std::string>& lines = renderer.result().warnings;
    for (; logged < lines.size(); ++logged) call.log(lines[logged]);
  };
  try {
    renderer.prepare();
  } catch (const Error&) {
    log_warnings();
    throw;
  }
  try {
    renderer.render();
  } catch (const Error& error) {
    log_warnings();
    return print_helm_error(call, error.diagnostic(), kRenderTail);
  }
  log_warnings();
  print_release(call, flags, std::string(request.name), renderer.result());
  return kExitClean;
}

void check_name(const HelmCall& call, std::string_view name) {
  try {
    render::check_release_name(name);
  } catch (Error& error) {
    if (call.version != 3) error.diagnostic().message.insert(0, "release name check failed: ");
    throw;
  }
}

int run(HelmCall& call, const HelmTemplateFlags& flags, HelmValues& values,
        const std::vector<std::string>& positional) {
  render::ReleaseRequest request;
  request.helm_version = call.version;
  request.environment = make_environment(call.version);
  request.kube_version = kube_version(flags);
  NameAndChart wanted = name_and_chart(positional, flags, request.environment);
  LocalChart local(call, flags.chart, wanted.chart);
  Arena arena(request.limits.memory);
  request.values = values.merge(call, arena);
  request.value_files = values.files();
  request.chart = &local.load();
  if (request.chart->metadata.deprecated) {
    call.log(call.version == 3 ? "WARNING: This chart is deprecated"
                               : "Warning: this chart is deprecated");
  }
  render::check_installable(*request.chart, call.version);
  check_name(call, wanted.name);
  std::string namespace_name = call.release_namespace();
  request.name = wanted.name;
  request.namespace_name = namespace_name;
  request.is_upgrade = flags.is_upgrade;
  request.include_crds = flags.include_crds;
  request.skip_schema = flags.skip_schema;
  request.api_versions = flags.api_versions;
  std::optional<render::ClusterDump> cluster;
  if (!flags.cluster_state.empty()) {
    request.environment.cluster = &cluster.emplace(read_helm_input(call, flags.cluster_state));
  }
  return render_and_print(call, flags, request);
}

}  // namespace

int run_helm_template(HelmCall& call, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  HelmTemplateFlags template_flags;
  template_flags.add_flags(flags, call);
  std::vector<std::string> positional;
  if (parse_helm_flags(flags, call, "template [NAME] [CHART] [flags]", args, positional)) {
    return kExitClean;
  }
  template_flags.check(flags, call);
  return run(call, template_flags, template_flags.values, positional);
}

}  // namespace drydock::cli
