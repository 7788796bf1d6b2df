#include <fmt/format.h>

#include <algorithm>

#include "schemas/decimal.h"
#include "schemas/keyword_families.h"
#include "schemas/nested_errors.h"

namespace drydock::schemas {
namespace {

struct NamedNode {
  std::string_view name;
  const SchemaNode* node;
};

struct PatternNode {
  const Pattern* pattern;  // null: cannot be run, and so stands for no property
  const SchemaNode* node;
};

struct NamedTexts {
  std::string_view name;
  std::span<const std::string_view> texts;
};

/// In byte order of their names.
using NamedNodes = std::span<const NamedNode>;
using PatternNodes = std::span<const PatternNode>;

struct AdditionalProperties {
  const SchemaNode* node;
  std::span<const JsonMember> known;  // of `properties`
  PatternNodes patterns;              // of `patternProperties`
};

struct Dependencies {
  std::span<const NamedTexts> required;
  std::span<const NamedNode> schemas;
};

template <class T>
const T& operand_of(const Instruction& instruction) {
  return *static_cast<const T*>(instruction.operand);
}

/// The strings of a list; nothing when it is none.
std::optional<std::span<const std::string_view>> texts_of(Compiler& compiler,
                                                          const JsonValue& list) {
  if (!list.is_array()) return std::nullopt;
  std::span<std::string_view> texts = compiler.array<std::string_view>(list.items().size());
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!list.items()[i].is_string()) return std::nullopt;
    texts[i] = list.items()[i].text();
  }
  return texts;
}

std::span<const PatternNode> pattern_nodes(Compiler& compiler, const KeywordSite& site,
                                           const JsonValue& map) {
  std::span<PatternNode> nodes = compiler.array<PatternNode>(map.members().size());
  for (size_t i = 0; i < nodes.size(); ++i) {
    const JsonMember& member = map.members()[i];
    nodes[i] = {compiler.pattern(member.name, site), compiler.node(member.value, site)};
  }
  return nodes;
}

bool matches_any(PatternNodes patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const PatternNode& one) {
    return one.pattern && one.pattern->matches(name);
  });
}

bool is_known(std::span<const JsonMember> known, std::string_view name) {
  auto at = std::lower_bound(known.begin(), known.end(), name,
                             [](const JsonMember& m, std::string_view n) { return m.name < n; });
  return at != known.end() && at->name == name;
}

/// A member that only a schema for the rest may judge.
bool apply_to_rest(Evaluation& evaluation, const Instruction& instruction, const SchemaNode& node,
                   const Place& place, size_t i) {
  if (node.kind != SchemaNode::Kind::NeverValid) return evaluation.apply_to_member(node, place, i);
  if (!evaluation.collects()) return false;
  return evaluation.refuse_member(
      instruction, place, i,
      fmt::format("has the unknown property \"{}\"", place.value->members()[i].name));
}

/// One error for all members that should not be there.
bool refuse_unknown(Evaluation& evaluation, const Instruction& instruction, const Place& place,
                    std::span<const size_t> unknown) {
  const JsonMember& first = place.value->members()[unknown[0]];
  SchemaError error = evaluation.make_error(
      instruction, place, fmt::format("has the unknown property \"{}\"", first.name));
  if (first.key_node) error.where = first.key_node->where();
  for (size_t i : unknown) error.names.emplace_back(place.value->members()[i].name);
  evaluation.add(std::move(error));
  return false;
}

Operand compile_count(Compiler& compiler, const KeywordSite& site) {
  auto count = site.value->is_number() ? to_count(site.value->text()) : std::nullopt;
  if (!count) return compiler.misused(site, "an integer that is not below 0");
  return compiler.make(*count);
}

/// One error for all that is missing.
bool refuse_missing(Evaluation& evaluation, const Instruction& instruction, const Place& place,
                    std::span<const std::string_view> names, std::string_view because) {
  std::vector<std::string> missing;
  for (std::string_view name : names) {
    if (!place.value->find(name)) missing.emplace_back(name);
  }
  if (missing.empty()) return true;
  SchemaError error = evaluation.make_error(instruction, place,
                                            fmt::format("lacks the property \"{}\"", missing[0]));
  error.names = std::move(missing);
  error.property = because;
  evaluation.add(std::move(error));
  return false;
}

