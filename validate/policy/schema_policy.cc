#include "validate/policy/schema_policy.h"

#include "core/error.h"
#include "core/suggest.h"
#include "core/yaml/read.h"
#include "validate/field_paths.h"
#include "validate/policy/definition.h"

namespace drydock::validate::policy {
namespace {

constexpr std::string_view kKeys[] = {"help",     "id",    "match",   "schema",
                                      "severity", "title", "waivable"};
constexpr std::string_view kMatchKeys[] = {"clusters",   "kinds", "labels",  "names",
                                           "namespaces", "pods",  "projects"};
constexpr size_t kMaxHits = 200;

[[noreturn]] void refuse(const Node& node, std::string message) {
  fail("policy-invalid", std::move(message), node.where());
}

template <size_t N>
void check_keys(const Node& node, const std::string_view (&known)[N], std::string_view what) {
  if (!node.is_mapping()) refuse(node, fmt::format("{} is an object", what));
  std::vector<std::string_view> names(std::begin(known), std::end(known));
  for (const NodeEntry& entry : node.pairs()) {
    std::string_view key = entry.key->text();
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    refuse(*entry.key, fmt::format("{} has no field `{}`{}", what, key, did_you_mean(key, names)));
  }
}

template <class F>
void each_text(const Node& node, std::string_view key, F take) {
  const Node* list = node.find(key);
  if (!list) return;
  if (!list->is_sequence()) refuse(*list, fmt::format("`{}` is a list of texts", key));
  for (const Node* item : list->elements()) {
    if (item->text().empty()) refuse(*item, fmt::format("`{}` is a list of texts", key));
    take(item->text());
  }
}

Match read_match(const Node& node) {
  check_keys(node, kMatchKeys, "match");
  Match match;
  each_text(node, "kinds",
            [&](std::string_view text) { match.kinds.push_back(read_kind_pattern(text)); });
  match.pods = node.text_of("pods") == "true";
  each_text(node, "namespaces", [&](std::string_view text) { match.namespaces.add(text); });
  each_text(node, "names", [&](std::string_view text) { match.names.add(text); });
  each_text(node, "projects", [&](std::string_view text) { match.projects.add(text); });
  each_text(node, "clusters", [&](std::string_view text) { match.clusters.add(text); });
  if (const Node* labels = node.find("labels")) {
    for (const NodeEntry& entry : labels->pairs()) {
      match.labels.emplace_back(entry.key->text(), Glob(entry.value->text(), GlobKind::Name));
    }
  }
  return match;
}

Severity read_severity(const Node& root) {
  const Node* node = root.find("severity");
  if (!node || node->text() == "error") return Severity::Error;
  if (node->text() == "warning") return Severity::Warning;
  if (node->text() != "info") refuse(*node, "`severity` is one of error, warning, info");
  return Severity::Info;
}

}  // namespace

bool is_schema_policy_file(std::string_view name) {
  return name.ends_with(".schema.yaml") || name.ends_with(".schema.yml") ||
         name.ends_with(".schema.json");
}

Policy read_schema_policy(const SourceFile& file, SchemaRule& rule) {
  YamlDocuments documents = read_yaml(file, rule.arena);
  if (!documents.go_error.empty()) throw Error(documents.problems.front());
  if (documents.roots.size() != 1 || !documents.roots[0]) {
    fail("policy-invalid", "the file has one document", {&file, 1, 1});
  }
  const Node& root = *documents.roots[0];
  check_keys(root, kKeys, "a policy");
  Policy policy;
  policy.where = root.where();
  policy.id = root.text_of("id");
  policy.title = root.text_of("title");
  policy.help = root.text_of("help");
  if (!is_kebab_case(policy.id) || find_rule(policy.id))
    refuse(root, "the id of a policy is like `no-host-path`");
  if (policy.title.empty()) refuse(root, fmt::format("policy `{}` has no title", policy.id));
  policy.severity = read_severity(root);
  policy.waivable = root.text_of("waivable") != "false";
  if (const Node* match = root.find("match")) policy.match = read_match(*match);
  const Node* schema = root.find("schema");
  if (!schema) refuse(root, fmt::format("policy `{}` has no schema", policy.id));
  rule.document = schemas::json_from_node(*schema, YamlDialect::Sigs, rule.arena);
  rule.schema.emplace(rule.document);
  for (const Diagnostic& problem : rule.schema->problems()) {
    if (problem.severity == Severity::Error) fail("policy-invalid", problem.message, problem.where);
  }
  policy.schema = &rule;
  policy.has_check = true;
  return policy;
}

std::vector<Hit> check_schema_policy(const Policy& policy, const ObjectRef& object) {
  Arena arena;
  const Node& root = *object.resource->root;
  schemas::JsonValue value = schemas::json_from_node(root, YamlDialect::Sigs, arena);
  std::vector<Hit> hits;
  for (const schemas::SchemaError& error : policy.schema->schema->check(value)) {
    if (hits.size() >= kMaxHits) break;
    Hit hit;
    hit.severity = policy.severity;
    hit.field = field_of(pointer_tokens(root, error.instance_path));
    // What a Secret holds must not be shown, and messages may quote values.
    hit.message = object.is_secret ? "it does not fit the policy's schema" : error.message;
    hit.where = error.where;
    if (hit.where.line == 0) hit.where = position_of(object, root, nullptr);
    hit.object = &object;
    hit.project = object.project;
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace drydock::validate::policy
