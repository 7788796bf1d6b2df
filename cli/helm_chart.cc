#include "cli/helm_chart.h"

#include <filesystem>

#include "cli/helm_downloads.h"
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

void print_warnings(const HelmCall& call, const render::Chart& chart) {
  for (const std::string& warning : chart.warnings) call.log(warning);
  for (const render::Chart* sub_chart : chart.dependencies) print_warnings(call, *sub_chart);
}

}  // namespace

void HelmChartFlags::add_download_flags(GoFlags& flags) {
  flags.add_switch("verify", 0, verify, "refused for downloads: signatures are not checked");
  flags.add_text("keyring", 0, ignored, "accepted, without effect");
  flags.add_text("username", 0, username, "who asks the repository");
  flags.add_text("password", 0, password, "the password of --username");
  flags.add_text("cert-file", 0, cert_file, "certificate that says who asks");
  flags.add_text("key-file", 0, key_file, "the key of --cert-file");
  flags.add_text("ca-file", 0, ca_file, "certificates to trust instead of the host's");
  flags.add_switch("insecure-skip-tls-verify", 0, insecure, "do not check certificates");
  flags.add_switch("plain-http", 0, plain_http, "ask registries without TLS");
}

void HelmChartFlags::add_flags(GoFlags& flags) {
  add_download_flags(flags);
  flags.add_text("version", 0, version, "version or range of a chart in a repository");
  flags.add_text("repo", 0, repository, "URL of the repository that has the chart");
  flags.add_switch("pass-credentials", 0, pass_credentials, "log in to other hosts, too");
}

LocalChart::LocalChart(HelmCall& call, const HelmChartFlags& flags, std::string_view reference)
    : call_(call), store_(call.session.sources) {
  std::string name(render::trim_space(reference));
  std::string given = call.path(name);
  std::error_code error;
  // Helm 4 looks into the repository first when there is one.
  bool here = fs::exists(given, error) && (call.version == 3 || flags.repository.empty());
  if (here) {
    open(given);
  } else if (name.starts_with('/') || name.starts_with('.')) {
    fail("file-missing", fmt::format("path {} not found", go_quote(name)));
  } else {
    download(flags, name);
  }
}

void LocalChart::open(const std::string& given) {
  path_ = fs::absolute(given).lexically_normal().string();
  while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
  fs::path real = fs::canonical(given);
  fs::path root = root_for(real);
  tree_ = open_disk_tree(root.string());
  files_ = std::make_unique<SourceCache>(*tree_, call_.session.sources);
  fs::path relative = real.lexically_relative(root);
  tree_path_ = relative == "." ? "" : relative.string();
}

void LocalChart::download(const HelmChartFlags& flags, const std::string& reference) {
  DownloadedChart chart = download_chart(call_, flags, reference);
  path_ = chart.address;
  archive_ = &call_.session.sources.add(std::move(chart.address), std::move(chart.bytes));
}

const render::Chart& LocalChart::load() {
  const render::Chart& chart = archive_ ? store_.load_archive(*archive_, call_.version)
                                        : store_.load(*files_, tree_path_, path_, call_.version);
  print_warnings(call_, chart);
  return chart;
}

const render::Chart& LocalChart::load_any() {
  const render::Chart& chart = archive_ ? store_.load_archive(*archive_, call_.version)
                                        : store_.load_any(*files_, tree_path_, call_.version);
  print_warnings(call_, chart);
  return chart;
}

}  // namespace drydock::cli
