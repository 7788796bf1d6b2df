#include "validate/custom_schema.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/json/write.h"
#include "core/stack_guard.h"
#include "core/suggest.h"
#include "core/yaml/duplicate_keys.h"
#include "core/yaml/resolve.h"
#include "schemas/defaulting.h"
#include "schemas/json_value.h"
#include "schemas/kubernetes.h"
#include "schemas/structural_schema.h"
#include "validate/field_paths.h"
#include "validate/kubernetes_formats.h"
#include "validate/schema_check.h"

namespace drydock::validate {
namespace {

using schemas::JsonMember;
using schemas::JsonValue;
using schemas::SchemaError;

bool is_true(const JsonValue* value) { return value && value->is_boolean() && value->boolean; }

std::string_view text_of(const JsonValue& schema, std::string_view keyword) {
  const JsonValue* value = schema.find(keyword);
  return value ? value->text() : std::string_view();
}

/// What Crossplane adds to the `spec` and `status` of composites and claims.
constexpr std::string_view kCompositeFields[] = {"claimRef",
                                                 "compositeDeletePolicy",
                                                 "compositionRef",
                                                 "compositionRevisionRef",
                                                 "compositionRevisionSelector",
                                                 "compositionSelector",
                                                 "compositionUpdatePolicy",
                                                 "conditions",
                                                 "connectionDetails",
                                                 "crossplane",
                                                 "environmentConfigRefs",
                                                 "publishConnectionDetailsTo",
                                                 "resourceRef",
                                                 "resourceRefs",
                                                 "writeConnectionSecretToRef"};

/// Finds what the server would prune, or refuse beside the values themselves.
class Pruner {
 public:
  Pruner(const schemas::CustomVersion& version, YamlDialect dialect,
         std::vector<FieldProblem>& problems)
      : version_(version), dialect_(dialect), problems_(problems), duplicates_(dialect) {}

  void check_root(const Node& root, const JsonValue& schema);

 private:
  void check(const Node& node, const JsonValue& schema);
  void check_mapping(const Node& node, const JsonValue& schema, bool is_object);
  void check_entry(const NodeEntry& entry, const JsonValue& schema, bool is_object);
  void check_list(const Node& node, const JsonValue& schema);
  void check_repeated_items(const Node& node, const JsonValue& schema);
  void check_metadata(const Node& metadata);
  void check_embedded(const Node& node);
  void report_duplicates(const Node& node);
  std::string item_key(const Node& item, const JsonValue* keys);
  void add(std::string_view type, std::string_view field, std::string detail, const Node& node) {
    problems_.push_back({type, std::string(field), std::move(detail), &node, ""});
  }

