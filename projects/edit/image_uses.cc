#include "projects/edit/image_uses.h"

#include <algorithm>
#include <optional>

#include "core/ascii.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/edit_text.h"

namespace drydock::projects {
namespace {

constexpr int kDeepest = 200;

bool names_image(std::string_view key) {
  return key.ends_with("image") || key.ends_with("Image") || key == "IMAGE";
}

bool has_text(const Node* node) { return node && node->is_scalar() && !node->text().empty(); }

YamlPath below(YamlPath path, std::string_view key) {
  path.emplace_back(std::string(key));
  return path;
}

/// What a comment says; nothing where it is anything else than the JSON object that Flux looks for.
std::optional<ImageMarker> marker_of(std::string_view comment) {
  while (comment.starts_with('#')) comment.remove_prefix(1);
  if (comment.find("\"$imagepolicy\"") == comment.npos) return std::nullopt;
  Arena arena;
  JsonResult read = parse_json(comment, arena);
  if (!read.ok() || !read.value.is_map()) return std::nullopt;
  const Value* value = read.value.as_map().find("$imagepolicy");
  if (!value || !value->is_string()) return std::nullopt;
  std::string_view words = value->as_string();
  size_t first = words.find(':');
  if (first == words.npos) return std::nullopt;
  size_t second = words.find(':', first + 1);
  ImageMarker marker{std::string(words.substr(0, second))};
  if (second == words.npos) return marker;
  std::string_view part = words.substr(second + 1);
  marker.form = part == "tag"    ? ImageForm::Tag
                : part == "name" ? ImageForm::Name
                                 : ImageForm::Digest;
  bool is_known = part == "tag" || part == "name" || part == "digest";
  return is_known ? std::optional<ImageMarker>(std::move(marker)) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

/// Whether a line, up to a comment, ends in this scalar: behind a bracket the comment is that of
/// the whole collection.
bool ends_in(std::string_view line, const Node& node) {
  line = trimmed(line);
  auto ends = [&](std::string_view text) {
    if (node.style == NodeStyle::DoubleQuoted) return text.ends_with('"');
    if (node.style == NodeStyle::SingleQuoted) return text.ends_with('\'');
    return node.style == NodeStyle::Plain && text.ends_with(node.text());
  };
  return ends(line) || (line.ends_with(',') && ends(trimmed(line.substr(0, line.size() - 1))));
}

class Finder {
 public:
  Finder(std::string_view text, bool is_kustomization)
      : lines_(text), is_kustomization_(is_kustomization) {}

  std::vector<ImageUse> find(const Node& root) {
    walk(root, {}, "", 0);
    for (auto& [line, use] : marked_) uses_.push_back(std::move(use));
    return std::move(uses_);
  }

 private:
  void walk(const Node& node, const YamlPath& path, std::string_view key, int depth) {
    if (depth > kDeepest) return;
    if (node.is_scalar()) return look_at_scalar(node, path, key);
    if (node.is_mapping()) look_at_mapping(node, path, key);
    for (const NodeEntry& entry : node.pairs()) {
      if (!entry.key->is_scalar()) continue;
      walk(*entry.value, below(path, entry.key->text()), entry.key->text(), depth + 1);
    }
    for (size_t i = 0; i < node.elements().size(); ++i) {
      YamlPath item = path;
      item.emplace_back(i);
      walk(*node.elements()[i], item, "", depth + 1);
    }
  }

  void look_at_scalar(const Node& node, const YamlPath& path, std::string_view key) {
    if (names_image(key) && has_text(&node) && &node != name_only_) add_whole(node, path);
    if (node.line == 0) return;
    std::optional<ImageMarker> marker = marker_beside(node);
    if (!marker && !path.empty() && std::holds_alternative<size_t>(path.back())) {
      marker = marker_above(node);
    }
    if (!marker) return;
    ImageUse use{marker->form, path, {}};
    use.policy = marker->policy;
    bool says_name = use.form == ImageForm::Whole || use.form == ImageForm::Name;
    if (says_name && has_text(&node)) use.names = {parse_image_name(node.text()).name};
    // Of several scalars on a line the comment is the last one's.
    marked_[node.line] = std::move(use);
  }

  /// The comment behind a scalar.
  std::optional<ImageMarker> marker_beside(const Node& node) const {
    std::string_view line = lines_.line(static_cast<int>(node.line));
    for (size_t hash = line.find('#'); hash != line.npos; hash = line.find('#', hash + 1)) {
      std::optional<ImageMarker> marker = marker_of(trimmed(line.substr(hash)));
      if (marker && ends_in(line.substr(0, hash), node)) return marker;
    }
    return std::nullopt;
  }

  /// The comment on the line before an item: that, and no more.
  std::optional<ImageMarker> marker_above(const Node& node) const {
    auto text_of = [&](uint32_t line) {
      return line == 0 ? std::string_view() : trimmed(lines_.line(static_cast<int>(line)));
    };
    if (!text_of(node.line).starts_with("- ")) return std::nullopt;
    std::string_view above = text_of(node.line - 1);
    if (!above.starts_with('#')) return std::nullopt;
    if (node.line > 1 && text_of(node.line - 2).starts_with('#')) return std::nullopt;
    return marker_of(above);
  }

  void add_whole(const Node& node, YamlPath path) {
    std::string name = parse_image_name(node.text()).name;
    if (!name.empty()) uses_.push_back({ImageForm::Whole, std::move(path), {std::move(name)}});
  }

  void look_at_mapping(const Node& node, const YamlPath& path, std::string_view key) {
    look_at_entries(node, path);
    look_at_values(node, path, key);
    look_at_name_and_tag(node, path);
    if (const Node* parameters = node.find("parameters")) {
      look_at_parameters(*parameters, below(path, "parameters"));
    }
    if (key == "kustomize") look_at_overrides(node, path);
    // A volume that is an image.
    const Node* reference = key == "image" ? node.find("reference") : nullptr;
    if (has_text(reference)) add_whole(*reference, below(path, "reference"));
  }

  /// The `images` of a kustomization, and of Flux's Kustomizations.
  void look_at_entries(const Node& node, const YamlPath& path) {
    const Node* images = node.find("images");
    if (!images) return;
    bool is_kustomization = path.empty() && is_kustomization_;
    for (size_t i = 0; i < images->elements().size(); ++i) {
      const Node& entry = *images->elements()[i];
      bool is_entry = is_kustomization || entry.find("newTag") || entry.find("newName");
      if (!is_entry || !has_text(entry.find("name"))) continue;
      YamlPath at = below(path, "images");
      at.emplace_back(i);
      ImageUse use{ImageForm::Kustomize, std::move(at), {}};
      use.names.emplace_back(entry.text_of("name"));
      if (has_text(entry.find("newName"))) use.names.emplace_back(entry.text_of("newName"));
      uses_.push_back(std::move(use));
    }
  }

  void look_at_values(const Node& node, const YamlPath& path, std::string_view key) {
    bool is_image = names_image(key);
    std::string_view name = node.text_of("repository");
    if (name.empty() && is_image) name = node.text_of("name");
    bool has_version = node.find("tag") || node.find("digest");
    if (name.empty() || !(has_version || is_image)) return;
    ImageUse use{ImageForm::Values, path, {std::string(name)}};
    std::string_view registry = node.text_of("registry");
    if (!registry.empty()) use.names.push_back(fmt::format("{}/{}", registry, name));
    uses_.push_back(std::move(use));
  }

  /// Values of charts that have the name in `image`, and the tag beside it.
  void look_at_name_and_tag(const Node& node, const YamlPath& path) {
    const Node* image = node.find("image");
    if (!has_text(image) || !parse_image_name(image->text()).version().empty()) return;
    for (std::string_view key : {"imageTag", "tag"}) {
      const Node* tag = node.find(key);
      if (!tag || !tag->is_scalar()) continue;
      uses_.push_back({ImageForm::Tag, below(path, key), {std::string(image->text())}});
      name_only_ = image;
      return;
    }
  }

  /// Of a chart's parameters in Argo CD's Applications, and in the files that its image updater
  /// writes beside the chart.
  void look_at_parameters(const Node& parameters, const YamlPath& path) {
    std::map<std::string_view, std::string_view> values;
    for (const Node* item : parameters.elements()) {
      values[item->text_of("name")] = item->text_of("value");
    }
    for (size_t i = 0; i < parameters.elements().size(); ++i) {
      const Node& item = *parameters.elements()[i];
      const Node* value = item.find("value");
      if (!value || !value->is_scalar()) continue;
      YamlPath at = path;
      at.emplace_back(i);
      look_at_parameter(item.text_of("name"), *value, below(at, "value"), values);
    }
  }

  void look_at_parameter(std::string_view name, const Node& value, YamlPath at,
                         const std::map<std::string_view, std::string_view>& values) {
    if (names_image(name)) return add_whole(value, std::move(at));
    for (ImageForm form : {ImageForm::Tag, ImageForm::Digest}) {
      std::string_view end = form == ImageForm::Tag ? ".tag" : ".digest";
      if (!name.ends_with(end)) continue;
      std::string prefix(name.substr(0, name.size() - end.size()));
      for (const char* key : {".repository", ".name", ""}) {
        auto image = values.find(prefix + key);
        if (image == values.end() || image->second.empty()) continue;
        ImageUse use{form, std::move(at), {std::string(image->second)}};
        auto registry = values.find(prefix + ".registry");
        if (registry != values.end()) {
          use.names.push_back(fmt::format("{}/{}", registry->second, image->second));
        }
        uses_.push_back(std::move(use));
        return;
      }
    }
  }

  /// `kustomize.images` of Argo CD: texts like "app=registry/app:1.2".
  void look_at_overrides(const Node& node, const YamlPath& path) {
    const Node* images = node.find("images");
    if (!images) return;
    for (size_t i = 0; i < images->elements().size(); ++i) {
      std::string_view text = images->elements()[i]->text();
      if (text.empty()) continue;
      size_t equals = text.find('=');
      size_t begin = equals == text.npos ? 0 : equals + 1;
      YamlPath at = below(path, "images");
      at.emplace_back(i);
      ImageUse use{ImageForm::Whole, std::move(at), {parse_image_name(text.substr(begin)).name}};
      if (begin > 0) use.names.emplace_back(text.substr(0, equals));
      use.prefix = text.substr(0, begin);
      uses_.push_back(std::move(use));
    }
  }

  LineIndex lines_;
  bool is_kustomization_;
  const Node* name_only_ = nullptr;  // the last `image` whose tag is elsewhere
  std::vector<ImageUse> uses_;
  std::map<uint32_t, ImageUse> marked_;
};

/// One change of a scalar; without effect when it is so already.
bool set_text(YamlEditor& editor, const YamlPath& path, const std::string& text) {
  const Node* old = editor.find(path);
  if (old && old->is_scalar() && old->text() == text) return false;
  Arena arena;
  editor.set(path, *make_yaml_string(arena, text));
  return true;
}

bool has_comment(const YamlEditor& editor, const Node& node) {
  LineIndex lines(editor.text());
  return lines.line(static_cast<int>(node.line)).find('#') != std::string_view::npos;
}

/// Takes a field away, or empties it where a comment would go with it.
bool clear(YamlEditor& editor, const YamlPath& path, bool keeps_field) {
  const Node* old = editor.find(path);
  if (!old) return false;
  if (keeps_field || has_comment(editor, *old)) return set_text(editor, path, "");
  return editor.remove(path);
}

bool apply_to_entry(YamlEditor& editor, const ImageUse& use, const ImageName& wish) {
  bool changed = false;
  for (auto [field, value] : {std::pair("newTag", &wish.tag), std::pair("digest", &wish.digest)}) {
    if (!value->empty()) changed |= set_text(editor, below(use.at, field), *value);
  }
  for (auto [field, value] : {std::pair("newTag", &wish.tag), std::pair("digest", &wish.digest)}) {
    if (value->empty()) changed |= clear(editor, below(use.at, field), false);
  }
  return changed;
}

bool apply_to_values(YamlEditor& editor, const ImageUse& use, const ImageName& wish) {
  YamlPath digest = below(use.at, "digest");
  bool has_digest = editor.find(digest) != nullptr;
  if (!wish.digest.empty() && !has_digest) {
    // Whether the chart would read one that is added, nobody can say.
    fail("", fmt::format("the values of image {} have no `digest` that could be set; set what its "
                         "chart reads with `drydock edit set value`",
                         use.names.front()));
  }
  bool changed = false;
  if (!wish.tag.empty()) changed |= set_text(editor, below(use.at, "tag"), wish.tag);
  // A digest that stays would win over the new tag.
  if (has_digest) changed |= set_text(editor, digest, wish.digest);
  return changed;
}

bool apply_to_whole(YamlEditor& editor, const ImageUse& use, const ImageName& wish) {
  const Node* old = editor.find(use.at);
  if (!old || !old->is_scalar()) return false;
  std::string name = parse_image_name(old->text().substr(use.prefix.size())).name;
  // Flux writes the name that its policy is about, whatever stands there.
  bool is_other = !use.policy.empty() && short_image_name(name) != short_image_name(wish.name);
  if (name.empty() || is_other) name = wish.name;
  return set_text(editor, use.at, use.prefix + name + wish.version());
}

std::string name_of(const Node& root) {
  const Node* metadata = root.find("metadata");
  if (!metadata) return "";
  return fmt::format("{}:{}", metadata->text_of("namespace"), metadata->text_of("name"));
}

}  // namespace

std::optional<ImageMarker> image_marker_of(std::string_view line) {
  for (size_t hash = line.find('#'); hash != line.npos; hash = line.find('#', hash + 1)) {
    std::optional<ImageMarker> marker = marker_of(trimmed(line.substr(hash)));
    if (!marker) continue;
    marker->at = line.find(marker->policy, hash);
    return marker;
  }
  return std::nullopt;
}

std::vector<ImageUse> find_image_uses(const Node& root, std::string_view text,
                                      bool is_kustomization) {
  // What Flux and Argo CD look for in registries has no version of its own.
  for (std::string_view group : {"image.toolkit.fluxcd.io/", "argocd-image-updater.argoproj.io/"}) {
    if (root.text_of("apiVersion").starts_with(group)) return {};
  }
  return Finder(text, is_kustomization).find(root);
}

void FluxPolicies::add(const Node& root) {
  if (!root.text_of("apiVersion").starts_with("image.toolkit.fluxcd.io/")) return;
  std::string name = name_of(root);
  const Node* spec = root.find("spec");
  if (!spec) return;
  if (root.text_of("kind") == "ImageRepository") {
    image_of_repository_[name] = spec->text_of("image");
  } else if (root.text_of("kind") == "ImagePolicy") {
    const Node* reference = spec->find("imageRepositoryRef");
    if (!reference) return;
    std::string_view space = reference->text_of("namespace");
    if (space.empty()) space = std::string_view(name).substr(0, name.find(':'));
    repository_of_policy_[name] = fmt::format("{}:{}", space, reference->text_of("name"));
  }
}

std::string FluxPolicies::image_of(const std::string& policy) const {
  auto repository = repository_of_policy_.find(policy);
  if (repository == repository_of_policy_.end()) return "";
  auto image = image_of_repository_.find(repository->second);
  return image == image_of_repository_.end() ? "" : image->second;
}

bool apply_image(YamlEditor& editor, const ImageUse& use, const ImageName& wish) {
  switch (use.form) {
    case ImageForm::Whole:
      return apply_to_whole(editor, use, wish);
    case ImageForm::Kustomize:
      return apply_to_entry(editor, use, wish);
    case ImageForm::Values:
      return apply_to_values(editor, use, wish);
    case ImageForm::Name:
      return editor.find(use.at) && set_text(editor, use.at, wish.name);
    case ImageForm::Tag:
      return !wish.tag.empty() && editor.find(use.at) && set_text(editor, use.at, wish.tag);
    case ImageForm::Digest:
      return editor.find(use.at) && set_text(editor, use.at, wish.digest);
  }
  return false;
}

}  // namespace drydock::projects
