#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "render/chart_objects.h"
#include "render/template/template_set.h"

namespace drydock::render {

/// A chart of a case, or of one of its `charts/` folders, and the values it gets: as much of Helm's
/// rules for charts as the corpus needs.
class CorpusChart {
 public:
  CorpusChart(Arena& arena, const std::map<std::string, std::string>& files, std::string prefix,
              std::string full_path)
      : arena_(arena), full_path_(std::move(full_path)) {
    for (const auto& [path, text] : files) {
      if (path.starts_with(prefix)) files_[path.substr(prefix.size())] = &text;
    }
    metadata_ = decode(*files_.at("Chart.yaml"));
    if (files_.contains("values.yaml")) values_ = decode(*files_["values.yaml"]);
    for (const auto& [path, text] : files_) {
      if (!path.starts_with("charts/") || !path.ends_with("/Chart.yaml")) continue;
      std::string folder = path.substr(0, path.size() - std::string("Chart.yaml").size());
      if (std::count(folder.begin(), folder.end(), '/') != 2) continue;
      std::string name = folder.substr(7, folder.size() - 8);
      children_[name] = std::make_unique<CorpusChart>(arena, files, prefix + folder,
                                                      full_path_ + "/charts/" + name);
    }
  }

  /// Fills in the values of the charts below, and the data that templates start with.
  void prepare(ValueMap* values, const ValueMap* release, Value capabilities, bool is_root) {
    values_ = values;
    data_ = arena_.make<ValueMap>(arena_);
    data_->set("Chart", make_chart_object(arena_, *metadata_, is_root, 3));
    data_->set("Files", chart_files());
    data_->set("Release", Value::of_map(const_cast<ValueMap*>(release)));
    data_->set("Capabilities", capabilities);
    data_->set("Values", Value::of_map(values, GoType::ChartutilValues));
    ValueMap* subcharts = arena_.make<ValueMap>(arena_);
    for (auto& [name, child] : children_) {
      const Value* own = values->find(name);
      ValueMap* merged = own && own->is_map() ? &own->as_map() : arena_.make<ValueMap>(arena_);
      fill_in(*merged, *child->values_);
      if (const Value* global = values->find("global")) merged->set("global", *global);
      values->set(name, Value::of_map(merged));
      child->prepare(merged, release, capabilities, false);
      subcharts->set(name, Value::of_map(child->data_));
    }
    data_->set("Subcharts", Value::of_map(subcharts));
  }

  struct File {
    std::string name;
    const std::string* text;
    CorpusChart* chart;
  };

  /// Of this chart and those below, in Helm's order.
  std::vector<File> rendered_files() {
    std::vector<File> files;
    collect(files);
    std::sort(files.begin(), files.end(),
              [](const File& a, const File& b) { return helm_order(a.name, b.name); });
    return files;
  }

  void collect(std::vector<File>& out) {
    const Value* type = metadata_->find("type");
    bool is_library = type && type->is_string() && type->as_string() == "library";
    for (const auto& [path, text] : files_) {
      if (!path.starts_with("templates/")) continue;
      bool is_partial = path[path.rfind('/') + 1] == '_';
      if (!is_library || is_partial) out.push_back({full_path_ + "/" + path, text, this});
    }
    for (auto& [name, child] : children_) child->collect(out);
  }

  ValueMap* values() { return values_; }

  /// What a file of the chart runs on.
  Value data_for(const std::string& file) {
    ValueMap* about = arena_.make<ValueMap>(arena_);
    about->set("Name", Value::of_string(arena_.copy(file)));
    about->set("BasePath", Value::of_string(arena_.copy(full_path_ + "/templates")));
    data_->set("Template", Value::of_map(about, GoType::ChartutilValues));
    return Value::of_map(data_, GoType::ChartutilValues);
  }

 private:
  ValueMap* decode(const std::string& yaml) {
    sources_.push_back(std::make_unique<SourceFile>(SourceFile{"values.yaml", yaml}));
    YamlDecoded decoded = decode_yaml_file(*sources_.back(), arena_);
    if (decoded.value.is_map()) return &decoded.value.as_map();
    if (!decoded.go_error.empty()) {
      fail("yaml-syntax",
           "cannot load values.yaml: error converting YAML to JSON: " + decoded.go_error);
    }
    return arena_.make<ValueMap>(arena_);
  }

  void fill_in(ValueMap& values, const ValueMap& defaults) {
    for (const ValueMap::Entry& entry : defaults.entries()) {
      const Value* own = values.find(entry.key);
      if (!own) values.set(entry.key, entry.value);
      if (own && own->is_map() && entry.value.is_map())
        fill_in(own->as_map(), entry.value.as_map());
    }
  }

  Value chart_files() {
    ValueMap* map = arena_.make<ValueMap>(arena_);
    for (const auto& [path, text] : files_) {
      bool is_part = path == "Chart.yaml" || path == "values.yaml" ||
                     path.starts_with("templates/") || path.starts_with("charts/");
      if (!is_part) map->set(arena_.copy(path), Value::of_bytes(*text));
    }
    return Value::of_map(map, GoType::Files);
  }

  Arena& arena_;
  std::string full_path_;
  std::map<std::string, const std::string*> files_;
  std::vector<std::unique_ptr<SourceFile>> sources_;
  ValueMap* metadata_ = nullptr;
  ValueMap* values_ = nullptr;
  ValueMap* data_ = nullptr;
  std::map<std::string, std::unique_ptr<CorpusChart>> children_;

 public:
  void ensure_values() {
    if (!values_) values_ = arena_.make<ValueMap>(arena_);
    for (auto& [name, child] : children_) child->ensure_values();
  }
};

inline Value corpus_capabilities(Arena& arena) {
  static constexpr std::string_view kVersions[] = {"v1", "apps/v1", "batch/v1",
                                                   "networking.k8s.io/v1", "policy/v1"};
  return make_capabilities(arena,
                           {.kube_version = "v1.20.0",
                            .normalized_version = "v1.20.0",
                            .major = "1",
                            .minor = "20",
                            .api_versions = kVersions,
                            .helm_version = "v3.22"},
                           3);
}

inline const ValueMap* corpus_release(Arena& arena) {
  ValueMap* release = arena.make<ValueMap>(arena);
  release->set("Name", Value::of_string("r"));
  release->set("Namespace", Value::of_string("default"));
  release->set("IsUpgrade", Value::of_bool(false));
  release->set("IsInstall", Value::of_bool(true));
  release->set("Revision", Value::of_int(1, GoType::Int));
  release->set("Service", Value::of_string("Helm"));
  return release;
}

}  // namespace drydock::render
