#include "cli/dependency_update.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>

#include "cli/helm_downloads.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/go_quote.h"
#include "core/semver.h"
#include "render/builtins/paths.h"
#include "render/chart_package.h"
#include "render/chart_yaml.h"
#include "render/error_prefix.h"

namespace drydock::cli {
namespace {

using render::Chart;
using render::ChartDependency;

constexpr std::string_view kLocal = "file://";

bool is_local(std::string_view repository) { return repository.starts_with(kLocal); }

[[noreturn]] void refuse(std::string message) { fail("chart-dependency", std::move(message)); }

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// What Helm adds when somebody writes a repository's name where its address belongs.
constexpr std::string_view kRepositoryHint = R"(
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add').)";

bool is_alias(std::string_view repository) {
  return repository.starts_with('@') || repository.starts_with("alias:");
}

std::string_view alias_name(std::string_view repository) {
  return repository.substr(repository.starts_with('@') ? 1 : std::string_view("alias:").size());
}

void refuse_unknown_repositories(const std::vector<std::string>& missing) {
  if (missing.empty()) return;
  bool hint = std::any_of(missing.begin(), missing.end(), [](const std::string& repository) {
    return repository.find("//") == std::string::npos && !is_alias(repository);
  });
  refuse(fmt::format("no repository definition for {}. Please add them via 'helm repo add'{}",
                     joined(missing), hint ? kRepositoryHint : ""));
}

}  // namespace

DependencyUpdate::DependencyUpdate(HelmCall& call, HelmCharts& charts, const HelmChartFlags& flags,
                                   bool skip_refresh, std::ostream& out)
    : call_(call), charts_(charts), skip_refresh_(skip_refresh), out_(out) {
  repositories_ = read_repositories(call);
  source_ = make_chart_source(call, flags, repositories_);
}

const Chart& DependencyUpdate::load_folder(std::string_view path) {
  chart_path_ = render::clean_path(path);
  if (!charts_.exists(chart_path_)) {
    refuse(fmt::format("could not find {0}: stat {0}: no such file or directory", chart_path_));
  }
  if (!charts_.is_folder(chart_path_)) refuse("only unpacked charts can be updated");
  chart_ = &charts_.load(chart_path_);
  return *chart_;
}

/// A path as Helm shows it: below the chart's, unless it is absolute.
std::string DependencyUpdate::local_path(std::string_view repository) const {
  std::string_view path = repository;
  if (is_local(path)) path.remove_prefix(kLocal.size());
  std::string whole = path.starts_with('/')
                          ? render::clean_path(path)
                          : render::clean_path(fmt::format("{}/{}", chart_path_, path));
  if (!charts_.exists(whole)) refuse(fmt::format("directory {} not found", whole));
  return whole;
}

void DependencyUpdate::update(std::string_view path) { update_chart(load_folder(path)); }

void DependencyUpdate::update_chart(const Chart& chart) {
  if (!chart.metadata.has_dependencies) return;
  Dependencies wanted = chart.metadata.dependencies;
  resolve_repository_names(wanted);
  if (!skip_refresh_) {
    refresh_unmanaged(wanted);
    refresh_managed();
  }
  Dependencies locked = resolve(wanted);
  fetch_all(locked);
  write_lock(wanted, locked);
}

void DependencyUpdate::build(std::string_view path) {
  const Chart& chart = load_folder(path);
  if (!chart.has_lock) return update_chart(chart);
  Dependencies wanted = chart.metadata.dependencies;
  bool v1 = chart.metadata.api_version == "v1";
  // Helm 2 made its digest before names of repositories became addresses.
  std::string helm2_digest = v1 ? render::helm2_lock_digest(wanted) : "";
  resolve_repository_names(wanted);
  if (render::lock_digest(wanted, chart.lock.dependencies) != chart.lock.digest) {
    if (v1) {
      call_.log("warning: a valid Helm v3 hash was not found. Checking against Helm v2 hash...");
    }
    std::string_view lock = v1 ? "requirements.lock" : "Chart.lock";
    std::string_view file = v1 ? "requirements.yaml" : "Chart.yaml";
    bool advice = !v1 && call_.version != 3;
    if (!v1 || helm2_digest != chart.lock.digest) {
      refuse(
          fmt::format("the lock file ({}) is out of sync with the dependencies file ({}). Please "
                      "update the dependencies{}",
                      lock, file, advice ? " with 'helm dependency update'" : ""));
    }
  }
  Dependencies locked = chart.lock.dependencies;
  require_known_repositories(locked);
  if (!skip_refresh_) refresh_managed();
  fetch_all(locked);
}

const fetch::Repository* DependencyUpdate::find_repository(std::string_view url) const {
  for (const fetch::Repository& repository : repositories_) {
    if (fetch::same_url(repository.url, url)) return &repository;
  }
  return nullptr;
}

void DependencyUpdate::resolve_repository_names(Dependencies& wanted) {
  std::vector<std::string> missing;
  for (ChartDependency& dependency : wanted) {
    std::string_view repository = dependency.repository;
    if (repository.empty() || fetch::is_registry(repository)) continue;
    if (is_local(repository)) {
      local_path(repository);
      continue;
    }
    if (is_alias(repository)) {
      auto known = std::find_if(repositories_.begin(), repositories_.end(), [&](const auto& one) {
        return one.name == alias_name(repository);
      });
      if (known != repositories_.end()) {
        dependency.repository = known->url;
        continue;
      }
    }
    bool address = repository.starts_with('/') || repository.find("://") != std::string::npos;
    if (!address) missing.emplace_back(repository);
  }
  refuse_unknown_repositories(missing);
}

void DependencyUpdate::require_known_repositories(const Dependencies& locked) const {
  std::vector<std::string> missing;
  for (const ChartDependency& dependency : locked) {
    std::string_view repository = dependency.repository;
    if (repository.empty() || is_local(repository) || fetch::is_registry(repository)) continue;
    if (!find_repository(repository)) missing.emplace_back(repository);
  }
  if (missing.empty()) return;
  refuse(fmt::format(
      "no repository definition for {}. Please add the missing repos via 'helm repo add'",
      joined(missing)));
}

void DependencyUpdate::refresh(const fetch::Repository& repository, bool managed) {
  std::string_view shown = managed ? repository.name : repository.url;
  try {
    source_->refresh(repository.url);
    out_ << fmt::format("...Successfully got an update from the \"{}\" chart repository\n", shown);
  } catch (const Error& error) {
    std::string address = managed ? fmt::format(" ({})", repository.url) : "";
    out_ << fmt::format("...Unable to get an update from the \"{}\" chart repository{}:\n\t{}\n",
                        shown, address, error.what());
  }
}

void DependencyUpdate::refresh_unmanaged(const Dependencies& wanted) {
  std::set<std::string_view> seen;
  for (const ChartDependency& dependency : wanted) {
    std::string_view repository = dependency.repository;
    if (repository.empty() || is_local(repository) || fetch::is_registry(repository)) continue;
    if (find_repository(repository)) continue;
    if (seen.empty()) out_ << "Getting updates for unmanaged Helm repositories...\n";
    // Helm 3 asks once for each dependency, Helm 4 once for each address.
    if (!seen.insert(repository).second && call_.version != 3) continue;
    fetch::Repository unmanaged;
    unmanaged.url = repository;
    refresh(unmanaged, false);
  }
}

void DependencyUpdate::refresh_managed() {
  if (repositories_.empty()) return;
  out_ << "Hang tight while we grab the latest from your chart repositories...\n";
  for (const fetch::Repository& repository : repositories_) refresh(repository, true);
  out_ << "Update Complete. ⎈Happy Helming!⎈\n";
}

DependencyUpdate::Dependencies DependencyUpdate::resolve(const Dependencies& wanted) {
  Dependencies locked;
  std::vector<std::string> missing;
  for (const ChartDependency& dependency : wanted) {
    bool found = true;
    std::string_view version = resolve_version(dependency, found);
    if (!found) {
      missing.push_back(fmt::format("{} (repository {}, version {})", go_quote(dependency.name),
                                    go_quote(dependency.repository), go_quote(dependency.version)));
    }
    ChartDependency lock;
    lock.name = dependency.name;
    lock.repository = dependency.repository;
    lock.version = version;
    locked.push_back(std::move(lock));
  }
  if (!missing.empty()) {
    refuse(
        fmt::format("can't get a valid version for {} subchart(s): {}. Make sure a matching chart "
                    "version exists in the repo, or change the version constraint in Chart.yaml",
                    missing.size(), joined(missing)));
  }
  return locked;
}

std::string_view DependencyUpdate::resolve_version(const ChartDependency& wanted, bool& found) {
  SemConstraint range =
      render::with_prefix(fmt::format("dependency {} has an invalid version/constraint format: ",
                                      go_quote(wanted.name)),
                          [&] { return SemConstraint::parse(wanted.version); });
  if (wanted.repository.empty()) {
    local_path(fmt::format("charts/{}", wanted.name));
    return wanted.version;
  }
  if (is_local(wanted.repository)) {
    const Chart& chart = charts_.load(local_path(wanted.repository));
    found = range.allows(SemVersion::parse(chart.metadata.version));
    return chart.metadata.version;
  }
  if (fetch::is_registry(wanted.repository) && fetch::is_version(wanted.version)) {
    return wanted.version;
  }
  for (const std::string& version : source_->versions(wanted.repository, wanted.name)) {
    if (range.allows(SemVersion::parse(version))) return keep(version);
  }
  // With a registry Helm goes on, and fails when it looks for a tag that is a range.
  found = false;
  return wanted.version;
}

void DependencyUpdate::fetch_all(Dependencies& locked) {
  std::string folder = fmt::format("{}/charts", chart_path_);
  if (charts_.exists(folder) && !charts_.is_folder(folder)) {
    refuse(fmt::format("{} is not a directory", go_quote(render::clean_path(folder))));
  }
  out_ << fmt::format("Saving {} charts\n", locked.size());
  std::map<std::string, std::string> packed;
  for (ChartDependency& dependency : locked) {
    if (dependency.repository.empty()) {
      out_ << fmt::format(
          "Dependency {} did not declare a repository. Assuming it exists in the charts "
          "directory\n",
          dependency.name);
      check_unpacked(dependency);
      continue;
    }
    try {
      Packed one = is_local(dependency.repository) ? pack_local(dependency) : download(dependency);
      packed.insert_or_assign(std::move(one.file_name), std::move(one.bytes));
    } catch (const Error& error) {
      out_ << "Save error occurred:  " << error.what() << "\n";
      throw;
    }
  }
  write_charts(locked, packed);
}

/// Of a chart that has no repository: it must lie in charts/ and fit.
void DependencyUpdate::check_unpacked(const ChartDependency& locked) {
  std::string path = render::clean_path(fmt::format("{}/charts/{}", chart_path_, locked.name));
  const Chart& chart = *render::with_prefix(fmt::format("unable to load chart '{}': ", path),
                                            [&] { return &charts_.load(path); });
  SemConstraint range = render::with_prefix(
      fmt::format("dependency {} has an invalid version/constraint format: ", locked.name),
      [&] { return SemConstraint::parse(locked.version); });
  if (range.allows(SemVersion::parse(chart.metadata.version))) return;
  std::string problem =
      fmt::format("dependency {} at version {} does not satisfy the constraint {}", locked.name,
                  chart.metadata.version, locked.version);
  out_ << "Save error occurred:  " << problem << "\n";
  refuse(std::move(problem));
}

DependencyUpdate::Packed DependencyUpdate::pack_local(ChartDependency& locked) {
  const Chart& chart = charts_.load(local_path(locked.repository));
  SemConstraint range = render::with_prefix(
      fmt::format("dependency {} has an invalid version/constraint format: ", locked.name),
      [&] { return SemConstraint::parse(locked.version); });
  if (!range.allows(SemVersion::parse(chart.metadata.version))) {
    refuse(fmt::format("can't get a valid version for dependency {}", locked.name));
  }
  locked.version = chart.metadata.version;
  return {render::package_name(chart),
          render::write_chart_archive(chart.metadata.name, render::package_files(chart))};
}

DependencyUpdate::Packed DependencyUpdate::download(const ChartDependency& locked) {
  out_ << fmt::format("Downloading {} from repo {}\n", locked.name, locked.repository);
  fetch::ChartDownload download = source_->download(locked.repository, locked.name, locked.version);
  if (!download.digest.empty()) {
    call_.session.err << fmt::format("Pulled: {}\nDigest: {}\n", download.reference,
                                     download.digest);
  }
  return {std::move(download.file_name), std::move(download.bytes)};
}

void DependencyUpdate::write_charts(const Dependencies& locked,
                                    const std::map<std::string, std::string>& packed) {
  std::string folder = charts_.absolute(fmt::format("{}/charts", chart_path_));
  std::vector<std::string> outdated;
  out_ << "Deleting outdated charts\n";
  for (const std::string& name : charts_.file_names(folder)) {
    if (packed.contains(name)) continue;
    std::string shown = fmt::format("{}/charts/{}", chart_path_, name);
    try {
      const Chart& chart = charts_.load(shown);
      bool in_place = std::any_of(locked.begin(), locked.end(), [&](const ChartDependency& one) {
        return one.repository.empty() && one.name == chart.metadata.name;
      });
      if (!in_place) outdated.push_back(fmt::format("{}/{}", folder, name));
    } catch (const Error& error) {
      out_ << fmt::format("Could not verify {} for deletion: {} (Skipping)\n",
                          render::clean_path(shown), error.what());
    }
  }
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : packed) write_file(fmt::format("{}/{}", folder, name), bytes);
  for (const std::string& path : outdated) std::remove(path.c_str());
}

void DependencyUpdate::write_lock(const Dependencies& wanted, const Dependencies& locked) {
  render::ChartLock lock;
  std::string digest = render::lock_digest(wanted, locked);
  if (chart_->has_lock && chart_->lock.digest == digest) return;
  std::string name = chart_->metadata.api_version == "v1" ? "requirements.lock" : "Chart.lock";
  std::string path = charts_.absolute(fmt::format("{}/{}", chart_path_, name));
  std::error_code none;
  if (std::filesystem::is_symlink(path, none)) {
    refuse(fmt::format("the {} file is a symlink to {}", name,
                       go_quote(std::filesystem::read_symlink(path, none).string())));
  }
  lock.digest = digest;
  lock.dependencies = locked;
  std::string generated = now_text();
  lock.generated = generated;
  write_file(path, render::chart_lock_yaml(lock));
}

}  // namespace drydock::cli
