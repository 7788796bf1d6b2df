#include "cli/lsp/complete.h"

#include "core/error.h"
#include "overlays/config_fields.h"
#include "projects/manifest_scan.h"
#include "schemas/custom_kinds.h"
#include "schemas/kubernetes.h"

namespace drydock::cli::lsp {
namespace {

using schemas::ApiField;
using schemas::ApiKind;
using schemas::ApiSchema;
using schemas::ShapeKind;

template <class T>
std::vector<std::string_view> names_of() {
  std::vector<std::string_view> names;
  for (const auto& row : overlays::fields_of(static_cast<const T*>(nullptr))) {
    names.push_back(row.name);
  }
  return names;
}

/// Whose fields an entry of a kustomization has.
struct EntryRow {
  std::string_view field;
  std::vector<std::string_view> (*names)();
};

constexpr EntryRow kEntries[] = {
    {"patches", names_of<overlays::PatchConfig>},
    {"images", names_of<overlays::Image>},
    {"replicas", names_of<overlays::Replica>},
    {"labels", names_of<overlays::Label>},
    {"configMapGenerator", names_of<overlays::GeneratorConfig>},
    {"secretGenerator", names_of<overlays::GeneratorConfig>},
    {"generatorOptions", names_of<overlays::GeneratorOptions>},
    {"options", names_of<overlays::GeneratorOptions>},
    {"replacements", names_of<overlays::Replacement>},
    {"source", names_of<overlays::ReplacementSource>},
    {"targets", names_of<overlays::ReplacementTarget>},
    {"vars", names_of<overlays::Var>},
    {"helmCharts", names_of<overlays::ChartConfig>},
    {"helmGlobals", names_of<overlays::HelmGlobals>},
    {"target", names_of<overlays::Selector>},
    {"select", names_of<overlays::Selector>},
    {"sortOptions", names_of<overlays::SortOptions>},
    {"metadata", names_of<overlays::KustomizationMetadata>},
    {"fields", names_of<overlays::FieldSpec>},
};

/// Fields whose items are paths.
constexpr std::string_view kPathFields[] = {"resources",  "bases",          "components",
                                            "crds",       "configurations", "transformers",
                                            "generators", "validators",     "patchesStrategicMerge",
                                            "path",       "files",          "envs"};

class Completer {
 public:
  Completer(const LiveFleet& fleet, std::string_view path, const YamlContext& context)
      : fleet_(fleet), path_(path), context_(context) {}

  std::vector<Proposal> run() {
    if (projects::is_kustomization_file(file_name(path_))) {
      kustomization();
    } else if (context_.parents.empty() && context_.key == "kind") {
      kinds();
    } else if (context_.parents.empty() && context_.key == "apiVersion") {
      versions();
    } else {
      fields();
    }
    return std::move(out_);
  }

 private:
  void add_field(std::string_view name, std::string detail, bool opens = false) {
    const auto& present = context_.present;
    if (std::find(present.begin(), present.end(), name) != present.end()) return;
    out_.push_back({std::string(name), fmt::format("{}:{}", name, opens ? "" : " "),
                    std::move(detail), false});
  }
  void add_value(std::string_view text, std::string detail = {}) {
    out_.push_back({std::string(text), std::string(text), std::move(detail), true});
  }

  void kustomization() {
    std::string_view last;
    for (const std::string& parent : context_.parents) {
      if (!parent.empty()) last = parent;
    }
    std::string_view field = context_.in_value() ? std::string_view(context_.key) : last;
    bool takes_path =
        std::find(std::begin(kPathFields), std::end(kPathFields), field) != std::end(kPathFields);
    if (takes_path) return files();
    if (context_.in_value()) {
      if (field == "apiVersion") add_value("kustomize.config.k8s.io/v1beta1");
      if (field == "kind") add_value("Kustomization"), add_value("Component");
      return;
    }
    if (last.empty()) {
      for (std::string_view name : names_of<overlays::Kustomization>()) {
        add_field(name, "kustomization");
      }
      return;
    }
    for (const EntryRow& row : kEntries) {
      if (row.field != last) continue;
      for (std::string_view name : row.names()) add_field(name, std::string(last));
    }
  }

  /// What stands beside the file, and in the folder that is typed already.
  void files() {
    std::string_view typed = context_.word;
    size_t slash = typed.rfind('/');
    std::string_view folder_part = slash == typed.npos ? "" : typed.substr(0, slash + 1);
    auto folder = join_path(parent_path(path_), folder_part.empty() ? "." : folder_part);
    if (!folder) return;
    try {
      for (const TreeEntry& entry : fleet_.repository().files->list(*folder)) {
        if (entry.name.starts_with('.')) continue;
        add_value(fmt::format("{}{}{}", folder_part, entry.name,
                              entry.kind == EntryKind::Folder ? "/" : ""));
      }
    } catch (const Error&) {  // no such folder
    }
    if (typed.empty() || typed == ".." || typed == ".") add_value("../");
  }

  template <class Visit>
  void each_definition(Visit visit) const {
    for (const RenderedProject& project : fleet_.shown_fleet().projects()) {
      for (const Resource& resource : project.set.resources) {
        if (!resource.gvk.kind.ends_with("ResourceDefinition")) continue;
        for (const auto& version : schemas::custom_versions(*resource.root)) visit(version);
      }
    }
  }

