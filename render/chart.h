#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/arena.h"
#include "core/source_cache.h"
#include "core/value.h"
#include "core/value_origins.h"

namespace drydock::render {

/// The text without a byte order mark.
inline std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// A file that Helm's loader looks into, or a template.
struct ChartFile {
  std::string_view name;  // within the chart: "templates/service.yaml"
  std::string_view text;  // without a byte order mark
  const SourceFile* source = nullptr;
};

/// Any other file of a chart. Most of them nobody looks at, so it may be read late.
class ExtraFile final : public LateBytes {
 public:
  ExtraFile(std::string_view file_name, LateSource file)
      : name(file_name), source_(std::move(file)) {}

  std::string_view name;  // within the chart, whose arena has it

  const SourceFile& source() const { return source_.get(); }
  /// Without a byte order mark.
  std::string_view get() const override { return without_mark(source().text); }

 private:
  LateSource source_;
};

struct ChartMaintainer {
  std::string_view name;
  std::string_view email;
  std::string_view url;
  bool is_null = false;  // which a valid chart has not
};

/// An entry of `dependencies` in Chart.yaml, requirements.yaml or a lock file.
struct ChartDependency {
  std::string_view name;
  std::string_view version;  // a range; one version in a lock
  std::string_view repository;
  std::string_view condition;
  std::string_view alias;
  std::vector<std::string_view> tags;
  std::vector<Value> import_values;  // as written: texts, and maps with `child` and `parent`
  bool enabled = false;              // as written, which Helm ignores
  SourcePos where;

  /// The name under which the parent knows the sub-chart.
  std::string_view key() const { return alias.empty() ? name : alias; }
};

/// What Chart.yaml says, with requirements.yaml over it. Empty texts are absent.
struct ChartMetadata {
  std::string_view api_version;  // "v1" when the file has none
  std::string_view name;
  std::string_view version;
  std::string_view kube_version;
  std::string_view description;
  std::string_view type;  // "", "application" or "library"
  std::string_view home;
  std::string_view icon;
  std::string_view app_version;
  std::string_view condition;
  std::string_view tags;
  bool deprecated = false;
  std::vector<std::string_view> keywords;
  std::vector<std::string_view> sources;
  std::vector<ChartMaintainer> maintainers;
  std::vector<std::pair<std::string_view, std::string_view>> annotations;  // sorted by key
  bool has_annotations = false;  // `annotations` is there and not null
  std::vector<ChartDependency> dependencies;
  bool has_dependencies = false;  // `dependencies` is there and not null
  SourcePos name_at;              // where the fields stand; line 0 when they do not
  SourcePos version_at;

  bool is_library() const;
};

/// Chart.lock or requirements.lock.
struct ChartLock {
  std::string_view generated;  // as written
  std::string_view digest;
  std::vector<ChartDependency> dependencies;
};

/// A chart as it was loaded, with its sub-charts. Immutable, and shared by all releases that use
/// it; a release's own view of it (aliases, conditions, imported values) is in render/release.h.
/// Texts and values live in `arena` or in the files, which the Sources of the run own.
struct Chart {
  Arena arena;
  std::string location;  // folder or archive, as the user knows it; for messages
  ChartMetadata metadata;
  std::vector<ChartFile> own;              // Chart.yaml and the like, in the order of Helm's walk
  std::vector<ChartFile> templates;        // below templates/
  std::vector<ExtraFile> files;            // what `.Files` has; crds/ among them
  const ValueMap* values = nullptr;        // of values.yaml; null without that file
  std::optional<ValueOrigins> origins;     // of `values`
  const ChartFile* chart_file = nullptr;   // Chart.yaml
  const ChartFile* values_file = nullptr;  // values.yaml
  const ChartFile* schema = nullptr;       // values.schema.json
  const ChartFile* lock_file = nullptr;    // Chart.lock or requirements.lock
  bool has_lock = false;
  ChartLock lock;
  std::vector<const Chart*> dependencies;  // those found in charts/, in byte order of their entries
  std::vector<std::string> warnings;       // lines that Helm logs while it loads this chart

  bool has_own_requirements() const { return metadata.api_version == "v1"; }
};

/// Whether a file of `files` is a definition that `--include-crds` prints: below crds/, and named
/// *.yaml, *.yml or *.json in any case.
bool is_crd_file(std::string_view name);

}  // namespace drydock::render
