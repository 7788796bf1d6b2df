#include "render/chart_objects.h"

#include <vector>

#include "render/builtins/builtin.h"
#include "render/builtins/struct_object.h"

namespace drydock::render {
namespace {

Value text_of(const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  return value && value->is_string() ? *value : Value::of_string("");
}

Value flag_of(const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  return Value::of_bool(value && value->is_bool() && value->as_bool());
}

std::span<const Value> items_of(const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  return value && value->is_list() ? value->as_list() : std::span<const Value>();
}

Value kept_list(Arena& arena, const std::vector<Value>& items, GoType type = GoType::Default) {
  Value* copy = arena.array<Value>(items.size());
  std::copy(items.begin(), items.end(), copy);
  return Value::of_list({copy, items.size()}, type);
}

Value texts_of(Arena& arena, const ValueMap& map, std::string_view key) {
  std::vector<Value> texts;
  for (Value item : items_of(map, key)) {
    if (item.is_string()) texts.push_back(item);
  }
  if (texts.empty()) return Value::nil_list(GoType::Strings);
  return kept_list(arena, texts, GoType::Strings);
}

Value string_map_of(Arena& arena, const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  ValueMap* texts = arena.make<ValueMap>(ValueMap::nil(arena));
  if (value && value->is_map()) {
    *texts = ValueMap(arena);
    for (const ValueMap::Entry& entry : value->as_map().entries()) {
      if (entry.value.is_string()) texts->set(entry.key, entry.value);
    }
  }
  return Value::of_map(texts, GoType::StringMap);
}

/// Each map of a list as a pointer to a struct; Helm keeps lists of such. A list that is there and
/// empty is not nil.
template <class Make>
Value pointers_of(Arena& arena, const ValueMap& map, std::string_view key, Make make) {
  std::vector<Value> objects;
  for (Value item : items_of(map, key)) {
    if (item.is_map()) objects.push_back(make(item.as_map()));
  }
  if (objects.empty() && !map.find(key)) return Value::nil_list();
  return kept_list(arena, objects);
}

Value maintainer(Arena& arena, const ValueMap& map) {
  StructField fields[] = {
      {"Name", text_of(map, "name"), "name", true},
      {"Email", text_of(map, "email"), "email", true},
      {"URL", text_of(map, "url"), "url", true},
  };
  return make_struct(arena, "*chart.Maintainer", fields, StructKind::Pointer);
}

Value dependency(Arena& arena, const ValueMap& map) {
  std::span<const Value> imports = items_of(map, "import-values");
  StructField fields[] = {
      {"Name", text_of(map, "name"), "name"},
      {"Version", text_of(map, "version"), "version", true},
      {"Repository", text_of(map, "repository"), "repository"},
      {"Condition", text_of(map, "condition"), "condition", true},
      {"Tags", texts_of(arena, map, "tags"), "tags", true},
      {"Enabled", flag_of(map, "enabled"), "enabled", true},
      {"ImportValues", imports.empty() ? Value::nil_list() : Value::of_list(imports),
       "import-values", true},
      {"Alias", text_of(map, "alias"), "alias", true},
  };
  return make_struct(arena, "*chart.Dependency", fields, StructKind::Pointer);
}

std::vector<StructField> metadata_fields(Arena& arena, const ValueMap& yaml) {
  auto maintainers = [&](const ValueMap& map) { return maintainer(arena, map); };
  auto dependencies = [&](const ValueMap& map) { return dependency(arena, map); };
  return {
      {"Name", text_of(yaml, "name"), "name", true},
      {"Home", text_of(yaml, "home"), "home", true},
      {"Sources", texts_of(arena, yaml, "sources"), "sources", true},
      {"Version", text_of(yaml, "version"), "version", true},
      {"Description", text_of(yaml, "description"), "description", true},
      {"Keywords", texts_of(arena, yaml, "keywords"), "keywords", true},
      {"Maintainers", pointers_of(arena, yaml, "maintainers", maintainers), "maintainers", true},
      {"Icon", text_of(yaml, "icon"), "icon", true},
      {"APIVersion", text_of(yaml, "apiVersion"), "apiVersion", true},
      {"Condition", text_of(yaml, "condition"), "condition", true},
      {"Tags", text_of(yaml, "tags"), "tags", true},
      {"AppVersion", text_of(yaml, "appVersion"), "appVersion", true},
      {"Deprecated", flag_of(yaml, "deprecated"), "deprecated", true},
      {"Annotations", string_map_of(arena, yaml, "annotations"), "annotations", true},
      {"KubeVersion", text_of(yaml, "kubeVersion"), "kubeVersion", true},
      {"Dependencies", pointers_of(arena, yaml, "dependencies", dependencies), "dependencies",
       true},
      {"Type", text_of(yaml, "type"), "type", true},
  };
}

/// Helm 4 turns structs into maps by the names of their fields, and their lists into plain ones.
Value as_map(Arena& arena, std::span<const ValueObject::Field> fields);

Value as_plain(Arena& arena, Value value) {
  if (value.is_object()) return as_map(arena, value.as_object().fields());
  if (!value.is_list()) return value;
  std::vector<Value> items;
  for (Value item : value.as_list()) items.push_back(as_plain(arena, item));
  return kept_list(arena, items);
}

Value as_map(Arena& arena, std::span<const ValueObject::Field> fields) {
  ValueMap* map = arena.make<ValueMap>(arena);
  for (const ValueObject::Field& field : fields) {
    map->set(field.name, as_plain(arena, field.value));
  }
  return Value::of_map(map);
}

/// The methods belong to pointers to the struct, and templates can call them because the struct is
/// part of one that is pointed to.
class KubeVersionObject final : public StructObject {
 public:
  KubeVersionObject(std::string_view type, const KeptFields& kept, std::string_view version,
                    std::string_view normalized)
      : StructObject(type, kept.fields, kept.plain, StructKind::Value),
        version_(version),
        normalized_(normalized) {}

