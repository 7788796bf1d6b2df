#include "projects/edit/write_back.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/glob.h"
#include "core/tree.h"
#include "core/yaml/edit.h"
#include "core/yaml/edit_text.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kPrefix = "argocd-image-updater.argoproj.io/";

std::string annotation(const Node& root, std::string_view key) {
  const Node* metadata = root.find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  return annotations ? std::string(annotations->text_of(fmt::format("{}{}", kPrefix, key))) : "";
}

std::string text_at(const Node* node, std::initializer_list<std::string_view> path) {
  for (std::string_view key : path) node = node ? node->find(key) : nullptr;
  return node ? std::string(node->text()) : "";
}

bool is_own_file(std::string_view path) { return file_name(path).starts_with(".argocd-source-"); }

/// "git", "git:secret:…"; the other method changes the Application itself, in the cluster.
bool is_git(std::string_view method) { return method == "git" || method.starts_with("git:"); }

/// "alias=registry/name:constraint" -> alias and name.
std::pair<std::string, std::string> alias_of(std::string_view entry) {
  while (entry.starts_with(' ') || entry.starts_with('\n')) entry.remove_prefix(1);
  while (entry.ends_with(' ') || entry.ends_with('\n')) entry.remove_suffix(1);
  size_t equals = entry.find('=');
  std::string alias(equals == entry.npos ? "" : entry.substr(0, equals));
  if (equals != entry.npos) entry.remove_prefix(equals + 1);
  return {alias, parse_image_name(entry).name};
}

/// A parameter of a chart, in the order and form that the image updater gives it.
Node* parameter(std::string_view name, std::string_view value, Arena& arena) {
  Node* node = make_mapping(arena);
  set(arena, *node, "name", make_yaml_string(arena, name));
  set(arena, *node, "value", make_yaml_string(arena, value));
  set(arena, *node, "forcestring", make_scalar(arena, "true"));
  return node;
}

YamlPath parameters() { return {"helm", "parameters"}; }
YamlPath images() { return {"kustomize", "images"}; }

YamlPath item(YamlPath path, size_t index) {
  path.emplace_back(index);
  return path;
}

void set_parameter(YamlEditor& editor, std::string_view name, std::string_view value) {
  Arena arena;
  const Node* list = editor.find(parameters());
  size_t before = 0;
  for (size_t i = 0; list && i < list->elements().size(); ++i) {
    std::string_view other = list->elements()[i]->text_of("name");
    if (other == name) {
      YamlPath path = item(parameters(), i);
      path.emplace_back("value");
      if (list->elements()[i]->text_of("value") != value)
        editor.set(path, *make_yaml_string(arena, value));
      return;
    }
    if (other < name) before = i + 1;  // sorted by name
  }
  Node* added = parameter(name, value, arena);
  if (list && list->is_sequence()) return editor.insert(parameters(), before, *added);
  Node* fresh = make_sequence(arena);
  append(arena, *fresh, added);
  editor.set(parameters(), *fresh);
}

void set_override(YamlEditor& editor, const WriteBack& place, const ImageName& image) {
  Arena arena;
  auto bare = [](std::string_view text) {
    return std::string(short_image_name(parse_image_name(alias_of(text).second).name));
  };
  std::string text = image.name + image.version();
  if (!place.kustomize_name.empty()) text = fmt::format("{}={}", place.kustomize_name, text);
  const Node* list = editor.find(images());
  for (size_t i = 0; list && i < list->elements().size(); ++i) {
    std::string_view other = list->elements()[i]->text();
    if (bare(other) != short_image_name(image.name)) continue;
    if (other != text) editor.set(item(images(), i), *make_yaml_string(arena, text));
    return;
  }
  size_t end = list ? list->elements().size() : 0;
  if (list && list->is_sequence())
    return editor.insert(images(), end, *make_yaml_string(arena, text));
  Node* fresh = make_sequence(arena);
  append(arena, *fresh, make_yaml_string(arena, text));
  editor.set(images(), *fresh);
}

/// "registry.io/team/app": with the host of a registry, as the updater tells it.
size_t registry_length(std::string_view name) {
  size_t slash = name.find('/');
  bool has_registry = slash != name.npos && name.substr(0, slash).find('.') != name.npos;
  return has_registry ? slash + 1 : 0;
}

/// "web.images[0].tag", or one key with dots in it where the values have that.
YamlPath value_path(const YamlEditor& editor, const std::string& key) {
  if (editor.find({key})) return {key};
  YamlPath path;
  for (std::string_view rest = key; !rest.empty();) {
    std::string_view word = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    size_t bracket = word.ends_with(']') ? word.rfind('[') : word.npos;
    size_t index = 0;
    if (bracket != word.npos) {
      std::string_view digits = word.substr(bracket + 1, word.size() - bracket - 2);
      auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
      if (error != std::errc() || end != digits.data() + digits.size()) bracket = word.npos;
    }
    path.emplace_back(std::string(word.substr(0, bracket)));
    if (bracket != word.npos) path.emplace_back(index);
  }
  return path;
}

