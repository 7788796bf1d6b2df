#include "overlays/transforms/labels.h"

#include <fmt/format.h>

#include "core/error.h"
#include "overlays/field_specs.h"
#include "overlays/transforms/patch_object.h"

namespace drydock::overlays {
namespace {

/// Sets one pair at all places of one object. Where it is new, it is the same node everywhere, as
/// in kustomize: a replacement that changes one of these labels changes all.
class PairSetter {
 public:
  PairSetter(const TextPair& pair, Arena& arena) : pair_(pair), arena_(arena) {}

  void set(Node& mapping) {
    if (is_null(&mapping)) return;
    if (!mapping.is_mapping()) {
      fail("overlay-field",
           fmt::format("`{}` is set here, but this is {}, no mapping (wrong node kind)",
                       pair_.key.value, kind_name(mapping)),
           mapping.where());
    }
    if (Node* value = find_field(mapping, pair_.key)) {
      set_scalar(*value, pair_.value, ScalarMeaning::Text, pair_.value.node);
      return;
    }
    if (!added_) {
      added_ = make_scalar(arena_, "");
      set_scalar(*added_, pair_.value, ScalarMeaning::Text, pair_.value.node);
    }
    append(arena_, mapping, make_scalar_from(arena_, pair_.key, pair_.key.node), added_);
  }

 private:
  const TextPair& pair_;
  Arena& arena_;
  Node* added_ = nullptr;
};

void set_pairs(ObjectList& objects, const TextMap& pairs, const FieldSpecs& specs, Arena& arena) {
  FieldPlaces places = make_field_places(specs);
  for (Object* object : objects.all()) {
    if (object->is_empty()) continue;
    Gvk gvk = object->gvk();
    for (const TextPair& pair : pairs) {
      PairSetter setter(pair, arena);
      for (const FieldPlace& place : places) {
        if (!place.applies_to(gvk)) continue;
        if (place.spec().path == "metadata/annotations" && object->has_build_annotations()) {
          ensure_annotations(*object->root, arena);
        }
        place.visit(*object->root, arena, NewField::Mapping,
                    [&](Node& mapping) { setter.set(mapping); });
      }
    }
  }
}

}  // namespace

void apply(ObjectList& objects, const LabelConfig& config, Context& context) {
  set_pairs(objects, config.labels, config.field_specs, context.arena);
}

void apply(ObjectList& objects, const AnnotationConfig& config, Context& context) {
  set_pairs(objects, config.annotations, config.field_specs, context.arena);
}

}  // namespace drydock::overlays