  bool action_text(std::string& out) const override {
    out += normalized_;
    return true;
  }
  const Builtin* method(std::string_view name) const override;

 private:
  static Value string(const CallArgs& args) {
    return Value::of_string(static_cast<const KubeVersionObject&>(args[0].as_object()).normalized_);
  }
  static Value git_version(const CallArgs& args) {
    return Value::of_string(static_cast<const KubeVersionObject&>(args[0].as_object()).version_);
  }

  std::string_view version_;
  std::string_view normalized_;
};

const Builtin* KubeVersionObject::method(std::string_view name) const {
  static constexpr Builtin kString = {"String", takes(), Type::String, string, "the version"};
  static constexpr Builtin kGitVersion = {"GitVersion", takes(), Type::String, git_version,
                                          "the version"};
  if (name == "String") return &kString;
  return name == "GitVersion" ? &kGitVersion : nullptr;
}

Value kube_version(Arena& arena, const CapabilityFacts& facts, bool helm4) {
  std::vector<StructField> fields = {{"Version", Value::of_string(facts.kube_version)}};
  if (helm4) {
    fields.push_back({"normalizedVersion", Value::of_string(facts.normalized_version)});
  }
  fields.push_back({"Major", Value::of_string(facts.major)});
  fields.push_back({"Minor", Value::of_string(facts.minor)});
  return Value::of_object(arena.make<KubeVersionObject>(
      helm4 ? "common.KubeVersion" : "chartutil.KubeVersion", KeptFields(arena, fields),
      facts.kube_version, helm4 ? facts.normalized_version : facts.kube_version));
}

Value build_info(Arena& arena, const CapabilityFacts& facts, bool helm4) {
  std::vector<StructField> fields = {
      {"Version", Value::of_string(facts.helm_version), "version", true},
      {"GitCommit", Value::of_string(facts.helm_git_commit), "git_commit", true},
      {"GitTreeState", Value::of_string(facts.helm_git_tree_state), "git_tree_state", true},
      {"GoVersion", Value::of_string(facts.go_version), "go_version", true},
  };
  if (helm4) {
    fields.push_back(
        {"KubeClientVersion", Value::of_string(facts.kube_client_version), "kube_client_version"});
  }
  return make_struct(arena, "version.BuildInfo", fields);
}

}  // namespace

Value make_chart_object(Arena& arena, const ValueMap& chart_yaml, bool is_root, int helm_version) {
  std::vector<StructField> fields = metadata_fields(arena, chart_yaml);
  Value metadata = make_struct(arena, "chart.Metadata", fields);
  if (helm_version >= 4) {
    Value map = as_map(arena, metadata.as_object().fields());
    map.as_map().set("IsRoot", Value::of_bool(is_root));
    return map;
  }
  StructField outer[] = {
      {"Metadata", metadata, {}, false, true},
      {"IsRoot", Value::of_bool(is_root)},
  };
  return make_struct(arena, "struct { chart.Metadata; IsRoot bool }", outer);
}

Value make_capabilities(Arena& arena, const CapabilityFacts& facts, int helm_version) {
  bool helm4 = helm_version >= 4;
  std::vector<Value> versions;
  for (std::string_view version : facts.api_versions) versions.push_back(Value::of_string(version));
  StructField fields[] = {
      {"KubeVersion", kube_version(arena, facts, helm4)},
      {"APIVersions",
       kept_list(arena, versions, helm4 ? GoType::CommonVersionSet : GoType::VersionSet)},
      {"HelmVersion", build_info(arena, facts, helm4)},
  };
  return make_struct(arena, helm4 ? "*common.Capabilities" : "*chartutil.Capabilities", fields,
                     StructKind::Pointer);
}

}  // namespace drydock::render
