#include "cli/helm_lint.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>

#include "cli/helm_arguments.h"
#include "cli/helm_chart.h"
#include "cli/helm_charts.h"
#include "cli/helm_environment.h"
#include "cli/helm_values.h"
#include "core/error.h"
#include "render/chart_archive.h"
#include "render/lint/lint.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

struct LintFlags {
  HelmValues values;
  bool strict = false;
  bool with_subcharts = false;
  bool quiet = false;
  bool skip_schema = false;
  std::string kube_version;

  void add_flags(GoFlags& flags, HelmCall& call) {
    add_helm_globals(flags, call);
    values.add_flags(flags);
    flags.add_switch("strict", 0, strict, "fail on lint warnings");
    flags.add_switch("with-subcharts", 0, with_subcharts, "lint dependent charts");
    flags.add_switch("quiet", 0, quiet, "print only warnings and errors");
    flags.add_switch("skip-schema-validation", 0, skip_schema, "do not look at the schema");
    flags.add_text("kube-version", 0, kube_version, "version of Kubernetes to judge for");
  }
};

bool is_archive(std::string_view path) {
  return path.ends_with(".tgz") || path.ends_with(".tar.gz");
}

/// What one path gives: messages, or why it could not be looked at.
struct LintResult {
  std::vector<render::LintMessage> messages;
  std::string failure;

  bool has(render::LintSeverity lowest) const {
    return !failure.empty() ||
           std::any_of(messages.begin(), messages.end(),
                       [&](const auto& message) { return message.severity >= lowest; });
  }
};

class LintRun {
 public:
  LintRun(HelmCall& call, LintFlags& flags) : call_(call), flags_(flags), charts_(call) {}

  int run(std::vector<std::string> paths) {
    kube_version_ = helm_kube_version(flags_.kube_version);
    if (flags_.with_subcharts) add_sub_charts(paths);
    values_ = flags_.values.merge(call_, arena_);
    size_t failed = 0;
    bool said_something = false;
    std::string text;
    for (const std::string& path : paths) {
      LintResult result = lint(path);
      bool notable = result.has(render::LintSeverity::Warning);
      said_something = said_something || notable;
      if (flags_.quiet && !notable) continue;
      add_text(path, result, text);
      if (result.has(flags_.strict ? render::LintSeverity::Warning : render::LintSeverity::Error)) {
        ++failed;
      }
    }
    call_.session.out << text;
    std::string summary =
        fmt::format("{} chart(s) linted, {} chart(s) failed", paths.size(), failed);
    if (failed > 0) fail("chart-lint", summary);
    if (!flags_.quiet || said_something) call_.session.out << summary << "\n";
    return kExitClean;
  }

 private:
  void add_text(const std::string& path, const LintResult& result, std::string& text) const {
    text += fmt::format("==> Linting {}\n", path);
    if (result.messages.empty() && !result.failure.empty()) {
      text += fmt::format("Error {}\n", result.failure);
    }
    for (const render::LintMessage& message : result.messages) {
      if (flags_.quiet && message.severity == render::LintSeverity::Info) continue;
      text += message.line() + "\n";
    }
    text += "\n";
  }

  /// What is below charts/ of each path, in the order of Go's Walk.
  void add_sub_charts(std::vector<std::string>& paths) const {
    std::vector<std::string> found;
    for (const std::string& path : paths) {
      walk(fs::path(path).lexically_normal() / "charts", found);
    }
    paths.insert(paths.end(), found.begin(), found.end());
  }

  void walk(const fs::path& path, std::vector<std::string>& found) const {
    std::error_code none;
    fs::path real = call_.path(path.string());
    if (!fs::exists(fs::symlink_status(real, none))) return;
    if (path.filename() == "Chart.yaml") {
      found.push_back(path.parent_path().string());
    } else if (is_archive(path.string())) {
      found.push_back(path.string());
    }
    if (!fs::is_directory(fs::symlink_status(real, none))) return;
    std::vector<fs::path> entries;
    for (const fs::directory_entry& entry : fs::directory_iterator(real, none)) {
      entries.push_back(path / entry.path().filename());
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries) walk(entry, found);
  }

  LintResult lint(const std::string& path) {
    try {
      return is_archive(path) ? lint_archive(path) : lint_folder(path);
    } catch (const Error& error) {
      return {{}, error.what()};
    }
  }

  LintResult lint_folder(const std::string& path) {
    std::string chart_file = fs::path(path + "/Chart.yaml").lexically_normal().string();
    if (!charts_.exists(chart_file)) {
      bool is_file = charts_.exists(path) && !charts_.is_folder(path);
      fail("chart-lint",
           fmt::format("unable to check Chart.yaml file in chart: stat {}: {}", chart_file,
                       is_file ? "not a directory" : "no such file or directory"));
    }
    LocalChart& local = charts_.open(path);
    return {run_on(*local.files(), local.tree_path(), local.path()), ""};
  }

  LintResult lint_archive(const std::string& path) {
    if (!charts_.exists(path)) {
      fail("chart-lint",
           fmt::format("unable to open tarball: open {}: no such file or directory", path));
    }
    LocalChart& local = charts_.open(path);
    std::vector<render::ArchiveFile> unpacked;
    try {
      unpacked = render::read_chart_archive(local.files()->read(local.tree_path()).text, path,
                                            call_.version);
    } catch (Error& error) {
      error.diagnostic().message.insert(0, "unable to extract tarball: ");
      throw;
    }
    std::vector<std::pair<std::string, std::string>> files;
    bool has_chart_file = false;
    for (render::ArchiveFile& file : unpacked) {
      has_chart_file = has_chart_file || file.path == "Chart.yaml";
      files.emplace_back(std::move(file.path), std::move(file.bytes));
    }
    if (!has_chart_file) {
      fail("chart-lint", "unable to extract tarball: chart name not specified");
    }
    std::unique_ptr<Tree> tree = make_memory_tree(std::move(files));
    SourceCache cache(*tree, call_.session.sources);
    return {run_on(cache, "", local.path()), ""};
  }

  std::vector<render::LintMessage> run_on(SourceCache& files, const std::string& folder,
                                          const std::string& shown) {
    render::LintRequest request{.files = files,
                                .folder = folder,
                                .shown = shown,
                                .sources = call_.session.sources,
                                .helm_version = call_.version,
                                .values = values_,
                                .value_files = flags_.values.files(),
                                .namespace_name = call_.release_namespace(),
                                .kube_version = kube_version_,
                                .skip_schema = flags_.skip_schema,
                                .environment = make_helm_environment(call_.version)};
    return render::lint_chart(request);
  }

  HelmCall& call_;
  LintFlags& flags_;
  HelmCharts charts_;
  Arena arena_;
  const ValueMap* values_ = nullptr;
  render::KubeVersion kube_version_;
};

}  // namespace

int run_helm_lint(HelmCall& call, std::span<const std::string> args) {
  LintFlags lint_flags;
  GoFlags flags(GoFlags::Library::Pflag);
  lint_flags.add_flags(flags, call);
  std::vector<std::string> positional;
  if (parse_helm_flags(flags, call, "lint PATH [flags]", args, positional)) return kExitClean;
  if (call.version != 3) require_some(positional, "lint");
  if (positional.empty()) positional.emplace_back(".");
  return LintRun(call, lint_flags).run(std::move(positional));
}

}  // namespace drydock::cli
