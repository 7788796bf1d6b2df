#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "schemas/decimal.h"
#include "schemas/keyword_families.h"

namespace drydock::schemas {
namespace {

/// Schemas for the first items, each its own.
using PrefixNodes = std::span<const SchemaNode* const>;

/// One schema for all items from some place on, or `prefix` when that is not empty.
struct Items {
  const SchemaNode* node = nullptr;
  size_t start = 0;
  PrefixNodes prefix;
};

struct Contains {
  const SchemaNode* node = nullptr;
  uint64_t min = 1;
  uint64_t max = std::numeric_limits<uint64_t>::max();
  bool has_min = false;    // `minContains` is there
  bool evaluates = false;  // since draft 2020-12
};

template <class T>
const T& operand_of(const Instruction& instruction) {
  return *static_cast<const T*>(instruction.operand);
}

PrefixNodes prefix_nodes(Compiler& compiler, const KeywordSite& site) {
  std::span<const JsonValue> schemas = site.value->items();
  std::span<const SchemaNode*> nodes = compiler.array<const SchemaNode*>(schemas.size());
  for (size_t i = 0; i < nodes.size(); ++i) nodes[i] = compiler.node(schemas[i], site);
  return nodes;
}

bool apply_prefix(Evaluation& evaluation, PrefixNodes nodes, const Place& place) {
  bool fits = true;
  for (size_t i = 0; i < std::min(nodes.size(), place.value->items().size()); ++i) {
    if (place.evaluated) place.evaluated->add(i);
    fits = evaluation.apply_to_item(*nodes[i], place, i) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  return fits;
}

bool apply_from(Evaluation& evaluation, const SchemaNode& node, size_t start, const Place& place) {
  if (place.evaluated) place.evaluated->add_all();
  if (node.kind == SchemaNode::Kind::AlwaysValid) return true;
  bool fits = true;
  for (size_t i = start; i < place.value->items().size(); ++i) {
    fits = evaluation.apply_to_item(node, place, i) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  return fits;
}

std::optional<uint64_t> count_of(const JsonValue* value) {
  return value && value->is_number() ? to_count(value->text()) : std::nullopt;
}

Operand compile_count(Compiler& compiler, const KeywordSite& site) {
  auto count = count_of(site.value);
  if (!count) return compiler.misused(site, "an integer that is not below 0");
  return compiler.make(*count);
}

}  // namespace

Operand compile_prefix_items(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_array()) return compiler.misused(site, "a list of schemas");
  return compiler.make(prefix_nodes(compiler, site));
}

bool apply_prefix_items(Evaluation& evaluation, const Instruction& instruction,
                        const Place& place) {
  return apply_prefix(evaluation, operand_of<PrefixNodes>(instruction), place);
}

Operand compile_items(Compiler& compiler, const KeywordSite& site) {
  if (site.value->is_array()) return compiler.misused(site, "a schema");
  Items operand{compiler.node(*site.value, site), 0, {}};
  if (const JsonValue* prefix = site.sibling("prefixItems")) operand.start = prefix->items().size();
  return compiler.make(operand);
}

bool apply_items(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& operand = operand_of<Items>(instruction);
  return apply_from(evaluation, *operand.node, operand.start, place);
}

/// Up to draft 2019-09 `items` may be a list, and then is what `prefixItems` is today.
Operand compile_items_or_prefix(Compiler& compiler, const KeywordSite& site) {
  Items operand;
  if (site.value->is_array())
    operand.prefix = prefix_nodes(compiler, site);
  else
    operand.node = compiler.node(*site.value, site);
  return compiler.make(operand);
}

bool apply_items_or_prefix(Evaluation& evaluation, const Instruction& instruction,
                           const Place& place) {
  const auto& operand = operand_of<Items>(instruction);
  if (!operand.node) return apply_prefix(evaluation, operand.prefix, place);
  return apply_from(evaluation, *operand.node, 0, place);
}

Operand compile_additional_items(Compiler& compiler, const KeywordSite& site) {
  const JsonValue* items = site.sibling("items");
  if (!items || !items->is_array()) return std::nullopt;
  return compiler.make(Items{compiler.node(*site.value, site), items->items().size(), {}});
}

bool apply_additional_items(Evaluation& evaluation, const Instruction& instruction,
                            const Place& place) {
  const auto& operand = operand_of<Items>(instruction);
  size_t count = place.value->items().size();
  if (evaluation.nests() && operand.node->kind == SchemaNode::Kind::NeverValid &&
      count > operand.start) {
    size_t rest = count - operand.start;
    return evaluation.refuse_pair(instruction, place, rest, 0, [&] {
      return fmt::format("has {} items more than it may have", rest);
    });
  }
  return apply_items(evaluation, instruction, place);
}

Operand compile_contains(Compiler& compiler, const KeywordSite& site) {
  Contains operand;
  operand.node = compiler.node(*site.value, site);
  operand.evaluates = site.dialect().draft >= Draft::Draft2020;
  bool counts = site.dialect().draft >= Draft::Draft2019 &&
                (site.dialect().vocabularies & kVocabularyValidation);
  if (counts) {
    operand.has_min = site.sibling("minContains");
    operand.min = count_of(site.sibling("minContains")).value_or(operand.min);
    operand.max = count_of(site.sibling("maxContains")).value_or(operand.max);
  }
  return compiler.make(operand);
}

bool apply_contains(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  const auto& operand = operand_of<Contains>(instruction);
  std::vector<SchemaError> causes;
  std::vector<size_t> positions;
  for (size_t i = 0; i < place.value->items().size(); ++i) {
    InstancePath path{place.path, {}, i, true};
    Place item{&place.value->items()[i], &path, place.scope, nullptr, nullptr};
    if (!evaluation.fits(*operand.node, item)) {
      if (!evaluation.nests()) continue;
      for (SchemaError& cause : evaluation.why_not(*operand.node, item))
        causes.push_back(std::move(cause));
      continue;
    }
    positions.push_back(i);
    if (operand.evaluates && place.evaluated) place.evaluated->add(i);
  }
  uint64_t found = positions.size();
  if (operand.min <= found && found <= operand.max) return true;
  bool too_many = found > operand.max;
  if (!evaluation.collects()) return false;
  SchemaError error = evaluation.make_error(
      instruction, place,
      too_many ? fmt::format("has {} items that fit, may have at most {}", found, operand.max)
               : fmt::format("has {} items that fit, must have at least {}", found, operand.min));
  if (!too_many) error.causes = std::move(causes);
  error.positions = std::move(positions);
  if (too_many) error.property = "maxContains";
  if (!too_many && operand.has_min) error.property = "minContains";
  error.second = too_many ? operand.max : operand.min;
  evaluation.add(std::move(error));
  return false;
}

Operand compile_min_items(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_min_items(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  if (place.value->items().size() >= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} items, must have at least {}", place.value->items().size(), limit);
  });
}

Operand compile_max_items(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_max_items(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  if (place.value->items().size() <= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} items, may have at most {}", place.value->items().size(), limit);
  });
}

