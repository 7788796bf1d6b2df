#include "render/show_chart.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "core/error.h"
#include "render/chart_yaml.h"
#include "render/error_prefix.h"
#include "render/go_text.h"
#include "render/json_path.h"

namespace drydock::render {
namespace {

class ChartText {
 public:
  ChartText(const Chart& chart, ShowWhat what, int helm_version)
      : chart_(chart), what_(what), helm_version_(helm_version) {}

  std::string text(std::string_view json_path) {
    if (shows(ShowWhat::Chart)) out_ += chart_metadata_yaml(chart_.metadata) + "\n";
    if (shows(ShowWhat::Values) && chart_.values) add_values(json_path);
    if (shows(ShowWhat::Readme)) add_readme();
    if (shows(ShowWhat::Crds)) add_crds();
    return std::move(out_);
  }

 private:
  bool shows(ShowWhat part) const { return what_ == part || what_ == ShowWhat::All; }
  bool shows_all() const { return what_ == ShowWhat::All; }

  void add_separator() { out_ += "---\n"; }

  void add_line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }

  void add_values(std::string_view json_path) {
    if (shows_all()) add_separator();
    if (!json_path.empty()) {
      std::optional<JsonPath> path;
      with_prefix(fmt::format("error parsing jsonpath {}: ", json_path),
                  [&] { path = JsonPath::parse(json_path); });
      // What it does not find leaves the text as it is; Helm does not look at that error.
      path->print(Value::of_map(const_cast<ValueMap*>(chart_.values)), out_);
      return;
    }
    for (const ChartFile& file : chart_.own) {
      if (file.name == "values.yaml") add_line(file.text);
    }
  }

  const ExtraFile* find_readme() const {
    for (const ExtraFile& file : chart_.files) {
      for (std::string_view name : {"readme.md", "readme.txt", "readme"}) {
        if (equal_fold(file.name, name)) return &file;
      }
    }
    return nullptr;
  }

  void add_readme() {
    const ExtraFile* readme = find_readme();
    if (!readme) return;
    if (shows_all()) add_separator();
    add_line(readme->get());
  }

  static void collect_crds(const Chart& chart, std::vector<const ExtraFile*>& crds) {
    for (const ExtraFile& file : chart.files) {
      if (is_crd_file(file.name)) crds.push_back(&file);
    }
    for (const Chart* sub : chart.dependencies) collect_crds(*sub, crds);
  }

  /// Helm 4 separates all files, Helm 3 only the first from what `show all` has before it.
  void add_crds() {
    std::vector<const ExtraFile*> crds;
    collect_crds(chart_, crds);
    for (const ExtraFile* crd : crds) {
      bool separate = helm_version_ == 3 ? shows_all() && crd == crds.front() : true;
      if (separate && !crd->get().starts_with("---")) add_separator();
      add_line(crd->get());
    }
  }

  const Chart& chart_;
  ShowWhat what_;
  int helm_version_;
  std::string out_;
};

}  // namespace

std::string show_chart(const Chart& chart, ShowWhat what, std::string_view json_path,
                       int helm_version) {
  return ChartText(chart, what, helm_version).text(json_path);
}

}  // namespace drydock::render
