#include "overlays/transforms/images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
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

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '-' || c == '_' || c == ':';
}

/// The beginning of a pattern that stands for itself, or in which only dots stand for something
/// else: what the pattern matches begins so.
std::string_view simple_prefix(std::string_view pattern) {
  if (pattern.find('|') != pattern.npos) return {};
  size_t end = 0;
  while (end < pattern.size() && (is_plain(pattern[end]) || pattern[end] == '.')) ++end;
  bool repeated =
      end < pattern.size() && std::string_view("*?+{").find(pattern[end]) != std::string_view::npos;
  return pattern.substr(0, repeated && end > 0 ? end - 1 : end);
}

bool is_ascii(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (text.size() >= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    if (word & kHighBits) return false;
    text.remove_prefix(sizeof word);
  }
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether a text begins with a prefix in which a dot stands for any one character, and goes on
/// with a tag or digest when that is the `whole` name. Asking the pattern itself takes far longer.
bool may_match(std::string_view text, std::string_view prefix, bool whole) {
  if (text.size() < prefix.size()) return false;
  std::string_view begin = text.substr(0, prefix.size());
  std::string_view rest = text.substr(prefix.size());
  if (!is_ascii(begin)) return true;  // the pattern counts characters
  if (whole && !rest.empty() && rest.front() != ':' && rest.front() != '@') return false;
  // Names differ at their ends.
  for (size_t i = prefix.size(); i-- > 0;) {
    if (prefix[i] != '.' && prefix[i] != begin[i]) return false;
  }
  return true;
}

class ImageSetter {
 public:
  ImageSetter(const Image& image, Arena& arena)
      : image_(image),
        arena_(arena),
        pattern_(image_pattern(image.name)),
        prefix_(simple_prefix(image.name)),
        is_whole_(prefix_.size() == image.name.value.size()) {}

  void set(Node& node) {
    if (!node.is_scalar()) {
      fail("overlay-field",
           fmt::format("an image must be a text, but this is {} (wrong node kind: expected "
                       "ScalarNode)",
                       kind_name(node)),
           node.where());
    }
    if (!may_match(node.text(), prefix_, is_whole_)) return;
    if (!pattern_ || !pattern_->matches(node.text())) return;
    set_scalar(node, arena_.copy(renamed(node.text())), ScalarMeaning::AsWritten, origin());
  }

 private:
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
  std::string_view prefix_;
  bool is_whole_;  // the prefix is the whole name
};

/// Finds the images of an object's containers, wherever they stand.
class ContainerWalk {
 public:
  explicit ContainerWalk(std::vector<Node*>& images) : images_(images), stack_(kStackBytes) {}

  void walk(Node& node) {
    if (stack_.exhausted()) fail("overlay-limit", "nested too deep", node.where());
    for (Node* item : node.elements()) {
      if (!item->is_scalar()) walk(*item);
    }
    for (const NodeEntry& pair : node.pairs()) {
      if (pair.value->is_scalar()) continue;
      walk(*pair.value);
      std::string_view key = pair.key->text();
      if (key == "containers" || key == "initContainers") add_images(*pair.value);
    }
  }

 private:
  void add_images(Node& containers) {
    for (Node* container : containers.elements()) {
      if (is_null(container)) continue;
      if (!container->is_mapping()) {
        fail("overlay-field",
             fmt::format("a container must be a mapping, but this is {} (wrong node kind)",
                         kind_name(*container)),
             container->where());
      }
      if (Node* image = find_field(*container, "image")) images_.push_back(image);
    }
  }

  std::vector<Node*>& images_;
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

void apply_images(ObjectList& objects, std::span<const Image> images, const FieldSpecs& specs,
                  Context& context) {
  FieldPlaces places = make_field_places(specs);
  std::vector<Node*> in_containers;
  std::vector<Node*> at_places;
  for (Object* object : objects.all()) {
    if (object->is_empty() || object->kind() == "CustomResourceDefinition") continue;
    ContainerWalk(in_containers).walk(*object->root);
    Gvk gvk = object->gvk();
    for (const FieldPlace& place : places) {
      if (!place.applies_to(gvk)) continue;
      place.visit(*object->root, context.arena, NewField::None,
                  [&](Node& node) { at_places.push_back(&node); });
    }
  }
  for (const Image& image : images) {
    ImageSetter setter(image, context.arena);
    for (Node* node : in_containers) setter.set(*node);
    for (Node* node : at_places) setter.set(*node);
  }
}

void apply(ObjectList& objects, const ImageConfig& config, Context& context) {
  apply_images(objects, {&config.image, 1}, config.field_specs, context);
}

}  // namespace drydock::overlays
