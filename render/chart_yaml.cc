#include "render/chart_yaml.h"

#include <algorithm>
#include <vector>

#include "core/arena.h"
#include "core/base_encoding.h"
#include "core/json/write.h"
#include "core/yaml/emit.h"
#include "render/crypto/hash.h"

namespace drydock::render {
namespace {

/// Builds the values that Go's structs are written from.
class ChartValues {
 public:
  explicit ChartValues(Arena& arena) : arena_(arena) {}

  Value of(const ChartMetadata& chart, bool without_dependencies) {
    ValueMap* map = new_map();
    set_text(*map, "apiVersion", chart.api_version);
    set_text(*map, "appVersion", chart.app_version);
    set_text(*map, "condition", chart.condition);
    set_text(*map, "description", chart.description);
    set_text(*map, "home", chart.home);
    set_text(*map, "icon", chart.icon);
    set_text(*map, "kubeVersion", chart.kube_version);
    set_text(*map, "name", chart.name);
    set_text(*map, "tags", chart.tags);
    set_text(*map, "type", chart.type);
    set_text(*map, "version", chart.version);
    set_texts(*map, "keywords", chart.keywords);
    set_texts(*map, "sources", chart.sources);
    if (chart.deprecated) map->set("deprecated", Value::of_bool(true));
    add_annotations(*map, chart);
    add_maintainers(*map, chart);
    if (!without_dependencies && !chart.dependencies.empty()) {
      map->set("dependencies", of(chart.dependencies));
    }
    return Value::of_map(map);
  }

  Value of(std::span<const ChartDependency> dependencies) {
    std::vector<Value> items;
    for (const ChartDependency& dependency : dependencies) items.push_back(of(dependency));
    return list(items);
  }

 private:
  ValueMap* new_map() { return arena_.make<ValueMap>(arena_); }

  Value list(const std::vector<Value>& items) {
    Value* copies = arena_.array<Value>(items.size());
    std::copy(items.begin(), items.end(), copies);
    return Value::of_list({copies, items.size()});
  }

  static void set_text(ValueMap& map, std::string_view key, std::string_view text) {
    if (!text.empty()) map.set(key, Value::of_string(text));
  }

  void set_texts(ValueMap& map, std::string_view key, const std::vector<std::string_view>& texts) {
    if (texts.empty()) return;
    std::vector<Value> items;
    for (std::string_view text : texts) items.push_back(Value::of_string(text));
    map.set(key, list(items));
  }

  void add_annotations(ValueMap& map, const ChartMetadata& chart) {
    if (chart.annotations.empty()) return;
    ValueMap* annotations = new_map();
    for (const auto& [key, text] : chart.annotations) annotations->set(key, Value::of_string(text));
    map.set("annotations", Value::of_map(annotations));
  }

  void add_maintainers(ValueMap& map, const ChartMetadata& chart) {
    if (chart.maintainers.empty()) return;
    std::vector<Value> items;
    for (const ChartMaintainer& maintainer : chart.maintainers) {
      ValueMap* item = new_map();
      set_text(*item, "name", maintainer.name);
      set_text(*item, "email", maintainer.email);
      set_text(*item, "url", maintainer.url);
      items.push_back(Value::of_map(item));
    }
    map.set("maintainers", list(items));
  }

  Value of(const ChartDependency& dependency) {
    ValueMap* map = new_map();
    map->set("name", Value::of_string(dependency.name));
    set_text(*map, "version", dependency.version);
    map->set("repository", Value::of_string(dependency.repository));
    set_text(*map, "condition", dependency.condition);
    set_text(*map, "alias", dependency.alias);
    set_texts(*map, "tags", dependency.tags);
    if (dependency.enabled) map->set("enabled", Value::of_bool(true));
    if (!dependency.import_values.empty()) {
      map->set("import-values", list(dependency.import_values));
    }
    return Value::of_map(map);
  }

  Arena& arena_;
};

/// One dependency as encoding/json writes the struct: in the order of its fields.
void append_dependency_json(std::string& out, const ChartDependency& dependency) {
  auto add = [&](std::string_view key, std::string_view text, bool always) {
    if (text.empty() && !always) return;
    if (out.back() != '{') out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, text);
  };
  auto add_list = [&](std::string_view key, auto&& items, auto&& append) {
    if (items.empty()) return;
    out += fmt::format(",\"{}\":[", key);
    for (const auto& item : items) {
      if (out.back() != '[') out += ',';
      append(item);
    }
    out += ']';
  };
  out += '{';
  add("name", dependency.name, true);
  add("version", dependency.version, false);
  add("repository", dependency.repository, true);
  add("condition", dependency.condition, false);
  add_list("tags", dependency.tags, [&](std::string_view tag) { append_json_string(out, tag); });
  if (dependency.enabled) out += ",\"enabled\":true";
  add_list("import-values", dependency.import_values,
           [&](const Value& value) { append_json(out, value); });
  add("alias", dependency.alias, false);
  out += '}';
}

void append_dependencies_json(std::string& out, std::span<const ChartDependency> dependencies) {
  out += '[';
  for (const ChartDependency& dependency : dependencies) {
    if (out.back() != '[') out += ',';
    append_dependency_json(out, dependency);
  }
  out += ']';
}

std::string digest_of(std::string_view json) { return "sha256:" + encode_hex(sha256(json)); }

}  // namespace

std::string chart_metadata_yaml(const ChartMetadata& metadata, bool without_dependencies) {
  Arena arena;
  return to_yaml(ChartValues(arena).of(metadata, without_dependencies));
}

std::string chart_lock_yaml(const ChartLock& lock) {
  Arena arena;
  ValueMap map(arena);
  map.set("dependencies", ChartValues(arena).of(lock.dependencies));
  map.set("digest", Value::of_string(lock.digest));
  map.set("generated",
          Value::of_string(lock.generated.empty() ? "0001-01-01T00:00:00Z" : lock.generated));
  return to_yaml(Value::of_map(&map));
}

std::string lock_digest(std::span<const ChartDependency> wanted,
                        std::span<const ChartDependency> locked) {
  std::string json = "[";
  append_dependencies_json(json, wanted);
  json += ',';
  append_dependencies_json(json, locked);
  json += ']';
  return digest_of(json);
}

std::string helm2_lock_digest(std::span<const ChartDependency> wanted) {
  std::string json = "{\"dependencies\":";
  append_dependencies_json(json, wanted);
  json += '}';
  return digest_of(json);
}

}  // namespace drydock::render
