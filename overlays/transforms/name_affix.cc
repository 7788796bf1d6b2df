#include "overlays/transforms/name_affix.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

constexpr Gvk kKeepTheirName[] = {
    {"", "", "CustomResourceDefinition"},
    {"apiregistration.k8s.io", "", "APIService"},
    {"", "", "Namespace"},
};

/// What differs between the two.
struct Affix {
  std::vector<std::string_view> BuildNotes::*notes;
  bool is_prefix;
};

void apply_affix(ObjectList& objects, const NameAffixConfig& config, Context& context,
                 Affix affix) {
  FieldPlaces places = make_field_places(config.field_specs);
  for (Object* object : objects.all()) {
    if (object->is_empty()) continue;
    Gvk gvk = objects.original_id_of(*object).gvk;
    bool keeps = std::any_of(std::begin(kKeepTheirName), std::end(kKeepTheirName),
                             [&](const Gvk& kind) { return is_selected(gvk, kind); });
    if (keeps) continue;
    for (const FieldPlace& place : places) {
      if (!is_selected(gvk, place.spec().gvk)) continue;
      if (place.spec().path == "metadata/name" && !config.affix.empty()) {
        (object->notes.*affix.notes).push_back(config.affix.value);
        store_previous_id(*object, objects.schemas(), context.arena);
      }
      if (!place.applies_to(object->gvk())) continue;
      place.visit(*object->root, context.arena, NewField::Text, [&](Node& node) {
        std::string name(affix.is_prefix ? config.affix.value : node.text());
        name += affix.is_prefix ? node.text() : config.affix.value;
        set_scalar(node, context.arena.copy(name), ScalarMeaning::AsWritten, config.affix.node);
      });
    }
    objects.reindex(*object);
  }
}

}  // namespace

void apply_prefix(ObjectList& objects, const NameAffixConfig& config, Context& context) {
  apply_affix(objects, config, context, {&BuildNotes::prefixes, true});
}

void apply_suffix(ObjectList& objects, const NameAffixConfig& config, Context& context) {
  apply_affix(objects, config, context, {&BuildNotes::suffixes, false});
}

}  // namespace drydock::overlays
