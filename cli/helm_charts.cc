#include "cli/helm_charts.h"

#include <filesystem>

#include "core/error.h"
#include "render/builtins/paths.h"

namespace drydock::cli {

HelmCharts::HelmCharts(Session& session, int helm_version)
    : tree_(open_disk_tree("/")),
      files_(std::make_unique<SourceCache>(*tree_, session.sources)),
      store_(session.sources),
      base_((std::filesystem::current_path() / session.flags.directory).string()),
      helm_version_(helm_version) {}

std::string HelmCharts::in_tree(std::string_view path) const {
  std::string whole = path.starts_with('/') ? std::string(path) : fmt::format("{}/{}", base_, path);
  return render::clean_path(whole).substr(1);
}

const render::Chart& HelmCharts::load(std::string_view path) {
  if (!kind(path)) fail("file-missing", fmt::format("stat {}: no such file or directory", path));
  return store_.load_any(*files_, in_tree(path), helm_version_);
}

const render::Chart& HelmCharts::locate(std::string_view name) {
  if (kind(name)) return load(name);
  if (name.starts_with('/') || name.starts_with('.')) {
    fail("file-missing", fmt::format("path \"{}\" not found", name));
  }
  fail("network-refused",
       fmt::format("there is no chart `{}` here, and the network is not asked without "
                   "--allow-network",
                   name));
}

}  // namespace drydock::cli