  static std::string version_text(std::string_view group, std::string_view version) {
    return group.empty() ? std::string(version) : fmt::format("{}/{}", group, version);
  }

  void kinds() {
    const schemas::ApiTable& api = schemas::kubernetes_api();
    std::set<std::string> seen;
    auto add = [&](std::string_view kind, const std::string& version) {
      bool fits = context_.api_version.empty() || context_.api_version == version;
      if (fits && seen.insert(std::string(kind)).second) add_value(kind, version);
    };
    for (size_t i = 0; i < api.kind_count(); ++i) {
      ApiKind kind = api.kind_at(i, api.newest());
      if (!kind.is_served() || kind.gvk().kind.ends_with("List")) continue;
      add(kind.gvk().kind, version_text(kind.gvk().group, kind.gvk().version));
    }
    each_definition([&](const schemas::CustomVersion& version) {
      add(version.kind, version_text(version.group, version.version));
    });
  }

  void versions() {
    const schemas::ApiTable& api = schemas::kubernetes_api();
    std::set<std::string> seen;
    auto add = [&](std::string_view kind, std::string version) {
      bool fits = context_.kind.empty() || context_.kind == kind;
      if (fits && seen.insert(version).second) add_value(version, std::string(kind));
    };
    for (size_t i = 0; i < api.kind_count(); ++i) {
      ApiKind kind = api.kind_at(i, api.newest());
      if (kind.is_served())
        add(kind.gvk().kind, version_text(kind.gvk().group, kind.gvk().version));
    }
    each_definition([&](const schemas::CustomVersion& version) {
      add(version.kind, version_text(version.group, version.version));
    });
  }

  void fields() {
    if (context_.kind.empty()) {
      if (context_.parents.empty() && !context_.in_value()) {
        for (std::string_view name : {"apiVersion", "kind", "metadata", "spec"}) {
          add_field(name, "", name == "metadata" || name == "spec");
        }
      }
      return;
    }
    Gvk gvk = make_gvk(context_.api_version, context_.kind);
    if (ApiKind kind = schemas::kubernetes_api().find(gvk)) return built_in(kind.schema());
    if (!context_.parents.empty() && context_.parents[0] == "metadata") {
      // That of every object.
      return built_in(schemas::kubernetes_api().find({"apps", "v1", "Deployment"}).schema());
    }
    each_definition([&](const schemas::CustomVersion& version) {
      bool is_it =
          version.group == gvk.group && version.version == gvk.version && version.kind == gvk.kind;
      if (is_it && out_.empty()) custom(version.schema);
    });
  }

  void built_in(ApiSchema schema) {
    for (const std::string& parent : context_.parents) {
      schema = parent.empty() ? schema.element() : schema.field(parent);
      if (!schema) return;
    }
    if (context_.in_value()) {
      schema = schema.field(context_.key);
      if (!schema) return;
      if (schema.kind() == ShapeKind::Boolean) add_value("true"), add_value("false");
      for (std::string_view text : schema.enum_values()) add_value(text);
      return;
    }
    if (schema.kind() == ShapeKind::List) schema = schema.element();
    if (!schema || !schema.type()) return;
    std::string type(schema.type().name());
    schemas::ApiFields all = schema.type().fields();
    for (auto at = all.begin(); at != all.end(); ++at) {
      ApiField field = *at;
      ShapeKind shape = field.schema() ? field.schema().kind() : ShapeKind::Any;
      bool opens =
          shape == ShapeKind::Object || shape == ShapeKind::Map || shape == ShapeKind::List;
      add_field(field.name(),
                fmt::format("{}{}{}", type, field.is_required() ? ", required" : "",
                            field.is_deprecated() ? ", deprecated" : ""),
                opens);
    }
  }

  static const Node* step(const Node* schema, const std::string& key) {
    if (!schema) return nullptr;
    if (key.empty()) return schema->find("items");
    const Node* properties = schema->find("properties");
    const Node* found = properties ? properties->find(key) : nullptr;
    return found ? found : schema->find("additionalProperties");
  }

  void custom(const Node* schema) {
    for (const std::string& parent : context_.parents) schema = step(schema, parent);
    if (context_.in_value()) {
      schema = step(schema, context_.key);
      if (!schema) return;
      if (schema->text_of("type") == "boolean") add_value("true"), add_value("false");
      const Node* values = schema->find("enum");
      for (const Node* one : values ? values->elements() : std::span<Node* const>()) {
        add_value(one->text());
      }
      return;
    }
    if (schema && schema->text_of("type") == "array") schema = schema->find("items");
    const Node* properties = schema ? schema->find("properties") : nullptr;
    if (!properties) return;
    for (const NodeEntry& entry : properties->pairs()) {
      std::string_view type = entry.value->text_of("type");
      add_field(entry.key->text(), std::string(type), type == "object" || type == "array");
    }
    if (context_.parents.empty()) {
      for (std::string_view name : {"apiVersion", "kind", "metadata"}) {
        if (!properties->find(name)) add_field(name, "");
      }
    }
  }

  const LiveFleet& fleet_;
  std::string_view path_;
  const YamlContext& context_;
  std::vector<Proposal> out_;
};

}  // namespace

std::vector<Proposal> complete(const LiveFleet& fleet, std::string_view path,
                               const YamlContext& context) {
  return Completer(fleet, path, context).run();
}

}  // namespace drydock::cli::lsp