  const schemas::CustomVersion& version_;
  YamlDialect dialect_;
  std::vector<FieldProblem>& problems_;
  DuplicateKeys duplicates_;
  StackGuard guard_{size_t{2} * 1024 * 1024};
  std::string path_;
};

void Pruner::check_root(const Node& root, const JsonValue& schema) {
  if (root.is_mapping()) check_mapping(root, schema, true);
}

void Pruner::report_duplicates(const Node& node) {
  for (auto [earlier, later] : duplicates_.find(node.pairs())) {
    const Node& key = *node.pairs()[later].key;
    add("Strict", joined_field(path_, key.text()),
        fmt::format("key \"{}\" already set in map", key.text()), key);
  }
}

void Pruner::check_metadata(const Node& metadata) {
  static const schemas::ApiSchema schema =
      schemas::kubernetes_api().find({"", "v1", "ConfigMap"}).schema().field("metadata");
  StructureOptions options;
  options.dialect = dialect_;
  options.path = joined_field(path_, "metadata");
  for (FieldProblem& problem : check_structure(metadata, schema, options)) {
    problems_.push_back(std::move(problem));
  }
}

void Pruner::check_embedded(const Node& node) {
  for (std::string_view field : {"apiVersion", "kind"}) {
    if (!node.text_of(field).empty()) continue;
    add("FieldValueRequired", joined_field(path_, field), "Required value: must not be empty",
        node);
  }
}

void Pruner::check_entry(const NodeEntry& entry, const JsonValue& schema, bool is_object) {
  std::string_view key = entry.key->text();
  if (is_object && (key == "apiVersion" || key == "kind")) return;
  if (is_object && key == "metadata") {
    if (entry.value->is_mapping()) check_metadata(*entry.value);
    return;
  }
  FieldStep step(path_);
  step.enter_key(key);
  const JsonValue* properties = schema.find("properties");
  const JsonValue* property = properties ? properties->find(key) : nullptr;
  if (property) return check(*entry.value, *property);
  const JsonValue* others = schema.find("additionalProperties");
  if (others && others->is_object()) return check(*entry.value, *others);
  if (is_true(others) || is_true(schema.find("x-kubernetes-preserve-unknown-fields"))) return;
  bool of_crossplane = version_.is_composite &&
                       (path_.starts_with("spec.") || path_.starts_with("status.")) &&
                       std::ranges::find(kCompositeFields, key) != std::end(kCompositeFields);
  if (of_crossplane) return;
  add("Strict", path_, fmt::format("unknown field \"{}\"", path_), *entry.key);
  if (!properties) return;
  std::vector<std::string_view> names;
  for (const JsonMember& member : properties->members()) names.push_back(member.name);
  problems_.back().hint = nearest(key, names);
}

void Pruner::check_mapping(const Node& node, const JsonValue& schema, bool is_object) {
  report_duplicates(node);
  for (const NodeEntry& entry : node.pairs()) {
    if (!entry.key->is_scalar()) continue;
    if (!is_merge_key(*entry.key, dialect_)) {
      check_entry(entry, schema, is_object);
    } else if (entry.value->is_mapping()) {
      check_mapping(*entry.value, schema, is_object);
    }
  }
}

std::string Pruner::item_key(const Node& item, const JsonValue* keys) {
  Arena arena;
  JsonValue value = schemas::json_from_node(item, dialect_, arena);
  constexpr size_t kWhole = 4096;
  if (!keys) return schemas::json_excerpt(value, kWhole);
  std::string out;
  for (const JsonValue& key : keys->items()) {
    const JsonValue* part = value.find(key.text());
    out += fmt::format("{}{}:{}", out.empty() ? "" : ",", key.text(),
                       part ? schemas::json_excerpt(*part, kWhole) : "null");
  }
  return out;
}

void Pruner::check_repeated_items(const Node& node, const JsonValue& schema) {
  std::string_view type = text_of(schema, "x-kubernetes-list-type");
  const JsonValue* keys = type == "map" ? schema.find("x-kubernetes-list-map-keys") : nullptr;
  if (type != "set" && !keys) return;
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < node.elements().size(); ++i) {
    const Node& item = *node.elements()[i];
    if (keys && !item.is_mapping()) continue;
    std::string key = item_key(item, keys);
    if (seen.try_emplace(key, i).second) continue;
    add("FieldValueDuplicate", fmt::format("{}[{}]", path_, i),
        fmt::format("Duplicate value: {}", key), item);
  }
}

void Pruner::check_list(const Node& node, const JsonValue& schema) {
  const JsonValue* items = schema.find("items");
  for (size_t i = 0; items && items->is_object() && i < node.elements().size(); ++i) {
    FieldStep step(path_);
    step.enter_item(i);
    check(*node.elements()[i], *items);
  }
  check_repeated_items(node, schema);
}

void Pruner::check(const Node& node, const JsonValue& schema) {
  if (guard_.exhausted()) return;
  if (node.is_sequence()) return check_list(node, schema);
  if (!node.is_mapping()) return;
  bool embedded = is_true(schema.find("x-kubernetes-embedded-resource"));
  // A text or a number where an object stands is told by the values' own check.
  std::string_view type = text_of(schema, "type");
  if (!type.empty() && type != "object") return;
  if (embedded) check_embedded(node);
  check_mapping(node, schema, embedded);
}

/// The server's cause for a keyword.
std::string_view cause_of(std::string_view keyword) {
  if (keyword == "type") return "FieldValueTypeInvalid";
  if (keyword == "required") return "FieldValueRequired";
  if (keyword == "enum") return "FieldValueNotSupported";
  if (keyword == "maxLength") return "FieldValueTooLong";
  return keyword == "maxItems" || keyword == "maxProperties" ? "FieldValueTooMany"
                                                             : "FieldValueInvalid";
}

const JsonValue* value_at(const JsonValue& root, const std::vector<PathToken>& tokens) {
  const JsonValue* value = &root;
  for (const PathToken& token : tokens) {
    if (token.is_item) {
      value = token.index < value->items().size() ? &value->items()[token.index] : nullptr;
    } else {
      value = value->find(token.key);
    }
    if (!value) return nullptr;
  }
  return value;
}

FieldProblem to_problem(const SchemaError& error, const JsonValue& root, const Node& object) {
  std::vector<PathToken> tokens = pointer_tokens(object, error.instance_path);
  const JsonValue* value = value_at(root, tokens);
  FieldProblem problem;
  problem.type = cause_of(error.keyword);
  problem.field = field_of(tokens);
  problem.node = node_at(object, tokens);
  std::string shown = value ? schemas::json_excerpt(*value) : "";
  if (error.keyword == "required") {
    // The evaluator has one error for each missing name, and names it last in quotes.
    size_t end = error.message.rfind('"');
    size_t start = error.message.rfind('"', end - 1) + 1;
    problem.field = joined_field(problem.field, error.message.substr(start, end - start));
    problem.detail = "Required value";
  } else if (error.keyword == "type") {
    problem.detail =
        fmt::format("Invalid value: {}: {} in body {}", shown, problem.field, error.message);
  } else if (error.keyword == "enum") {
    std::string names;
    for (const JsonValue& one : error.operand->items()) {
      if (one.is_null()) continue;
      names += fmt::format("{}{}", names.empty() ? "" : ", ", schemas::json_excerpt(one));
    }
    problem.detail = fmt::format("Unsupported value: {}: supported values: {}", shown, names);
  } else {
    problem.detail =
        fmt::format("Invalid value: {}: {} in body {}", shown, problem.field, error.message);
  }
  return problem;
}

/// After such problems the server does not look at rules.
bool hides_rules(std::string_view type) {
  return type == "FieldValueRequired" || type == "FieldValueTooLong" ||
         type == "FieldValueTooMany" || type == "FieldValueTypeInvalid" ||
         type == "FieldValueNotSupported";
}

}  // namespace

