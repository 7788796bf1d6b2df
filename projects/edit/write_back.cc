#include "projects/edit/write_back.h"

#include <algorithm>

#include "core/glob.h"
#include "core/tree.h"
#include "core/yaml/edit.h"
#include "core/yaml/edit_text.h"

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

const YamlPath kParameters = {"helm", "parameters"};
const YamlPath kImages = {"kustomize", "images"};

YamlPath item(YamlPath path, size_t index) {
  path.emplace_back(index);
  return path;
}

void set_parameter(YamlEditor& editor, std::string_view name, std::string_view value) {
  Arena arena;
  const Node* list = editor.find(kParameters);
  size_t before = 0;
  for (size_t i = 0; list && i < list->elements().size(); ++i) {
    std::string_view other = list->elements()[i]->text_of("name");
    if (other == name) {
      YamlPath path = item(kParameters, i);
      path.emplace_back("value");
      if (list->elements()[i]->text_of("value") != value)
        editor.set(path, *make_yaml_string(arena, value));
      return;
    }
    if (other < name) before = i + 1;  // sorted by name
  }
  Node* added = parameter(name, value, arena);
  if (list && list->is_sequence()) return editor.insert(kParameters, before, *added);
  Node* fresh = make_sequence(arena);
  append(arena, *fresh, added);
  editor.set(kParameters, *fresh);
}

void set_override(YamlEditor& editor, const WriteBack& place, const ImageName& image) {
  Arena arena;
  auto bare = [](std::string_view text) {
    return std::string(short_image_name(parse_image_name(alias_of(text).second).name));
  };
  std::string text = image.name + image.version();
  if (!place.kustomize_name.empty()) text = fmt::format("{}={}", place.kustomize_name, text);
  const Node* list = editor.find(kImages);
  for (size_t i = 0; list && i < list->elements().size(); ++i) {
    std::string_view other = list->elements()[i]->text();
    if (bare(other) != short_image_name(image.name)) continue;
    if (other != text) editor.set(item(kImages, i), *make_yaml_string(arena, text));
    return;
  }
  size_t end = list ? list->elements().size() : 0;
  if (list && list->is_sequence())
    return editor.insert(kImages, end, *make_yaml_string(arena, text));
  Node* fresh = make_sequence(arena);
  append(arena, *fresh, make_yaml_string(arena, text));
  editor.set(kImages, *fresh);
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
  application.folder = text_at(&root, {"spec", "source", "path"});
  const Node* spec = root.find("spec");
  const Node* source = spec ? spec->find("source") : nullptr;
  application.is_chart = source && source->find("helm");
  if (application.name.empty() || application.folder.empty()) return;
  applications_.push_back(application);
  std::string target = annotation(root, "write-back-target");
  bool is_own_file = target.empty() || target.starts_with(".argocd-source-");
  if (!is_git(annotation(root, "write-back-method")) || !is_own_file) return;
  std::string list = annotation(root, "image-list");
  for (std::string_view rest = list; !rest.empty();) {
    std::string_view entry = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    auto known = alias_of(entry);
    std::string_view alias = known.first;
    Rule rule{application.name, known.second, {}};
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
    if (!is_git(setting({"method"})) || !setting({"gitConfig", "writeBackTarget"}).empty())
      continue;
    const Node* images = reference->find("images");
    for (const Node* image : images ? images->elements() : std::span<Node* const>()) {
      Rule rule{std::string(reference->text_of("namePattern")),
                parse_image_name(image->text_of("imageName")).name,
                {}};
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

std::vector<WriteBack> ImageUpdaters::files_of(const ImageName& image) const {
  std::vector<WriteBack> found;
  for (const Application& application : applications_) {
    for (const Rule& rule : rules_) {
      bool fits = rule.pattern == application.name ||
                  Glob(rule.pattern, GlobKind::Name).matches(application.name);
      if (!fits || short_image_name(rule.image) != short_image_name(image.name)) continue;
      std::optional<std::string> folder = join_path("", application.folder);
      if (!folder) continue;  // it leads out of the repository
      WriteBack place = rule.place;
      place.folder = *folder;
      place.file_name = fmt::format(".argocd-source-{}.yaml", application.name);
      place.is_chart = application.is_chart;
      bool is_plain = place.file_name.find('/') == std::string::npos;
      if (is_plain) found.push_back(std::move(place));
      break;
    }
  }
  return found;
}

std::string with_written_image(const std::string& text, const WriteBack& place, bool is_chart,
                               const ImageName& image) {
  YamlEditor editor(text, YamlDialect::Sigs, place.file_name);
  if (!is_chart) {
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
