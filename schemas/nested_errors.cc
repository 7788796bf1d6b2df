#include "schemas/nested_errors.h"

#include <algorithm>
#include <iterator>

namespace drydock::schemas {
namespace {

/// After a failure of one of these nothing else of a schema is looked at.
constexpr std::string_view kDecisive[] = {"type", "const", "enum", "format"};

/// The rest in the order of the library; what is in one row it meets in the order of the members.
constexpr std::string_view kOrder[] = {
    "$ref",
    "minProperties",
    "maxProperties",
    "required",
    "dependencies",
    "properties patternProperties",
    "additionalProperties",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "minItems",
    "maxItems",
    "uniqueItems",
    "prefixItems items additionalItems",
    "contains",
    "minLength",
    "maxLength",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "$recursiveRef",
    "$dynamicRef",
    "not",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "unevaluatedProperties unevaluatedItems",
};

constexpr int kFirstOther = static_cast<int>(std::size(kDecisive));

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

int rank_of(std::string_view keyword) {
  for (int i = 0; i < kFirstOther; ++i) {
    if (kDecisive[i] == keyword) return i;
  }
  for (size_t i = 0; i < std::size(kOrder); ++i) {
    if (has_word(kOrder[i], keyword)) return kFirstOther + static_cast<int>(i);
  }
  return kFirstOther + static_cast<int>(std::size(kOrder));
}

}  // namespace

void NestedErrors::add(std::string_view keyword, std::vector<SchemaError> errors) {
  int rank = rank_of(keyword);
  for (SchemaError& error : errors) errors_.push_back({rank, std::move(error)});
}

SchemaError NestedErrors::take(SchemaError group) {
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  if (errors_.size() == 1 || errors_[0].rank < kFirstOther) return std::move(errors_[0].error);
  group.is_group = true;
  for (Ranked& one : errors_) group.causes.push_back(std::move(one.error));
  return group;
}

std::vector<SchemaError> ungrouped(std::vector<SchemaError> errors) {
  if (errors.size() != 1 || !errors[0].is_group || !errors[0].keyword.empty()) return errors;
  std::vector<SchemaError> causes = std::move(errors[0].causes);
  return causes;
}

}  // namespace drydock::schemas