void set_chart_value(YamlEditor& editor, const std::string& key, const std::string& text) {
  YamlPath path = value_path(editor, key);
  const Node* old = editor.find(path);
  if (old && !old->is_scalar()) fail("", fmt::format("the values have no text at `{}`", key));
  if (old && old->text() == text) return;
  Arena arena;
  editor.set(path, *make_yaml_string(arena, text));
}

void set_chart_values(YamlEditor& editor, const WriteBack& place, const ImageName& image) {
  if (!place.spec.empty()) return set_chart_value(editor, place.spec, image.name + image.version());
  std::string version = image.version();
  set_chart_value(editor, place.tag, version.substr(std::min<size_t>(1, version.size())));
  // The registry often stands beside the name: a name without one stays so.
  const Node* old = editor.find(value_path(editor, place.name));
  bool is_short = old && old->is_scalar() && registry_length(old->text()) == 0;
  size_t from = is_short ? registry_length(image.name) : 0;
  set_chart_value(editor, place.name, image.name.substr(from));
}

/// An entry of `images` as kustomize has it; what others set of it stays.
void set_entry(YamlEditor& editor, const WriteBack& place, const ImageName& image) {
  const std::string& name = place.kustomize_name.empty() ? image.name : place.kustomize_name;
  std::pair<const char*, std::string> fields[] = {
      {"newName", place.kustomize_name.empty() ? "" : image.name},
      {"newTag", image.tag},
      {"digest", image.digest},
  };
  const Node* list = editor.find({"images"});
  size_t count = list ? list->elements().size() : 0;
  size_t index = 0;
  while (index < count &&
         short_image_name(list->elements()[index]->text_of("name")) != short_image_name(name)) {
    ++index;
  }
  Arena arena;
  if (index == count) {
    Node* entry = make_mapping(arena);
    set(arena, *entry, "name", make_yaml_string(arena, name));
    for (const auto& [field, text] : fields) {
      if (!text.empty()) set(arena, *entry, field, make_yaml_string(arena, text));
    }
    return editor.insert({"images"}, index, *entry);
  }
  for (const auto& [field, text] : fields) {
    YamlPath path = {"images", index, field};
    const Node* old = editor.find(path);
    if (!text.empty() && (!old || old->text() != text)) {
      editor.set(path, *make_yaml_string(arena, text));
    } else if (text.empty() && old && path.back() != YamlStep("newName")) {
      editor.remove(path);
    }
  }
}

}  // namespace

void ImageUpdaters::add(const Node& root) {
  std::string_view version = root.text_of("apiVersion");
  if (version.starts_with("argoproj.io/") && root.text_of("kind") == "Application") {
    add_application(root);
  } else if (version.starts_with(kPrefix) && root.text_of("kind") == "ImageUpdater") {
    add_updater(root);
  }
}

void ImageUpdaters::add_application(const Node& root) {
  Application application;
  application.name = text_at(&root, {"metadata", "name"});
  auto add_source = [&](const Node* source) {
    if (!source || !source->find("path")) return;
    application.sources.push_back({std::string(source->text_of("path")),
                                   source->find("helm") != nullptr,
                                   source->find("kustomize") != nullptr});
  };
  if (const Node* spec = root.find("spec")) {
    const Node* sources = spec->find("sources");
    for (const Node* source : sources ? sources->elements() : std::span<Node* const>()) {
      add_source(source);
    }
    const Node* hydrator = spec->find("sourceHydrator");
    if (application.sources.empty() && hydrator) add_source(hydrator->find("drySource"));
    if (application.sources.empty()) add_source(spec->find("source"));
  }
  if (application.name.empty() || application.sources.empty()) return;
  applications_.push_back(application);
  if (!is_git(annotation(root, "write-back-method"))) return;
  std::string list = annotation(root, "image-list");
  for (std::string_view rest = list; !rest.empty();) {
    std::string_view entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    auto known = alias_of(entry);
    std::string_view alias = known.first;
    Rule rule{application.name, known.second, annotation(root, "write-back-target"), {}};
    rule.place.alias = alias;
    auto of_alias = [&](std::string_view key) {
      return alias.empty() ? std::string() : annotation(root, fmt::format("{}.{}", alias, key));
    };
    rule.place.spec = of_alias("helm.image-spec");
    if (std::string name = of_alias("helm.image-name"); !name.empty()) rule.place.name = name;
    if (std::string tag = of_alias("helm.image-tag"); !tag.empty()) rule.place.tag = tag;
    rule.place.kustomize_name = of_alias("kustomize.image-name");
    rules_.push_back(std::move(rule));
  }
}

