#include "schemas/keywords.h"

#include <algorithm>
#include <array>

#include "schemas/keyword_families.h"

namespace drydock::schemas {
namespace {

constexpr Draft k4 = Draft::Draft4;
constexpr Draft k6 = Draft::Draft6;
constexpr Draft k7 = Draft::Draft7;
constexpr Draft k2019 = Draft::Draft2019;
constexpr Draft k2020 = Draft::Draft2020;

constexpr Vocabulary kCore = kVocabularyCore;
constexpr Vocabulary kApply = kVocabularyApplicator;
constexpr Vocabulary kCheck = kVocabularyValidation;
constexpr Vocabulary kRest = kVocabularyUnevaluated;

using enum Subschemas;

// clang-format off
// Cheap checks first; what asks for the results of others last.
constexpr Keyword kKeywords[] = {
    // name                   drafts        vocabulary  subschemas   types     compile                       apply
    {"$defs",                 k2019, k2020, kCore,      Map,         kAnyType},
    {"definitions",           k4,    k2020, kCore,      Map,         kAnyType},
    {"then",                  k7,    k2020, kApply,     One,         kAnyType},
    {"else",                  k7,    k2020, kApply,     One,         kAnyType},

    {"type",                  k4,    k2020, kCheck,     None,        kAnyType, compile_type,                 apply_type},
    {"enum",                  k4,    k2020, kCheck,     None,        kAnyType, compile_enum,                 apply_enum},
    {"const",                 k6,    k2020, kCheck,     None,        kAnyType, compile_const,                apply_const},

    {"minimum",               k4,    k2020, kCheck,     None,        kNumbers, compile_minimum,              apply_minimum},
    {"maximum",               k4,    k2020, kCheck,     None,        kNumbers, compile_maximum,              apply_maximum},
    {"exclusiveMinimum",      k6,    k2020, kCheck,     None,        kNumbers, compile_exclusive_minimum,    apply_exclusive_minimum},
    {"exclusiveMaximum",      k6,    k2020, kCheck,     None,        kNumbers, compile_exclusive_maximum,    apply_exclusive_maximum},
    {"multipleOf",            k4,    k2020, kCheck,     None,        kNumbers, compile_multiple_of,          apply_multiple_of},

    {"minLength",             k4,    k2020, kCheck,     None,        kStrings, compile_min_length,           apply_min_length},
    {"maxLength",             k4,    k2020, kCheck,     None,        kStrings, compile_max_length,           apply_max_length},
    {"pattern",               k4,    k2020, kCheck,     None,        kStrings, compile_pattern,              apply_pattern},
    {"format",                k4,    k2020, kVocabularyFormat, None, kStrings, compile_format,               apply_format},
    {"contentEncoding",       k7,    k7,    kVocabularyContent, None, kStrings, compile_content_encoding,    apply_content_encoding},
    {"contentMediaType",      k7,    k7,    kVocabularyContent, None, kStrings, compile_content_media_type,  apply_content_media_type},
    {"contentSchema",         k2019, k2020, kVocabularyContent, One, kStrings},

    {"minItems",              k4,    k2020, kCheck,     None,        kArrays,  compile_min_items,            apply_min_items},
    {"maxItems",              k4,    k2020, kCheck,     None,        kArrays,  compile_max_items,            apply_max_items},
    {"minProperties",         k4,    k2020, kCheck,     None,        kObjects, compile_min_properties,       apply_min_properties},
    {"maxProperties",         k4,    k2020, kCheck,     None,        kObjects, compile_max_properties,       apply_max_properties},
    {"required",              k4,    k2020, kCheck,     None,        kObjects, compile_required,             apply_required},
    {"dependentRequired",     k2019, k2020, kCheck,     None,        kObjects, compile_dependent_required,   apply_dependent_required},
    {"uniqueItems",           k4,    k2020, kCheck,     None,        kArrays,  compile_unique_items,         apply_unique_items},

    {"$ref",                  k4,    k2020, kCore,      None,        kAnyType, compile_ref,                  apply_ref},
    {"$dynamicRef",           k2020, k2020, kCore,      None,        kAnyType, compile_dynamic_ref,          apply_dynamic_ref},
    {"$recursiveRef",         k2019, k2019, kCore,      None,        kAnyType, compile_recursive_ref,        apply_recursive_ref},
    {"allOf",                 k4,    k2020, kApply,     List,        kAnyType, compile_all_of,               apply_all_of},
    {"anyOf",                 k4,    k2020, kApply,     List,        kAnyType, compile_any_of,               apply_any_of},
    {"oneOf",                 k4,    k2020, kApply,     List,        kAnyType, compile_one_of,               apply_one_of},
    {"not",                   k4,    k2020, kApply,     One,         kAnyType, compile_negation,             apply_negation},
    {"if",                    k7,    k2020, kApply,     One,         kAnyType, compile_if,                   apply_if},

    {"properties",            k4,    k2020, kApply,     Map,         kObjects, compile_properties,           apply_properties},
    {"patternProperties",     k4,    k2020, kApply,     Map,         kObjects, compile_pattern_properties,   apply_pattern_properties},
    {"additionalProperties",  k4,    k2020, kApply,     One,         kObjects, compile_additional_properties, apply_additional_properties},
    {"propertyNames",         k6,    k2020, kApply,     One,         kObjects, compile_property_names,       apply_property_names},
    {"dependencies",          k4,    k2020, kApply,     MapOrTexts,  kObjects, compile_dependencies,         apply_dependencies},
    {"dependentSchemas",      k2019, k2020, kApply,     Map,         kObjects, compile_dependent_schemas,    apply_dependent_schemas},

    {"prefixItems",           k2020, k2020, kApply,     List,        kArrays,  compile_prefix_items,         apply_prefix_items},
    {"items",                 k2020, k2020, kApply,     One,         kArrays,  compile_items,                apply_items},
    {"items",                 k4,    k2019, kApply,     OneOrList,   kArrays,  compile_items_or_prefix,      apply_items_or_prefix},
    {"additionalItems",       k4,    k2019, kApply,     One,         kArrays,  compile_additional_items,     apply_additional_items},
    {"contains",              k6,    k2020, kApply,     One,         kArrays,  compile_contains,             apply_contains},

    {"unevaluatedItems",      k2019, k2020, kRest,      One,         kArrays,  compile_unevaluated_items,    apply_unevaluated_items},
    {"unevaluatedProperties", k2019, k2020, kRest,      One,         kObjects, compile_unevaluated_properties, apply_unevaluated_properties},
};
// clang-format on

/// Positions in the table, sorted by name.
constexpr auto kByName = [] {
  std::array<uint8_t, std::size(kKeywords)> order{};
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<uint8_t>(i);
  std::sort(order.begin(), order.end(),
            [](uint8_t a, uint8_t b) { return kKeywords[a].name < kKeywords[b].name; });
  return order;
}();

}  // namespace

std::span<const Keyword> all_keywords() { return kKeywords; }

const Keyword* find_keyword(std::string_view name, const Dialect& dialect) {
  auto at = std::lower_bound(
      kByName.begin(), kByName.end(), name,
      [](uint8_t i, std::string_view wanted) { return kKeywords[i].name < wanted; });
  for (; at != kByName.end() && kKeywords[*at].name == name; ++at) {
    const Keyword& keyword = kKeywords[*at];
    if (keyword.since <= dialect.draft && dialect.draft <= keyword.until)
      return keyword.vocabulary & dialect.vocabularies ? &keyword : nullptr;
  }
  return nullptr;
}

}  // namespace drydock::schemas
