#include "render/render_release.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/run_on_stack.h"
#include "core/tree.h"
#include "render/builtins/paths.h"
#include "render/chart_metadata.h"
#include "render/chart_objects.h"
#include "render/go_text.h"
#include "render/manifest_fault.h"
#include "render/manifest_head.h"
#include "render/manifests.h"
#include "render/secret_values.h"
#include "render/template/eval.h"
#include "render/values.h"
#include "render/values_schema.h"

namespace drydock::render {
namespace {

constexpr std::string_view kNotes = "NOTES.txt";
constexpr size_t kStack = size_t{200} << 20;  // include may nest 1,000 deep, as in Helm

GoType values_type(int helm_version) {
  return helm_version == 3 ? GoType::ChartutilValues : GoType::CommonValues;
}

Value text(std::string_view value) { return Value::of_string(value); }

Value text_list(const std::vector<std::string_view>& texts, Arena& arena) {
  Value* items = arena.array<Value>(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) items[i] = text(texts[i]);
  return Value::of_list({items, texts.size()});
}

template <class Items, class Make>
Value map_list(const Items& items, Arena& arena, Make make) {
  std::vector<Value> values;
  for (const auto& item : items) {
    ValueMap* map = arena.make<ValueMap>(arena);
    make(item, *map);
    values.push_back(Value::of_map(map));
  }
  Value* copy = arena.array<Value>(values.size());
  std::copy(values.begin(), values.end(), copy);
  return Value::of_list({copy, values.size()});
}

void set_text(ValueMap& map, std::string_view key, std::string_view value) {
  if (!value.empty()) map.set(key, text(value));
}

void set_requirement(const Requirement& requirement, ValueMap& map, Arena& arena) {
  const ChartDependency& source = *requirement.source;
  set_text(map, "name", requirement.name);
  set_text(map, "version", source.version);
  set_text(map, "repository", source.repository);
  set_text(map, "condition", source.condition);
  set_text(map, "alias", source.alias);
  if (!source.tags.empty()) map.set("tags", text_list(source.tags, arena));
  map.set("enabled", Value::of_bool(requirement.enabled));
  if (requirement.import_values.empty()) return;
  Value* items = arena.array<Value>(requirement.import_values.size());
  std::copy(requirement.import_values.begin(), requirement.import_values.end(), items);
  map.set("import-values", Value::of_list({items, requirement.import_values.size()}));
}

void set_texts(const ChartMetadata& metadata, ValueMap& map) {
  set_text(map, "apiVersion", metadata.api_version);
  set_text(map, "version", metadata.version);
  set_text(map, "kubeVersion", metadata.kube_version);
  set_text(map, "description", metadata.description);
  set_text(map, "type", metadata.type);
  set_text(map, "home", metadata.home);
  set_text(map, "icon", metadata.icon);
  set_text(map, "appVersion", metadata.app_version);
  set_text(map, "condition", metadata.condition);
  set_text(map, "tags", metadata.tags);
}

}  // namespace

void include_origins(const Chart& chart, ValueOrigins& origins) {
  if (chart.origins) origins.include(*chart.origins);
  for (const Chart* sub_chart : chart.dependencies) include_origins(*sub_chart, origins);
}

ReleaseRenderer::ReleaseRenderer(const ReleaseRequest& request, ParseCache& parsed,
                                 Sources& sources)
    : request_(request),
      environment_(request.environment),
      sources_(sources),
      arena_(request.limits.memory),
      templates_(parsed, request.helm_version),
      charts_(*request.chart, arena_, request.helm_version) {
  if (request.chart_values) charts_.root().values = request.chart_values;
  environment_.helm_version = request.helm_version;
  environment_.origins = &origins_;
  if (request.value_origins) origins_.include(*request.value_origins);
  include_origins(*request.chart, origins_);
}

void ReleaseRenderer::warn(const std::vector<std::string>& lines) {
  result_.warnings.insert(result_.warnings.end(), lines.begin(), lines.end());
}

void ReleaseRenderer::process_dependencies(const ValueMap& given) {
  try {
    charts_.process_dependencies(given);
  } catch (Error& error) {
    if (request_.helm_version != 3) {
      error.diagnostic().message.insert(0, "chart dependencies processing failed: ");
    }
    throw;
  }
}

template <class Step>
void ReleaseRenderer::hide_secrets_of_errors(Step step) {
  try {
    step();
  } catch (Error& error) {
    SecretValues(*request_.chart, request_.values, origins_).hide(error.diagnostic());
    throw;
  }
}

void ReleaseRenderer::prepare() {
  hide_secrets_of_errors([&] { prepare_values(); });
}

void ReleaseRenderer::prepare_values() {
  const ValueMap* given = request_.values ? request_.values : arena_.make<ValueMap>(arena_);
  std::exception_ptr failure;
  try {
    process_dependencies(*given);
    values_ = charts_.coalesce(*given);
  } catch (const Error&) {
    failure = std::current_exception();
  }
  warn(charts_.warnings());
  if (failure) std::rethrow_exception(failure);
  if (!request_.skip_schema) {
    check_values_schemas(charts_.root(), *values_, request_.value_files, result_.warnings);
  }
}

void ReleaseRenderer::check_kube_version() const {
  const ChartMetadata& metadata = request_.chart->metadata;
  if (metadata.kube_version.empty()) return;
  const KubeVersion& version = request_.kube_version;
  if (is_compatible_range(metadata.kube_version, version.normalized)) return;
  fail("chart-invalid",
       fmt::format("chart requires kubeVersion: {} which is incompatible with Kubernetes {}",
                   metadata.kube_version, version.shown(request_.helm_version)),
       {request_.chart->chart_file->source, 1, 1, 1});
}

void ReleaseRenderer::render() {
  check_kube_version();
  run();
  take_notes();
  hide_secrets_of_errors([&] { sort_documents(); });
  if (request_.include_crds) collect_crds(charts_.root());
}

void ReleaseRenderer::run() {
  ValueMap* top = arena_.make<ValueMap>(arena_);
  ValueMap* release = arena_.make<ValueMap>(arena_);
  release->set("Name", text(request_.name));
  release->set("Namespace", text(request_.namespace_name));
  release->set("IsUpgrade", Value::of_bool(request_.is_upgrade));
  release->set("IsInstall", Value::of_bool(!request_.is_upgrade));
  release->set("Revision", Value::of_int(1, GoType::Int));
  release->set("Service", text("Helm"));
  top->set("Release", Value::of_map(release));
  top->set("Values", Value::of_map(values_, values_type(request_.helm_version)));
  top->set("Capabilities", make_release_capabilities(request_.kube_version, request_.api_versions,
                                                     request_.helm_version, arena_));
  Templates templates;
  collect(charts_.root(), *top, templates);
  hide_secrets_of_errors(
      [&] { run_on_stack(kStack + (size_t{8} << 20), [&] { run_templates(templates); }); });
}

Value ReleaseRenderer::chart_object(const ReleaseChart& chart) {
  const ChartMetadata& metadata = chart.chart->metadata;
  ValueMap* map = arena_.make<ValueMap>(arena_);
  set_text(*map, "name", chart.name);
  set_texts(metadata, *map);
  map->set("deprecated", Value::of_bool(metadata.deprecated));
  if (!metadata.keywords.empty()) map->set("keywords", text_list(metadata.keywords, arena_));
  if (!metadata.sources.empty()) map->set("sources", text_list(metadata.sources, arena_));
  if (!metadata.maintainers.empty()) {
    map->set("maintainers", map_list(metadata.maintainers, arena_,
                                     [](const ChartMaintainer& maintainer, ValueMap& fields) {
                                       set_text(fields, "name", maintainer.name);
                                       set_text(fields, "email", maintainer.email);
                                       set_text(fields, "url", maintainer.url);
                                     }));
  }
  if (metadata.has_annotations) {
    ValueMap* annotations = arena_.make<ValueMap>(arena_);
    for (const auto& [key, value] : metadata.annotations) annotations->set(key, text(value));
    map->set("annotations", Value::of_map(annotations));
  }
  if (chart.has_requirements) {
    map->set("dependencies",
             map_list(chart.requirements, arena_, [&](const Requirement* item, ValueMap& fields) {
               set_requirement(*item, fields, arena_);
             }));
  }
  return make_chart_object(arena_, *map, chart.parent == nullptr, request_.helm_version);
}

Value ReleaseRenderer::files_object(const Chart& chart) {
  ValueMap* files = arena_.make<ValueMap>(arena_);
  for (const ExtraFile& file : chart.files) files->set(file.name, Value::of_late_bytes(&file));
  return Value::of_map(files, GoType::Files);
}

ValueMap* ReleaseRenderer::chart_data(ReleaseChart& chart, const ValueMap& parent) {
  ValueMap* data = arena_.make<ValueMap>(arena_);
  GoType type = values_type(request_.helm_version);
  data->set("Chart", chart_object(chart));
  data->set("Files", files_object(*chart.chart));
  data->set("Release", *parent.find("Release"));
  data->set("Capabilities", *parent.find("Capabilities"));
  // A dot in the chart's name is taken for a step, as in Helm.
  ValueMap* values = chart.parent ? find_table(parent, "Values." + std::string(chart.name))
                                  : &parent.find("Values")->as_map();
  if (!values) values = arena_.make<ValueMap>(arena_);
  data->set("Values", Value::of_map(values, type));
  return data;
}

/// The templates of a chart and of those below, with the data they run on. Of two with one path
/// (sub-charts that share a chart in Helm 3) the later one counts.
ValueMap* ReleaseRenderer::collect(ReleaseChart& chart, const ValueMap& parent,
                                   Templates& templates) {
  ValueMap* data = chart_data(chart, parent);
  ValueMap* sub_charts = arena_.make<ValueMap>(arena_);
  data->set("Subcharts", Value::of_map(sub_charts));
  for (ReleaseChart* sub_chart : chart.dependencies) {
    sub_charts->set(sub_chart->name, Value::of_map(collect(*sub_chart, *data, templates)));
  }
  std::string path = chart.full_path();
  std::string_view base_path = arena_.copy(clean_path(path + "/templates"));
  bool is_library = chart.chart->metadata.is_library();
  for (const ChartFile& file : chart.chart->templates) {
    if (is_library && !file_name(file.name).starts_with('_')) continue;
    templates.emplace_back(clean_path(path + "/" + std::string(file.name)),
                           Template{&file, data, base_path});
  }
  return data;
}

std::vector<const ReleaseRenderer::Templates::value_type*> ReleaseRenderer::in_order(
    const Templates& templates) {
  std::vector<std::pair<HelmPlace, const Templates::value_type*>> places;
  for (const auto& entry : templates) places.emplace_back(HelmPlace(entry.first), &entry);
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Templates::value_type*> order;
  for (size_t i = 0; i < places.size(); ++i) {
    bool last_of_path = i + 1 == places.size() || places[i].first < places[i + 1].first;
    if (last_of_path) order.push_back(places[i].second);
  }
  return order;
}

void ReleaseRenderer::run_templates(const Templates& templates) {
  std::vector<const Templates::value_type*> order = in_order(templates);
  Limits limits = request_.limits;
  limits.stack = kStack;
  for (const auto* entry : order) {
    const ChartFile& file = *entry->second.file;
    templates_.add(entry->first, file.source, file.text, limits.stack / 2);
  }
  Evaluator evaluator(templates_, arena_, environment_, limits);
  GoType type = values_type(request_.helm_version);
  for (const auto* entry : order) {
    const auto& [path, item] = *entry;
    if (file_name(path).starts_with('_')) continue;
    ValueMap* about = arena_.make<ValueMap>(arena_);
    about->set("Name", text(path));
    about->set("BasePath", text(item.base_path));
    item.data->set("Template", Value::of_map(about, type));
    try {
      Evaluator::Output output = evaluator.render(path, Value::of_map(item.data, type));
      result_.files.push_back({path, item.file, std::move(output.text), std::move(output.map)});
    } catch (ExecError& error) {
      result_.files.clear();  // Helm has either all files or none
      Diagnostic diagnostic = error.diagnostic();
      diagnostic.message = helm_exec_error(error, request_.helm_version);
      throw Error(std::move(diagnostic));
    }
  }
}

/// NOTES.txt is no manifest, whatever chart and folder it is in.
void ReleaseRenderer::take_notes() {
  std::string own = std::string(charts_.root().name) + "/templates/" + std::string(kNotes);
  for (const RenderedFile& file : result_.files) {
    if (file.path == own) result_.notes = file.text;
  }
  std::erase_if(result_.files,
                [](const RenderedFile& file) { return file.path.ends_with(kNotes); });
}

void ReleaseRenderer::sort_documents() {
  std::vector<const RenderedFile*> files;
  for (const RenderedFile& file : result_.files) files.push_back(&file);
  std::sort(files.begin(), files.end(),
            [](const RenderedFile* a, const RenderedFile* b) { return a->path < b->path; });
  for (const RenderedFile* file : files) {
    if (trim_space(file->text).empty()) continue;
    for (std::string_view document : split_manifests(file->text, request_.helm_version)) {
      add_document(*file, document);
    }
  }
  int version = request_.helm_version;
  for (std::vector<RenderedDocument>* documents : {&result_.manifests, &result_.hooks}) {
    std::stable_sort(documents->begin(), documents->end(),
                     [version](const RenderedDocument& a, const RenderedDocument& b) {
                       return installs_before(a.kind, b.kind, version);
                     });
  }
}

void ReleaseRenderer::add_document(const RenderedFile& file, std::string_view text) {
  ManifestHead head;
  try {
    head = read_manifest_head(text, arena_, request_.helm_version);
  } catch (Error& error) {
    throw Error(
        explain_manifest_fault(error.diagnostic(), file, text, request_, origins_, sources_));
  }
  RenderedDocument document{&file, text, head.api_version, head.kind, head.name};
  if (!head.hook) {
    result_.manifests.push_back(document);
    return;
  }
  HookEvents events = read_hook_events(*head.hook);
  document.is_test = events.test;
  if (events.known) {
    result_.hooks.push_back(document);
  } else {
    result_.warnings.push_back(fmt::format("info: skipping unknown hook: \"{}\"", *head.hook));
  }
}

/// The definitions of a chart, then those of its sub-charts.
void ReleaseRenderer::collect_crds(const ReleaseChart& chart) {
  for (const ExtraFile& file : chart.chart->files) {
    if (!is_crd_file(file.name)) continue;
    result_.crds.push_back({clean_path(chart.full_path() + "/" + std::string(file.name)), &file});
  }
  for (const ReleaseChart* sub_chart : chart.dependencies) collect_crds(*sub_chart);
}

}  // namespace drydock::render