Operand compile_unique_items(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_boolean()) return compiler.misused(site, "a boolean");
  if (!site.value->boolean) return std::nullopt;
  return nullptr;
}

bool apply_unique_items(Evaluation& evaluation, const Instruction& instruction,
                        const Place& place) {
  std::span<const JsonValue> items = place.value->items();
  if (items.size() < 2) return true;
  struct Hashed {
    uint64_t hash;
    size_t index;
  };
  std::vector<Hashed> hashed(items.size());
  for (size_t i = 0; i < items.size(); ++i) hashed[i] = {json_hash(items[i]), i};
  std::sort(hashed.begin(), hashed.end(), [](const Hashed& a, const Hashed& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
  });
  // The pair that a reader of the list meets first.
  size_t first = 0;
  size_t second = items.size();
  for (size_t i = 1; i < hashed.size(); ++i) {
    for (size_t j = i; j > 0 && hashed[j - 1].hash == hashed[i].hash; --j) {
      if (hashed[i].index >= second) break;
      if (!json_equal(items[hashed[j - 1].index], items[hashed[i].index])) continue;
      first = hashed[j - 1].index;
      second = hashed[i].index;
    }
  }
  if (second == items.size()) return true;
  return evaluation.refuse_pair(instruction, place, first, second, [&] {
    return fmt::format("has equal items at {} and {}", first, second);
  });
}

Operand compile_unevaluated_items(Compiler& compiler, const KeywordSite& site) {
  site.node->has_unevaluated = true;
  return compiler.node(*site.value, site);
}

bool apply_unevaluated_items(Evaluation& evaluation, const Instruction& instruction,
                             const Place& place) {
  const auto& node = *static_cast<const SchemaNode*>(instruction.operand);
  bool fits = true;
  for (size_t i = 0; i < place.value->items().size(); ++i) {
    if (place.evaluated->contains(i)) continue;
    fits = evaluation.apply_to_item(node, place, i) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  place.evaluated->add_all();
  return fits;
}

}  // namespace drydock::schemas
