#include "cli/field_origins.h"

#include <algorithm>

#include "cli/value_files.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/yaml/read.h"
#include "plan/differences.h"
#include "projects/path_filter.h"
#include "validate/schema_catalog.h"

namespace drydock::cli {
namespace {

bool is_kustomization(std::string_view path) {
  std::string_view name = file_name(path);
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

/// Components cannot be built for themselves.
bool is_component(const SourceFile& file) {
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena);
  return std::any_of(documents.roots.begin(), documents.roots.end(),
                     [](const Node* root) { return root && root->text_of("kind") == "Component"; });
}

bool same_place(const SourcePos& a, const SourcePos& b) {
  return a.file == b.file && a.line == b.line && a.column == b.column;
}

}  // namespace

FieldOrigins::FieldOrigins(Repository& repository, const FoundObject& object)
    : repository_(repository), project_(*object.project), resource_(*object.resource) {
  YamlDialect dialect = validate::dialect_of(*project_.project);
  for (const Resource& other : project_.set.resources) {
    if (other.gvk.kind.ends_with("ResourceDefinition")) kinds_.add(*other.root, dialect);
  }
  facts_ = kinds_.find(resource_.gvk);
  const Node* content = plan::content_of(*resource_.root, dialect, arena_);
  fields_ = plan::list_fields(*content, facts_.shape);
  if (project_.project->renderer != Renderer::Kustomize) return;
  add_written();
  add_layers();
}

void FieldOrigins::add_version(const Node& root) {
  versions_.push_back(plan::content_of(root, validate::dialect_of(*project_.project), arena_));
}

/// The object as somebody wrote it, before anything was done to it.
void FieldOrigins::add_written() {
  const Node& root = *resource_.root;
  if (!root.file || root.line == 0 || is_kustomization(root.file->path)) return;
  YamlReadOptions options;
  options.dialect = YamlDialect::Kustomize;
  for (const Node* document : read_yaml(*root.file, arena_, options).roots) {
    if (document && document->line == root.line && document->column == root.column &&
        document->text_of("kind") == resource_.gvk.kind) {
      add_version(*document);
    }
  }
}

/// The kustomizations that the project is made of, each built for itself: what one includes reads
/// fewer files than it does.
void FieldOrigins::add_layers() {
  const Project& project = *project_.project;
  for (const std::string& path : project_.inputs.files()) {
    const SourceFile* file = is_kustomization(path) ? repository_.files->find(path) : nullptr;
    if (!file || parent_path(path) == project.path || is_component(*file)) continue;
    Project& layer = layer_projects_.emplace_back(project);
    layer.path = parent_path(path);
    layer.renderer = Renderer::Kustomize;
    layer.definition = nullptr;
    layers_.push_back(projects::render_project(*repository_.files, layer,
                                               render_input(repository_, *repository_.shared)));
  }
  std::stable_sort(layers_.begin(), layers_.end(),
                   [](const RenderedProject& a, const RenderedProject& b) {
                     return a.inputs.files().size() < b.inputs.files().size();
                   });
  for (const RenderedProject& layer : layers_) {
    if (const Resource* same = find_same_object(layer)) add_version(*same->root);
  }
}

/// One base may be there several times, under names that later layers only make longer.
const Resource* FieldOrigins::find_same_object(const RenderedProject& layer) const {
  const Resource* best = nullptr;
  size_t longest = 0;
  for (const Resource& other : layer.set.resources) {
    if (!is_same_object(other)) continue;
    size_t shared =
        resource_.name.find(other.name) == std::string_view::npos ? 0 : other.name.size();
    if (best && shared <= longest) continue;
    best = &other;
    longest = shared;
  }
  return best;
}

bool FieldOrigins::is_same_object(const Resource& other) const {
  if (other.gvk.kind != resource_.gvk.kind) return false;
  const Node& root = *resource_.root;
  if (root.file && root.line > 0) return same_place(root.where(), other.root->where());
  std::string_view stem = plan::name_without_hash(resource_.name);
  return other.name == resource_.name ||
         (!stem.empty() && stem == plan::name_without_hash(other.name));
}

std::vector<plan::ObjectField> FieldOrigins::fields(const plan::FieldPath& path) const {
  std::vector<plan::ObjectField> wanted;
  for (const plan::ObjectField& field : fields_) {
    if (path.covers(field.steps)) wanted.push_back(field);
  }
  return wanted;
}

report::ExplainedField FieldOrigins::explain(const plan::ObjectField& field) const {
  report::ExplainedField out;
  out.path = field.path;
  out.is_hidden = plan::is_secret_field(resource_.gvk, field.steps);
  if (!out.is_hidden) out.value = plan::json_of(*field.value, true);
  add_value(field, out);
  add_versions(field, out);
  return out;
}

/// What counts: for charts the value, as far as it is known, and the template that prints it.
void FieldOrigins::add_value(const plan::ObjectField& field, report::ExplainedField& out) const {
  SourcePos where = field.value->where();
  if (where.line == 0) where = {};
  SourcePos set = where.file ? project_.values.find(where) : SourcePos();
  if (!set.file) {
    out.sources.push_back({report::SourceRole::Value, where, "", std::nullopt});
    return;
  }
  bool secret = set.length == 0;  // it goes into a Secret as well
  if (secret) {
    out.is_hidden = true;
    out.value.clear();
  }
  out.sources.push_back({report::SourceRole::Value, set, "", std::nullopt});
  out.sources.push_back({report::SourceRole::Template, where, "", std::nullopt});
  for (report::FieldSource& earlier : overridden_values(repository_, project_, where, set)) {
    out.sources.push_back(std::move(earlier));
  }
}

/// What was there before the layers that changed it.
void FieldOrigins::add_versions(const plan::ObjectField& field, report::ExplainedField& out) const {
  SourcePos last = field.value->where();
  for (auto version = versions_.rbegin(); version != versions_.rend(); ++version) {
    const Node* before = plan::find_field(**version, facts_.shape, field.steps);
    if (!before || before->line == 0 || same_place(before->where(), last)) continue;
    last = before->where();
    report::FieldSource source{report::SourceRole::Earlier, last, "", std::nullopt};
    if (!out.is_hidden) source.value = plan::json_of(*before, true);
    out.sources.push_back(std::move(source));
  }
}

}  // namespace drydock::cli
