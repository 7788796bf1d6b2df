#include "cli/helm_chart.h"

#include <filesystem>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/go_text.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

/// Nearest folder upwards with `.git`; empty when there is none.
fs::path repository_of(const fs::path& path) {
  std::error_code error;
  for (fs::path folder = path; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error)) return folder;
  }
  return {};
}

fs::path common_folder(const fs::path& a, const fs::path& b) {
  fs::path common;
  auto x = a.begin();
  for (auto y = b.begin(); x != a.end() && y != b.end() && *x == *y; ++x, ++y) common /= *x;
  return common;
}

/// What links of the chart may lead to.
fs::path root_for(const fs::path& chart) {
  fs::path repository = repository_of(chart);
  if (!repository.empty()) return repository;
  std::error_code error;
  fs::path common = common_folder(fs::current_path(error), chart.parent_path());
  return common.has_relative_path() ? common : chart.parent_path();
}

[[noreturn]] void refuse_remote(const HelmChartFlags& flags, std::string_view reference) {
  bool is_url = reference.find("://") != std::string_view::npos;
  size_t slash = reference.find('/');
  if (!flags.repository.empty() || is_url) {
    fail(
        "network",
        fmt::format("the chart {} would have to be downloaded; fetch it first, and name its folder "
                    "or archive here",
                    reference));
  }
  if (slash == std::string_view::npos) {
    fail("chart-invalid",
         fmt::format("non-absolute URLs should be in form of repo_name/path_to_chart, got: {}",
                     reference));
  }
  fail("chart-invalid", fmt::format("repo {} not found", reference.substr(0, slash)));
}

void print_warnings(const HelmCall& call, const render::Chart& chart) {
  for (const std::string& warning : chart.warnings) call.log(warning);
  for (const render::Chart* sub_chart : chart.dependencies) print_warnings(call, *sub_chart);
}

}  // namespace

void HelmChartFlags::add_flags(GoFlags& flags) {
  flags.add_text("version", 0, version, "version of a chart in a repository");
  flags.add_text("repo", 0, repository, "URL of the repository that has the chart");
  flags.add_switch("verify", 0, verify, "accepted; packages are not verified");
  for (std::string_view name :
       {"keyring", "username", "password", "cert-file", "key-file", "ca-file"}) {
    flags.add_text(name, 0, ignored, "for downloads");
  }
  for (std::string_view name : {"insecure-skip-tls-verify", "plain-http", "pass-credentials"}) {
    flags.add_switch(name, 0, ignored_switch, "for downloads");
  }
}

LocalChart::LocalChart(HelmCall& call, const HelmChartFlags& flags, std::string_view reference)
    : call_(call), store_(call.session.sources) {
  std::string name(render::trim_space(reference));
  fs::path given = call.path(name);
  std::error_code error;
  if (!fs::exists(given, error)) {
    if (name.starts_with('/') || name.starts_with('.')) {
      fail("file-missing", fmt::format("path {} not found", go_quote(name)));
    }
    refuse_remote(flags, name);
  }
  path_ = fs::absolute(given).lexically_normal().string();
  while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
  fs::path real = fs::canonical(given);
  fs::path root = root_for(real);
  tree_ = open_disk_tree(root.string());
  files_ = std::make_unique<SourceCache>(*tree_, call.session.sources);
  fs::path relative = real.lexically_relative(root);
  tree_path_ = relative == "." ? "" : relative.string();
}

const render::Chart& LocalChart::load() {
  const render::Chart& chart = store_.load(*files_, tree_path_, path_, call_.version);
  print_warnings(call_, chart);
  return chart;
}

}  // namespace drydock::cli
