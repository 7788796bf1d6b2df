#include "overlays/transforms/images.h"

#include <fmt/format.h>

#include <optional>

#include "core/error.h"
#include "core/regex.h"
#include "core/stack_guard.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

constexpr size_t kStackBytes = size_t{4} * 1024 * 1024;

/// The name may be a regular expression; one that is none matches nothing.
std::optional<Regex> image_pattern(std::string_view name) {
  try {
    return Regex(
        fmt::format("^{}(:[a-zA-Z0-9_.{{}}-]*)?"
                    "(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{{}}-]*)?$",
                    name));
  } catch (const Error&) {
    return std::nullopt;
  }
}

class ImageSetter {
 public:
  ImageSetter(const Image& image, Arena& arena)
      : image_(image), arena_(arena), pattern_(image_pattern(image.name)), stack_(kStackBytes) {}

  void set(Node& node) {
    if (is_null(&node)) return;
    if (!node.is_scalar()) {
      fail("overlay-field",
           fmt::format("an image must be a text, but this is {} (wrong node kind: expected "
                       "ScalarNode)",
                       kind_name(node)),
           node.where());
    }
    if (!pattern_ || !pattern_->matches(node.text())) return;
    set_scalar(node, arena_.copy(renamed(node.text())), ScalarMeaning::AsWritten, origin());
  }

  /// Sets all images of containers, wherever they stand.
  void walk(Node& node) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep", node.where());
    for (Node* item : node.elements()) {
      if (!item->is_scalar()) walk(*item);
    }
    for (const NodeEntry& pair : node.pairs()) {
      if (pair.value->is_scalar()) continue;
      walk(*pair.value);
      std::string_view key = pair.key->text();
      if (key == "containers" || key == "initContainers") set_in_containers(*pair.value);
    }
  }

 private:
  void set_in_containers(Node& containers) {
    for (Node* container : containers.elements()) {
      if (is_null(container)) continue;
      if (!container->is_mapping()) {
        fail("overlay-field",
             fmt::format("a container must be a mapping, but this is {} (wrong node kind)",
                         kind_name(*container)),
             container->where());
      }
      if (Node* image = find_field(*container, "image")) set(*image);
    }
  }

  std::string renamed(std::string_view old) const {
    ImageName parts = split_image(old);
    std::string name(image_.new_name.empty() ? parts.name : image_.new_name.value);
    std::string tag(parts.tag);
    std::string_view digest = parts.digest;
    if (!image_.new_tag.empty() || !image_.digest.empty()) {
      tag = image_.new_tag.value;
      digest = image_.digest.value;
    } else if (!image_.tag_suffix.empty()) {
      tag += image_.tag_suffix.value;
      digest = {};
    }
    if (!tag.empty()) name += fmt::format(":{}", tag);
    if (!digest.empty()) name += fmt::format("@{}", digest);
    return name;
  }

  /// What the entry changes first.
  const Node* origin() const {
    for (const Text* text :
         {&image_.new_tag, &image_.digest, &image_.new_name, &image_.tag_suffix}) {
      if (!text->empty()) return text->node;
    }
    return image_.node;
  }

  const Image& image_;
  Arena& arena_;
  std::optional<Regex> pattern_;
  StackGuard stack_;
};

}  // namespace

ImageName split_image(std::string_view image) {
  // A colon before the first slash belongs to a port.
  size_t slash = image.find('/');
  size_t from = slash == image.npos ? 0 : slash;
  size_t at = image.find('@', from);
  size_t colon = image.find(':', from);
  if (at == image.npos && colon == image.npos) return {image, {}, {}};
  if (colon == image.npos || (at != image.npos && at < colon)) {
    return {image.substr(0, at), {}, image.substr(at + 1)};
  }
  if (at == image.npos) return {image.substr(0, colon), image.substr(colon + 1), {}};
  return {image.substr(0, colon), image.substr(colon + 1, at - colon - 1), image.substr(at + 1)};
}

void apply(ObjectList& objects, const ImageConfig& config, Context& context) {
  ImageSetter setter(config.image, context.arena);
  FieldPlaces places = make_field_places(config.field_specs);
  for (Object* object : objects.all()) {
    if (!object->is_empty() && object->kind() != "CustomResourceDefinition") {
      setter.walk(*object->root);
    }
  }
  for (Object* object : objects.all()) {
    if (object->is_empty() || object->kind() == "CustomResourceDefinition") continue;
    Gvk gvk = object->gvk();
    for (const FieldPlace& place : places) {
      if (!place.applies_to(gvk)) continue;
      place.visit(*object->root, context.arena, NewField::None,
                  [&](Node& node) { setter.set(node); });
    }
  }
}

}  // namespace drydock::overlays