CustomSchema::CustomSchema(const schemas::CustomVersion& version, YamlDialect dialect)
    : version_(version) {
  if (!version.schema) return;
  source_ = schemas::json_from_node(*version.schema, dialect, arena_);
  translated_ = schemas::json_schema_of_structural(source_, arena_);
  schemas::SchemaOptions options;
  options.draft = schemas::Draft::Draft4;
  options.patterns = schemas::PatternSyntax::Go;
  options.assert_formats = true;
  options.find_format = find_custom_resource_format;
  schema_ = std::make_unique<schemas::JsonSchema>(translated_, options);
  rules_ = std::make_unique<CustomRules>(source_);
}

CustomSchema::~CustomSchema() = default;

const std::vector<Diagnostic>& CustomSchema::problems() const {
  return schema_ ? schema_->problems() : no_problems_;
}

std::vector<FieldProblem> CustomSchema::check(const Node& object, YamlDialect dialect,
                                              const Node* old) const {
  std::vector<FieldProblem> problems;
  if (!schema_) return problems;
  if (!version_.preserves_unknown) {
    Pruner(version_, dialect, problems).check_root(object, source_);
  }
  Arena arena;
  JsonValue value = schemas::json_from_node(object, dialect, arena);
  bool blocked = false;
  for (const SchemaError& error : schema_->check(value)) {
    problems.push_back(to_problem(error, value, object));
    blocked = blocked || hides_rules(problems.back().type);
  }
  if (blocked || rules_->empty()) return problems;
  value = schemas::with_defaults(value, source_, arena);
  JsonValue before;
  if (old) {
    before = schemas::json_from_node(*old, dialect, arena);
    before = schemas::with_defaults(before, source_, arena);
  }
  for (FieldProblem& problem : rules_->check(value, old ? &before : nullptr, object)) {
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace drydock::validate
