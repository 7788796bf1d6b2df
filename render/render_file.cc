#include "render/render_file.h"

#include "core/error.h"
#include "core/run_on_stack.h"
#include "core/tree.h"
#include "core/yaml/decode.h"
#include "render/chart_objects.h"
#include "render/template/eval.h"

namespace drydock::render {
namespace {

Value text(std::string_view value) { return Value::of_string(value); }

/// Helm's own type of map, for the values and for all of a file's data.
Value typed_values(ValueMap* map, int helm_version) {
  return Value::of_map(map, helm_version >= 4 ? GoType::CommonValues : GoType::ChartutilValues);
}

/// Entries of `from` go before those of `into`; maps are merged.
void merge_over(ValueMap& into, const ValueMap& from) {
  for (const ValueMap::Entry& entry : from.entries()) {
    const Value* old = into.find(entry.key);
    if (old && old->is_map() && entry.value.is_map()) {
      merge_over(old->as_map(), entry.value.as_map());
    } else {
      into.set(entry.key, entry.value);
    }
  }
}

ValueMap* read_values(const LoneTemplates& templates, Arena& arena, ValueOrigins& origins) {
  YamlDecodeOptions options;
  options.origins = &origins;
  ValueMap* values = arena.make<ValueMap>(arena);
  for (const SourceFile* file : templates.values) {
    YamlDecoded decoded = decode_yaml_file(*file, arena, options);
    if (decoded.problem) throw Error(*decoded.problem);
    if (!decoded.go_error.empty()) fail("yaml-syntax", decoded.go_error, {file});
    if (decoded.value.is_nil()) continue;
    if (!decoded.value.is_map()) fail("yaml-value", "values must be a mapping", {file, 1, 1});
    merge_over(*values, decoded.value.as_map());
  }
  return values;
}

Value make_release(const LoneTemplates& templates, Arena& arena) {
  ValueMap* release = arena.make<ValueMap>(arena);
  release->set("Name", text(templates.release_name));
  release->set("Namespace", text(templates.namespace_name));
  release->set("Service", text("Helm"));
  release->set("Revision", Value::of_int(1, GoType::Int));
  release->set("IsInstall", Value::of_bool(true));
  release->set("IsUpgrade", Value::of_bool(false));
  return Value::of_map(release);
}

Value make_chart(const LoneTemplates& templates, Arena& arena, int helm_version) {
  ValueMap* chart = arena.make<ValueMap>(arena);
  chart->set("apiVersion", text("v2"));
  chart->set("name", text(templates.release_name));
  chart->set("version", text("0.1.0"));
  return make_chart_object(arena, *chart, true, helm_version);
}

/// What drydock's own verbs say without a cluster: the newest Kubernetes that the originals report.
Value make_default_capabilities(Arena& arena, int helm_version) {
  static constexpr std::string_view kVersions[] = {"v1", "apps/v1", "batch/v1",
                                                   "networking.k8s.io/v1", "policy/v1"};
  return make_capabilities(arena,
                           {.kube_version = "v1.37.0",
                            .normalized_version = "v1.37.0",
                            .major = "1",
                            .minor = "37",
                            .api_versions = kVersions,
                            .helm_version = helm_version == 3 ? "v3.22" : "v4.3"},
                           helm_version);
}

ValueMap* make_data(const LoneTemplates& templates, Arena& arena, int helm_version,
                    ValueOrigins& origins) {
  ValueMap* data = arena.make<ValueMap>(arena);
  data->set("Values", typed_values(read_values(templates, arena, origins), helm_version));
  data->set("Release", make_release(templates, arena));
  data->set("Chart", make_chart(templates, arena, helm_version));
  data->set("Capabilities", make_default_capabilities(arena, helm_version));
  data->set("Files", Value::of_map(arena.make<ValueMap>(arena), GoType::Files));
  data->set("Subcharts", Value::of_map(arena.make<ValueMap>(arena)));
  return data;
}

void set_template_object(ValueMap& data, const SourceFile& file, Arena& arena, int helm_version) {
  ValueMap* about = arena.make<ValueMap>(arena);
  about->set("Name", text(file.path));
  about->set("BasePath", text(parent_path(file.path)));
  data.set("Template", typed_values(about, helm_version));
}

std::string render_all(const LoneTemplates& templates, const Environment& environment,
                       const Limits& limits) {
  Arena arena(limits.memory);
  ValueOrigins origins;
  ValueMap* data = make_data(templates, arena, environment.helm_version, origins);
  Environment with_origins = environment;
  with_origins.origins = &origins;
  ParseCache cache;
  TemplateSet set(cache, environment.helm_version);
  for (const SourceFile* file : templates.files) {
    set.add(file->path, file, file->text, limits.stack / 2);
  }
  Evaluator evaluator(set, arena, with_origins, limits);
  std::string result;
  for (const SourceFile* file : templates.files) {
    if (file_name(file->path).starts_with('_')) continue;
    set_template_object(*data, *file, arena, environment.helm_version);
    result += evaluator.render(file->path, typed_values(data, environment.helm_version)).text;
  }
  return result;
}

}  // namespace

std::string render_files(const LoneTemplates& templates, const Environment& environment,
                         const Limits& limits) {
  Limits deep = limits;
  deep.stack = kTemplateStack;
  std::string result;
  run_on_stack(kTemplateStack + (size_t{8} << 20),
               [&] { result = render_all(templates, environment, deep); });
  return result;
}

}  // namespace drydock::render