void ImageUpdaters::add_updater(const Node& root) {
  const Node* spec = root.find("spec");
  const Node* references = spec ? spec->find("applicationRefs") : nullptr;
  for (const Node* reference : references ? references->elements() : std::span<Node* const>()) {
    auto setting = [&](std::initializer_list<std::string_view> path) {
      std::string own = text_at(reference->find("writeBackConfig"), path);
      return own.empty() ? text_at(spec->find("writeBackConfig"), path) : own;
    };
    if (!is_git(setting({"method"}))) continue;
    const Node* images = reference->find("images");
    for (const Node* image : images ? images->elements() : std::span<Node* const>()) {
      Rule rule{std::string(reference->text_of("namePattern")),
                parse_image_name(image->text_of("imageName")).name,
                setting({"gitConfig", "writeBackTarget"}),
                {}};
      rule.place.alias = image->text_of("alias");
      const Node* targets = image->find("manifestTargets");
      rule.place.spec = text_at(targets, {"helm", "spec"});
      if (std::string name = text_at(targets, {"helm", "name"}); !name.empty()) {
        rule.place.name = name;
      }
      if (std::string tag = text_at(targets, {"helm", "tag"}); !tag.empty()) rule.place.tag = tag;
      rule.place.kustomize_name = text_at(targets, {"kustomize", "name"});
      rules_.push_back(std::move(rule));
    }
  }
}

/// Of several sources the one of that sort; then any that is none of plain manifests.
const ImageUpdaters::ManifestSource& ImageUpdaters::source_for(const Application& application,
                                                               WriteBack::Form form) {
  const ManifestSource* any = nullptr;
  for (const ManifestSource& source : application.sources) {
    if (form == WriteBack::Form::Kustomization && source.is_kustomization) return source;
    if (form == WriteBack::Form::Values && source.is_chart) return source;
    if (!any && (source.is_kustomization || source.is_chart)) any = &source;
  }
  return any ? *any : application.sources.front();
}

/// Where a rule's target is; nothing where that is not in this repository.
std::optional<WriteBack> ImageUpdaters::resolve(const Application& application, const Rule& rule) {
  constexpr std::string_view kKustomization = "kustomization";
  constexpr std::string_view kValues = "helmvalues";
  WriteBack place = rule.place;
  std::string_view target = rule.target;
  bool is_kustomization = target.starts_with(kKustomization) && !is_kustomization_file(target);
  bool is_values = target.starts_with(kValues);
  // A path without its sort is one from the root, of an own file or of values.
  bool is_bare = !target.empty() && !is_kustomization && !is_values;
  if (is_bare && is_kustomization_file(file_name(target))) return std::nullopt;
  if (is_kustomization) {
    place.form = WriteBack::Form::Kustomization;
  } else if (is_values || (is_bare && !is_own_file(target))) {
    place.form = WriteBack::Form::Values;
    if (place.alias.empty()) return std::nullopt;  // the updater passes over it
  }
  const ManifestSource& source = source_for(application, place.form);
  std::string path;
  if (is_bare) {
    path = target;
  } else if (place.form == WriteBack::Form::Own) {
    path = fmt::format("{}/.argocd-source-{}.yaml", source.folder, application.name);
    if (application.name.find('/') != std::string::npos) return std::nullopt;
  } else {
    target.remove_prefix(is_values ? kValues.size() : kKustomization.size());
    if (target.starts_with(':')) target.remove_prefix(1);
    if (target.empty() && is_values) target = "values.yaml";
    bool from_root = target.starts_with('/');
    if (from_root) target.remove_prefix(1);
    path = from_root ? std::string(target) : fmt::format("{}/{}", source.folder, target);
  }
  std::optional<std::string> clean = join_path("", path);
  if (!clean) return std::nullopt;  // it leads out of the repository
  place.is_chart = source.is_chart;
  if (is_kustomization) {
    place.folder = *clean;
  } else {
    place.folder = parent_path(*clean);
    place.file_name = file_name(*clean);
    if (place.file_name.empty()) return std::nullopt;
  }
  return place;
}

std::vector<WriteBack> ImageUpdaters::files_of(const ImageName& image) const {
  std::vector<WriteBack> found;
  for (const Application& application : applications_) {
    for (const Rule& rule : rules_) {
      bool fits = rule.pattern == application.name ||
                  Glob(rule.pattern, GlobKind::Name).matches(application.name);
      if (!fits || short_image_name(rule.image) != short_image_name(image.name)) continue;
      if (std::optional<WriteBack> place = resolve(application, rule)) {
        found.push_back(std::move(*place));
      }
      break;
    }
  }
  return found;
}

std::string with_written_image(const std::string& text, const WriteBack& place, bool is_chart,
                               const ImageName& image) {
  YamlEditor editor(text, YamlDialect::Sigs, place.file_name);
  if (place.form == WriteBack::Form::Values) {
    set_chart_values(editor, place, image);
  } else if (place.form == WriteBack::Form::Kustomization) {
    set_entry(editor, place, image);
  } else if (!is_chart) {
    set_override(editor, place, image);
  } else if (!place.spec.empty()) {
    set_parameter(editor, place.spec, image.name + image.version());
  } else {
    set_parameter(editor, place.name, image.name);
    std::string version = image.version();
    set_parameter(editor, place.tag, version.substr(std::min<size_t>(1, version.size())));
  }
  return editor.text();
}

}  // namespace drydock::projects
