#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "render/builtins/context.h"
#include "render/capabilities.h"
#include "render/chart.h"
#include "render/release.h"
#include "render/template/source_map.h"
#include "render/template/template_set.h"

namespace drydock::render {

/// What is to be rendered. All that it refers to must outlive the result.
struct ReleaseRequest {
  const Chart* chart = nullptr;
  const ValueMap* values = nullptr;        // the user's; null is none
  const ValueMap* chart_values = nullptr;  // in place of those of values.yaml; null: these
  std::string_view name = "release-name";
  std::string_view namespace_name = "default";
  int helm_version = 4;
  bool is_upgrade = false;
  bool include_crds = false;
  bool skip_schema = false;
  KubeVersion kube_version;
  std::vector<std::string> api_versions;  // beside the built-in ones
  Environment environment;                // its helm_version is set from above
  Limits limits;
  /// The files that the user's values came from, the most important last, and where the values
  /// stand in them; for messages.
  std::vector<const SourceFile*> value_files;
  const ValueOrigins* value_origins = nullptr;
};

/// A template's text.
struct RenderedFile {
  std::string path;  // "app/charts/redis/templates/pod.yaml"
  const ChartFile* source = nullptr;
  std::string text;
  SourceMap map;  // whose files the release owns
};

/// A YAML document of a template's text.
struct RenderedDocument {
  const RenderedFile* file = nullptr;
  std::string_view text;  // within the file's
  std::string_view api_version;
  std::string_view kind;
  std::string_view name;
  bool is_test = false;  // of hooks

  size_t offset() const { return static_cast<size_t>(text.data() - file->text.data()); }
};

/// A file below crds/, which is no template.
struct CrdFile {
  std::string path;  // "app/crds/thing.yaml"
  const ExtraFile* file = nullptr;
};

/// Everything that a release consists of, in the order in which Helm prints it.
struct RenderedRelease {
  std::deque<RenderedFile> files;
  std::vector<CrdFile> crds;  // with `include_crds`
  std::vector<RenderedDocument> manifests;
  std::vector<RenderedDocument> hooks;
  std::string notes;                  // of the chart itself
  std::vector<std::string> warnings;  // lines that Helm logs
};

/// Lets the origins find the values of the charts as well.
void include_origins(const Chart& chart, ValueOrigins& origins);

/// Renders one release, in the steps of Helm's install action. Each step throws Error with Helm's
/// one-line text and, where it can be had, the place in the chart that is to blame.
class ReleaseRenderer {
 public:
  /// `parsed` shares templates between releases. `sources` gets the rendered texts that errors
  /// point to.
  ReleaseRenderer(const ReleaseRequest& request, ParseCache& parsed, Sources& sources);

  /// Sub-charts, values and schemas: what happens before a template runs.
  void prepare();
  /// Runs the templates and sorts their documents. Call `prepare` first.
  void render();
  /// Only runs the templates: what lint looks at. Call `prepare` first.
  void run();

  /// What is there so far; warnings also after an error.
  RenderedRelease& result() { return result_; }
  /// Where the values stand that the source maps of the result name.
  const ValueOrigins& origins() const { return origins_; }

 private:
  struct Template {
    const ChartFile* file;
    ValueMap* data;
    std::string_view base_path;
  };
  using Templates = std::vector<std::pair<std::string, Template>>;

  template <class Step>
  void hide_secrets_of_errors(Step step);
  void prepare_values();
  void process_dependencies(const ValueMap& given);
  void check_kube_version() const;
  ValueMap* collect(ReleaseChart& chart, const ValueMap& parent, Templates& templates);
  ValueMap* chart_data(ReleaseChart& chart, const ValueMap& parent);
  Value chart_object(const ReleaseChart& chart);
  Value files_object(const Chart& chart);
  void collect_crds(const ReleaseChart& chart);
  /// In Helm's order; of equal paths the last one.
  static std::vector<const Templates::value_type*> in_order(const Templates& templates);
  void run_templates(const Templates& templates);
  void take_notes();
  void sort_documents();
  void add_document(const RenderedFile& file, std::string_view text);
  void warn(const std::vector<std::string>& lines);

  const ReleaseRequest& request_;
  Environment environment_;
  Sources& sources_;
  Arena arena_;
  TemplateSet templates_;
  ValueOrigins origins_;
  ReleaseCharts charts_;
  ValueMap* values_ = nullptr;
  RenderedRelease result_;
};

}  // namespace drydock::render
