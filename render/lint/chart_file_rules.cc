#include <algorithm>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/semver.h"
#include "core/yaml/decode.h"
#include "render/builtins/paths.h"
#include "render/chart_metadata.h"
#include "render/go_text.h"
#include "render/lint/rules.h"

namespace drydock::render {
namespace {

constexpr std::string_view kChartFile = "Chart.yaml";

// The fields of Go's structs, which strict reading knows no others than.
constexpr std::string_view kMetadataFields[] = {
    "annotations", "apiVersion", "appVersion", "condition", "dependencies", "deprecated",
    "description", "home",       "icon",       "keywords",  "kubeVersion",  "maintainers",
    "name",        "sources",    "tags",       "type",      "version"};
constexpr std::string_view kMaintainerFields[] = {"email", "name", "url"};
constexpr std::string_view kDependencyFields[] = {"alias", "condition",  "enabled", "import-values",
                                                  "name",  "repository", "tags",    "version"};

/// The first key that a struct does not have, in byte order; "" when it has all.
std::string unknown_field(const Value& value, std::span<const std::string_view> fields) {
  if (!value.is_map()) return "";
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    bool known = std::any_of(fields.begin(), fields.end(),
                             [&](std::string_view field) { return equal_fold(field, entry.key); });
    if (!known) return std::string(entry.key);
    bool maintainers = equal_fold(entry.key, "maintainers");
    bool nested = fields.data() == kMetadataFields && entry.value.is_list() &&
                  (maintainers || equal_fold(entry.key, "dependencies"));
    if (!nested) continue;
    for (const Value& item : entry.value.as_list()) {
      std::string unknown = maintainers ? unknown_field(item, kMaintainerFields)
                                        : unknown_field(item, kDependencyFields);
      if (!unknown.empty()) return unknown;
    }
  }
  return "";
}

std::string name_problem(const ChartMetadata& chart) {
  if (chart.name.empty()) return "name is required";
  if (path_base(chart.name) == chart.name) return "";
  return fmt::format("chart name {} is invalid", go_quote(chart.name));
}

std::string api_version_problem(const ChartMetadata& chart) {
  constexpr std::string_view kAllowed = R"(The value must be either "v1" or "v2")";
  if (chart.api_version.empty()) return fmt::format("apiVersion is required. {}", kAllowed);
  if (chart.api_version == "v1" || chart.api_version == "v2") return "";
  return fmt::format("apiVersion '{}' is not valid. {}", chart.api_version, kAllowed);
}

std::string type_problem(const Value& data, std::string_view key) {
  const Value* value = data.is_map() ? data.as_map().find(key) : nullptr;
  if (!value || value->is_string()) return "";
  return fmt::format("{} should be of type string but it's of type {}", key, go_type_name(*value));
}

std::string maintainer_problem(const ChartMetadata& chart) {
  for (const ChartMaintainer& maintainer : chart.maintainers) {
    if (maintainer.is_null) return "a maintainer entry is empty";
    if (maintainer.name.empty()) return "each maintainer requires a name";
    if (!maintainer.email.empty() && !is_email(maintainer.email)) {
      return fmt::format("invalid email '{}' for maintainer '{}'", maintainer.email,
                         maintainer.name);
    }
    if (!maintainer.url.empty() && !is_url(maintainer.url)) {
      return fmt::format("invalid url '{}' for maintainer '{}'", maintainer.url, maintainer.name);
    }
  }
  return "";
}

std::string source_problem(const ChartMetadata& chart) {
  for (std::string_view source : chart.sources) {
    if (!is_request_url(source)) return fmt::format("invalid source URL '{}'", source);
  }
  return "";
}

std::string version_problem(const ChartMetadata& chart) {
  if (chart.version.empty()) return "version is required";
  try {
    SemVersion version = SemVersion::parse(chart.version);
    if (compare(version, SemVersion::parse("0.0.0-0")) > 0) return "";
    return fmt::format("version {} is less than or equal to \"0.0.0-0\"", go_quote(version.text()));
  } catch (const Error&) {
    return fmt::format("version '{}' is not a valid SemVer", chart.version);
  }
}

std::string strict_version_problem(const ChartMetadata& chart) {
  try {
    SemVersion::parse_strict(chart.version);
    return "";
  } catch (const Error&) {
    return fmt::format("version '{}' is not a valid SemVerV2", chart.version);
  }
}

}  // namespace

void Linter::check_chart_file() {
  std::string path = path_of(kChartFile);
  if (request_.files.tree().kind(path) == EntryKind::Folder) {
    passes(LintSeverity::Error, kChartFile, "should be a file, not a directory");
    passes(LintSeverity::Error, kChartFile,
           fmt::format("unable to parse YAML\n\tread {}/{}: is a directory", request_.shown,
                       kChartFile));
    return;
  }
  ChartMetadata chart;
  ChartFile file;
  try {
    file.source = &request_.files.read(path);
    file.text = file.source->text;
    read_chart_metadata(file, chart, arena_);
  } catch (const Error& error) {
    passes(LintSeverity::Error, kChartFile,
           fmt::format("unable to parse YAML\n\t{}", error.what()));
    return;
  }
  if (!helm3_) check_strictly(*file.source);
  check_metadata(chart, decode_yaml_file(*file.source, arena_).value);
}

void Linter::check_strictly(const SourceFile& file) {
  YamlDecodeOptions strict;
  strict.strict = true;
  YamlDecoded decoded = decode_yaml_file(file, arena_, strict);
  std::string problem;
  if (!decoded.go_error.empty()) {
    problem = "error converting YAML to JSON: " + decoded.go_error;
  } else if (std::string key = unknown_field(decoded.value, kMetadataFields); !key.empty()) {
    problem = fmt::format("error unmarshaling JSON: while decoding JSON: json: unknown field {}",
                          go_quote(key));
  }
  if (problem.empty()) return;
  passes(LintSeverity::Warning, kChartFile,
         fmt::format("failed to strictly parse chart metadata file\n\t{}", problem));
}

void Linter::check_metadata(const ChartMetadata& chart, const Value& data) {
  auto error = [&](std::string text) { passes(LintSeverity::Error, kChartFile, std::move(text)); };
  error(name_problem(chart));
  error(api_version_problem(chart));
  error(type_problem(data, "version"));
  error(version_problem(chart));
  error(type_problem(data, "appVersion"));
  error(maintainer_problem(chart));
  error(source_problem(chart));
  if (chart.icon.empty()) passes(LintSeverity::Info, kChartFile, "icon is recommended");
  if (!chart.icon.empty() && !is_request_url(chart.icon)) {
    error(fmt::format("invalid icon URL '{}'", chart.icon));
  }
  if (!chart.type.empty() && chart.api_version != "v2") {
    error(fmt::format("chart type is not valid in apiVersion '{}'. It is valid in apiVersion 'v2'",
                      chart.api_version));
  }
  if (!chart.dependencies.empty() && chart.api_version != "v2") {
    error(
        fmt::format("dependencies are not valid in the Chart file with apiVersion '{}'. They are "
                    "valid in apiVersion 'v2'",
                    chart.api_version));
  }
  if (!helm3_) passes(LintSeverity::Warning, kChartFile, strict_version_problem(chart));
}

}  // namespace drydock::render
