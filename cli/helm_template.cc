#include "cli/helm_template.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <set>

#include "cli/dependency_update.h"
#include "cli/helm_environment.h"
#include "cli/helm_template_flags.h"
#include "core/error.h"
#include "render/cluster_dump.h"
#include "render/go_text.h"
#include "render/inflate_chart.h"
#include "render/manifest_text.h"
#include "render/release_name.h"
#include "render/render_release.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRenderTail = "\n\nUse --debug flag to render out invalid YAML";

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

/// With --debug Helm prints also what is no YAML: the files as they are, in any order.
void print_unfinished(HelmCall& call, const HelmTemplateFlags& flags,
                      const render::RenderedRelease& release) {
  std::string text;
  if (flags.output_dir.empty()) {
    for (const render::RenderedFile& file : release.files) {
      if (render::trim_space(file.text).empty()) continue;
      text += fmt::format("---\n# Source: {}\n{}\n", file.path, file.text);
    }
  }
  text = std::string(render::trim_space(text)) + "\n";
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
    if (!call.globals.debug) return print_helm_error(call, error.diagnostic(), kRenderTail);
    print_unfinished(call, flags, renderer.result());
    return print_helm_error(call, error.diagnostic(), "");
  }
  log_warnings();
  print_release(call, flags, std::string(request.name), renderer.result());
  return kExitClean;
}

/// Fetches what is missing in charts/, and loads the chart again.
const render::Chart& update_dependencies(HelmCall& call, const HelmTemplateFlags& flags,
                                         const std::string& chart,
                                         std::optional<LocalChart>& updated) {
  HelmCharts charts(call);
  DependencyUpdate(call, charts, flags.chart, false, call.session.out)
      .update(charts.absolute(chart));
  return updated.emplace(call, flags.chart, chart).load();
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
  request.environment = make_helm_environment(call.version);
  if (flags.enable_dns) {
    request.environment.find_host = [](std::string_view host) { return find_host(host); };
  }
  request.kube_version = helm_kube_version(flags.kube_version);
  NameAndChart wanted = name_and_chart(positional, flags, request.environment);
  LocalChart local(call, flags.chart, wanted.chart);
  Arena arena(request.limits.memory);
  request.values = values.merge(call, arena);
  request.value_files = values.files();
  request.value_origins = &values.origins();
  request.chart = &local.load();
  if (request.chart->metadata.deprecated) {
    call.log(call.version == 3 ? "WARNING: This chart is deprecated"
                               : "Warning: this chart is deprecated");
  }
  std::optional<LocalChart> updated;
  try {
    render::check_installable(*request.chart, call.version);
  } catch (const Error& error) {
    if (!flags.dependency_update || error.diagnostic().rule != "chart-dependency") throw;
    request.chart = &update_dependencies(call, flags, wanted.chart, updated);
  }
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