bool apply_required_names(Evaluation& evaluation, const Instruction& instruction,
                          const Place& place, std::span<const std::string_view> names,
                          std::string_view because) {
  if (evaluation.nests()) return refuse_missing(evaluation, instruction, place, names, because);
  bool fits = true;
  for (std::string_view name : names) {
    if (place.value->find(name)) continue;
    fits = evaluation.refuse(instruction, place, [&] {
      if (because.empty()) return fmt::format("lacks the property \"{}\"", name);
      return fmt::format("lacks the property \"{}\", which \"{}\" needs", name, because);
    });
    if (!evaluation.collects()) break;
  }
  return fits;
}

}  // namespace

Operand compile_properties(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_object()) return compiler.misused(site, "an object of schemas");
  std::span<const JsonMember> members = site.value->members();
  std::span<NamedNode> nodes = compiler.array<NamedNode>(members.size());
  for (size_t i = 0; i < nodes.size(); ++i)
    nodes[i] = {members[i].name, compiler.node(members[i].value, site)};
  return compiler.make(NamedNodes(nodes));
}

bool apply_properties(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  NamedNodes nodes = operand_of<NamedNodes>(instruction);
  std::span<const JsonMember> members = place.value->members();
  bool fits = true;
  // Both are sorted by name.
  for (size_t i = 0, n = 0; i < members.size() && n < nodes.size();) {
    int order = members[i].name.compare(nodes[n].name);
    if (order != 0) {
      ++(order < 0 ? i : n);
      continue;
    }
    if (place.evaluated) place.evaluated->add(i);
    fits = evaluation.apply_to_member(*nodes[n].node, place, i) && fits;
    if (!fits && !evaluation.collects()) break;
    ++i;
    ++n;
  }
  return fits;
}

Operand compile_pattern_properties(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_object()) return compiler.misused(site, "an object of schemas");
  return compiler.make(pattern_nodes(compiler, site, *site.value));
}

bool apply_pattern_properties(Evaluation& evaluation, const Instruction& instruction,
                              const Place& place) {
  bool fits = true;
  for (const PatternNode& one : operand_of<PatternNodes>(instruction)) {
    for (size_t i = 0; one.pattern && i < place.value->members().size(); ++i) {
      if (!one.pattern->matches(place.value->members()[i].name)) continue;
      if (place.evaluated) place.evaluated->add(i);
      fits = evaluation.apply_to_member(*one.node, place, i) && fits;
      if (!fits && !evaluation.collects()) return false;
    }
  }
  return fits;
}

Operand compile_additional_properties(Compiler& compiler, const KeywordSite& site) {
  AdditionalProperties operand{compiler.node(*site.value, site), {}, {}};
  if (const JsonValue* properties = site.sibling("properties"))
    operand.known = properties->members();
  if (const JsonValue* patterns = site.sibling("patternProperties"))
    operand.patterns = pattern_nodes(compiler, site, *patterns);
  return compiler.make(operand);
}

