#include <algorithm>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/json/parse.h"
#include "core/regex.h"
#include "core/yaml/decode.h"
#include "render/builtins/paths.h"
#include "render/go_decode.h"
#include "render/go_text.h"
#include "render/lint/documents.h"
#include "render/lint/rules.h"
#include "render/manifest_fault.h"
#include "render/render_release.h"

namespace drydock::render {
namespace {

constexpr std::string_view kTemplates = "templates/";

/// ".yaml" only for Helm 3, ".yml" and capitals too for Helm 4.
bool is_yaml(std::string_view name, bool helm3) {
  std::string_view ext = path_ext(name);
  if (helm3) return ext == ".yaml";
  return equal_fold(ext, ".yaml") || equal_fold(ext, ".yml");
}

std::string extension_problem(std::string_view name) {
  std::string_view ext = path_ext(name);
  for (std::string_view known : {".yaml", ".yml", ".tpl", ".txt"}) {
    if (ext == known) return "";
  }
  return fmt::format(
      "file extension '{}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt", ext);
}

/// The first line that is not blank must not be indented.
std::string indent_problem(std::string_view text) {
  constexpr size_t kLongestLine = 64 * 1024;  // what Go's scanner takes
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (end >= kLongestLine) return "bufio.Scanner: token too long";
    if (!trim_space(line).empty()) {
      if (!line.starts_with(' ') && !line.starts_with('\t')) return "";
      return fmt::format(
          "document starts with an illegal indent: {}, which may cause parsing problems",
          go_quote(line));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";
}

std::string name_problem(std::string_view kind, std::string_view name) {
  std::vector<std::string> problems = object_name_problems(kind, name);
  if (problems.empty()) return "";
  std::string all;
  for (const std::string& problem : problems) {
    if (!all.empty()) all += ", ";
    all += fmt::format("metadata.name: Invalid value: {}: {}", go_quote(name), problem);
  }
  if (problems.size() > 1) all = fmt::format("[{}]", all);
  return fmt::format("object name does not conform to Kubernetes naming requirements: {}: {}",
                     go_quote(name), all);
}

std::string selector_problem(std::string_view kind, std::string_view name, std::string_view whole) {
  bool selects =
      kind == "Deployment" || kind == "ReplicaSet" || kind == "DaemonSet" || kind == "StatefulSet";
  if (!selects || whole.find("matchLabels") != std::string_view::npos ||
      whole.find("matchExpressions") != std::string_view::npos) {
    return "";
  }
  return fmt::format("a {} must contain matchLabels or matchExpressions, and {} does not", kind,
                     go_quote(name));
}

}  // namespace

void Linter::check_templates() {
  std::optional<EntryKind> kind = request_.files.tree().kind(path_of("templates"));
  if (!kind && !helm3_) {
    passes(LintSeverity::Warning, kTemplates, "directory does not exist");
    return;
  }
  if (kind && kind != EntryKind::Folder) {
    passes(helm3_ ? LintSeverity::Warning : LintSeverity::Error, kTemplates, "not a directory");
    return;
  }
  const Chart* chart = load(kTemplates, "");
  if (!chart) return;
  ReleaseRequest release;
  release.chart = chart;
  release.values = request_.values;
  release.value_files = request_.value_files;
  release.name = "test-release";
  release.namespace_name = request_.namespace_name;
  release.helm_version = request_.helm_version;
  release.skip_schema = request_.skip_schema;
  release.kube_version = request_.kube_version;
  release.environment = request_.environment;
  release.environment.lint = true;
  ParseCache parsed;
  ReleaseRenderer renderer(release, parsed, request_.sources);
  try {
    renderer.prepare();
  } catch (const Error& error) {
    // Helm says nothing about values that do not fit the sub-charts.
    if (error.diagnostic().rule == "values-schema") {
      passes(LintSeverity::Error, kTemplates, error.what(), error.diagnostic().where);
    }
    return;
  }
  try {
    renderer.run();
  } catch (const Error& error) {
    passes(LintSeverity::Error, kTemplates, error.what(), error.diagnostic().where);
    return;
  }
  const std::deque<RenderedFile>& files = renderer.result().files;
  for (const ChartFile& file : chart->templates) {
    std::string name(file.name);
    passes(LintSeverity::Error, name, extension_problem(name));
    if (helm3_) {
      if (Regex(R"("?helm\.sh/hook"?:\s+crd-install)").matches(file.text)) {
        passes(LintSeverity::Warning, name,
               "manifest is a crd-install hook. This hook is no longer supported in v3 and all "
               "CRDs should also exist the crds/ directory at the top level of the chart");
      }
      if (file.text.find(".Release.Time") != std::string_view::npos) {
        passes(LintSeverity::Error, name,
               ".Release.Time has been removed in v3, please replace with the `now` function in "
               "your templates");
      }
    }
    if (!is_yaml(name, helm3_)) continue;
    std::string path = clean_path(fmt::format("{}/{}", chart->metadata.name, name));
    auto rendered = std::find_if(files.begin(), files.end(),
                                 [&](const RenderedFile& one) { return one.path == path; });
    if (rendered == files.end() || trim_space(rendered->text).empty()) continue;
    passes(LintSeverity::Warning, name, indent_problem(rendered->text));
    if (!check_documents(name, *rendered)) return;
  }
}

bool Linter::check_documents(const std::string& path, const RenderedFile& file) {
  std::string_view text = file.text;
  return read_lint_documents(
      text, request_.helm_version,
      [&](const LintObject& object) {
        SourcePos where = template_position(file, object.offset);
        passes(LintSeverity::Warning, path, name_problem(object.kind, object.name), where);
        if (!object.api_version.empty() && !object.kind.empty()) {
          int minor = std::atoi(request_.kube_version.minor.c_str());
          passes(LintSeverity::Warning, path, deprecation(object.api_version, object.kind, minor),
                 where);
        }
        passes(LintSeverity::Error, path, selector_problem(object.kind, object.name, text), where);
        if (object.kind == "List") {
          passes(LintSeverity::Error, path, list_problem(text, request_.helm_version), where);
        }
      },
      [&](std::string problem, size_t offset) {
        passes(LintSeverity::Error, path, "unable to parse YAML: " + problem,
               template_position(file, offset));
      });
}

}  // namespace drydock::render
