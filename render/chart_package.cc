#include "render/chart_package.h"

#include "core/arena.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "render/chart_yaml.h"

namespace drydock::render {
namespace {

class Packer {
 public:
  std::vector<ArchiveFile> take() { return std::move(files_); }

  void add_chart(const Chart& chart, const ChartMetadata& metadata, const std::string& base) {
    bool v1 = metadata.api_version == "v1";
    files_.push_back({base + "Chart.yaml", chart_metadata_yaml(metadata, v1)});
    if (metadata.api_version == "v2" && chart.has_lock) {
      files_.push_back({base + "Chart.lock", chart_lock_yaml(chart.lock)});
    }
    for (const ChartFile& file : chart.own) {
      if (file.name == "values.yaml") add_file(file.name, file.text, base);
    }
    if (chart.schema) add_schema(*chart.schema, base);
    for (const ChartFile& file : chart.templates) add_file(file.name, file.text, base);
    for (const ExtraFile& file : chart.files) add_file(file.name, file.get(), base);
    for (const Chart* sub : chart.dependencies) {
      add_chart(*sub, sub->metadata, fmt::format("{}charts/{}/", base, sub->metadata.name));
    }
  }

 private:
  void add_file(std::string_view name, std::string_view text, const std::string& base) {
    files_.push_back({base + std::string(name), std::string(text)});
  }

  void add_schema(const ChartFile& schema, const std::string& base) {
    Arena arena;
    if (!parse_json(schema.text, arena).well_formed) {
      fail("chart-invalid", "failed to save: Invalid JSON in values.schema.json",
           {.file = schema.source});
    }
    add_file(schema.name, schema.text, base);
  }

  std::vector<ArchiveFile> files_;
};

}  // namespace

std::vector<ArchiveFile> package_files(const Chart& chart, std::string_view version,
                                       std::string_view app_version) {
  ChartMetadata metadata = chart.metadata;
  if (!version.empty()) metadata.version = version;
  if (!app_version.empty()) metadata.app_version = app_version;
  Packer packer;
  packer.add_chart(chart, metadata, "");
  return packer.take();
}

std::string package_name(const Chart& chart, std::string_view version) {
  return fmt::format("{}-{}.tgz", chart.metadata.name,
                     version.empty() ? chart.metadata.version : version);
}

}  // namespace drydock::render