bool apply_additional_properties(Evaluation& evaluation, const Instruction& instruction,
                                 const Place& place) {
  const auto& operand = operand_of<AdditionalProperties>(instruction);
  if (operand.node->kind == SchemaNode::Kind::AlwaysValid && !place.evaluated) return true;
  std::span<const JsonMember> members = place.value->members();
  bool fits = true;
  bool in_one = evaluation.nests() && operand.node->kind == SchemaNode::Kind::NeverValid;
  std::vector<size_t> unknown;
  for (size_t i = 0; i < members.size(); ++i) {
    if (is_known(operand.known, members[i].name) || matches_any(operand.patterns, members[i].name))
      continue;
    if (place.evaluated) place.evaluated->add(i);
    if (in_one) {
      unknown.push_back(i);
      continue;
    }
    fits = apply_to_rest(evaluation, instruction, *operand.node, place, i) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  if (!unknown.empty()) fits = refuse_unknown(evaluation, instruction, place, unknown);
  return fits;
}

Operand compile_property_names(Compiler& compiler, const KeywordSite& site) {
  return compiler.node(*site.value, site);
}

bool apply_property_names(Evaluation& evaluation, const Instruction& instruction,
                          const Place& place) {
  const auto& node = *static_cast<const SchemaNode*>(instruction.operand);
  bool fits = true;
  for (const JsonMember& member : place.value->members()) {
    JsonValue name;
    name.type = JsonType::String;
    name.size = static_cast<uint32_t>(member.name.size());
    name.text_data = member.name.data();
    name.node = member.key_node;
    if (evaluation.nests()) {
      // The name is a value of its own, so that its errors have no path.
      std::vector<SchemaError> causes =
          evaluation.why_not(node, {&name, nullptr, place.scope, nullptr, nullptr});
      if (causes.empty()) continue;
      fits = false;
      SchemaError error = evaluation.make_error(
          instruction, place, fmt::format("has the name \"{}\", which does not fit", member.name));
      error.property = member.name;
      error.causes = ungrouped(std::move(causes));
      evaluation.add(std::move(error));
      continue;
    }
    InstancePath path{place.path, member.name, 0, false};
    fits = evaluation.apply(node, {&name, &path, place.scope, nullptr, nullptr}) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  return fits;
}

Operand compile_required(Compiler& compiler, const KeywordSite& site) {
  auto names = texts_of(compiler, *site.value);
  if (!names) return compiler.misused(site, "a list of texts");
  return compiler.make(*names);
}

bool apply_required(Evaluation& evaluation, const Instruction& instruction, const Place& place) {
  return apply_required_names(evaluation, instruction, place,
                              operand_of<std::span<const std::string_view>>(instruction), "");
}

/// Texts are properties that must be there as well, everything else is a schema for the object.
Operand compile_dependencies(Compiler& compiler, const KeywordSite& site) {
  if (!site.value->is_object()) return compiler.misused(site, "an object");
  std::span<const JsonMember> members = site.value->members();
  std::span<NamedTexts> required = compiler.array<NamedTexts>(members.size());
  std::span<NamedNode> schemas = compiler.array<NamedNode>(members.size());
  size_t required_count = 0;
  size_t schema_count = 0;
  for (const JsonMember& member : members) {
    if (member.value.is_array()) {
      auto names = texts_of(compiler, member.value);
      if (!names) return compiler.misused(site, "an object of schemas or lists of texts");
      required[required_count++] = {member.name, *names};
    } else {
      NamedNode& added = schemas[schema_count++];
      added.name = member.name;
      compiler.set_in_place(&added.node, compiler.node(member.value, site), site);
    }
  }
  return compiler.make(Dependencies{required.first(required_count), schemas.first(schema_count)});
}

bool apply_dependencies(Evaluation& evaluation, const Instruction& instruction,
                        const Place& place) {
  const auto& operand = operand_of<Dependencies>(instruction);
  bool fits = true;
  for (const NamedTexts& one : operand.required)
    if (place.value->find(one.name))
      fits = apply_required_names(evaluation, instruction, place, one.texts, one.name) && fits;
  for (const NamedNode& one : operand.schemas)
    if (place.value->find(one.name)) fits = evaluation.apply(*one.node, place) && fits;
  return fits;
}

Operand compile_dependent_required(Compiler& compiler, const KeywordSite& site) {
  return compile_dependencies(compiler, site);
}

bool apply_dependent_required(Evaluation& evaluation, const Instruction& instruction,
                              const Place& place) {
  return apply_dependencies(evaluation, instruction, place);
}

Operand compile_dependent_schemas(Compiler& compiler, const KeywordSite& site) {
  return compile_dependencies(compiler, site);
}

bool apply_dependent_schemas(Evaluation& evaluation, const Instruction& instruction,
                             const Place& place) {
  return apply_dependencies(evaluation, instruction, place);
}

Operand compile_min_properties(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_min_properties(Evaluation& evaluation, const Instruction& instruction,
                          const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  if (place.value->members().size() >= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} properties, must have at least {}", place.value->members().size(),
                       limit);
  });
}

Operand compile_max_properties(Compiler& compiler, const KeywordSite& site) {
  return compile_count(compiler, site);
}

bool apply_max_properties(Evaluation& evaluation, const Instruction& instruction,
                          const Place& place) {
  uint64_t limit = operand_of<uint64_t>(instruction);
  if (place.value->members().size() <= limit) return true;
  return evaluation.refuse(instruction, place, [&] {
    return fmt::format("has {} properties, may have at most {}", place.value->members().size(),
                       limit);
  });
}

Operand compile_unevaluated_properties(Compiler& compiler, const KeywordSite& site) {
  site.node->has_unevaluated = true;
  return compiler.node(*site.value, site);
}

bool apply_unevaluated_properties(Evaluation& evaluation, const Instruction& instruction,
                                  const Place& place) {
  const auto& node = *static_cast<const SchemaNode*>(instruction.operand);
  bool fits = true;
  for (size_t i = 0; i < place.value->members().size(); ++i) {
    if (place.evaluated->contains(i)) continue;
    fits = apply_to_rest(evaluation, instruction, node, place, i) && fits;
    if (!fits && !evaluation.collects()) break;
  }
  place.evaluated->add_all();
  return fits;
}

}  // namespace drydock::schemas
