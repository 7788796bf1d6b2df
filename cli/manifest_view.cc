#include "cli/manifest_view.h"

#include <map>

#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "plan/content.h"
#include "validate/schema_catalog.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kHidden = "(hidden)";

void hide(Node& node) {
  node.kind = NodeKind::Scalar;
  node.style = NodeStyle::DoubleQuoted;
  node.text_data = kHidden.data();
  node.size = static_cast<uint32_t>(kHidden.size());
}

/// Where a value was set: for charts in the files of values, as far as that is known.
SourcePos place_of(const RenderedProject& project, const Node& value, bool& is_hidden) {
  SourcePos where = value.where();
  if (where.line == 0) return {};
  SourcePos set = where.file ? project.values.find(where) : SourcePos();
  if (!set.file) return where;
  is_hidden |= set.length == 0;  // it goes into a Secret as well
  return set;
}

}  // namespace

ManifestView view_manifest(const RenderedProject& project, const Resource& resource,
                           const plan::Kinds& kinds) {
  Arena arena;
  YamlDialect dialect = validate::dialect_of(*project.project);
  plan::Shape shape = kinds.find(resource.gvk, project.project->cluster).shape;
  Node* content = plan::content_of(*resource.root, dialect, arena);
  std::map<std::string, ManifestField> places;
  for (plan::ObjectField& field : plan::list_fields(*content, shape)) {
    ManifestField place;
    place.is_hidden = plan::is_secret_field(resource.gvk, field.steps);
    place.set = place_of(project, *field.value, place.is_hidden);
    place.path = field.path;
    // The tree is our own copy.
    if (place.is_hidden) hide(const_cast<Node&>(*field.value));
    places.emplace(std::move(field.path), std::move(place));
  }
  ManifestView view;
  view.text = to_yaml(*content, YamlDialect::Sigs);
  SourceFile file{"", view.text};
  YamlDocuments written = read_yaml(file, arena);
  if (written.roots.empty() || !written.roots[0]) return view;
  const Node* again = plan::content_of(*written.roots[0], YamlDialect::Sigs, arena);
  for (const plan::ObjectField& field : plan::list_fields(*again, shape)) {
    auto place = places.find(field.path);
    if (place == places.end()) continue;
    place->second.line = static_cast<int>(field.value->line);
    view.fields.push_back(std::move(place->second));
  }
  std::stable_sort(view.fields.begin(), view.fields.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return view;
}

}  // namespace drydock::cli
