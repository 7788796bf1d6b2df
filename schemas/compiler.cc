#include "schemas/compiler.h"

#include <algorithm>

#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

/// All expressions of a schema together; RE2 needs memory for each.
constexpr size_t kMaxPatternBytes = 1 << 20;

const SchemaNode* always_valid() {
  static constexpr SchemaNode node;
  return &node;
}

}  // namespace

const SchemaNode* Compiler::compile(const JsonValue& schema) {
  const SchemaNode* root = node_at(*documents_.site_of(schema));
  do {
    compile_queue();
    compile_anchors();
  } while (!queue_.empty());
  break_cycles();
  return root;
}

void Compiler::compile_queue() {
  while (!queue_.empty()) {
    SchemaNode* node = queue_.back();
    queue_.pop_back();
    compile_node(*node);
  }
}

/// Dynamic references may lead to any of these.
void Compiler::compile_anchors() {
  for (SchemaResource& resource : documents_.resources()) {
    for (SchemaResource::Anchor& anchor : resource.anchors)
      if (anchor.is_dynamic && !anchor.node)
        anchor.node = node_at(*documents_.site_of(*anchor.schema));
    if (resource.is_recursive_anchor && !resource.root_node)
      resource.root_node = node_at(*documents_.site_of(*resource.root));
  }
}

const SchemaNode* Compiler::node_at(const SchemaSite& site) {
  auto [place, is_new] = nodes_.emplace(site.schema, nullptr);
  if (!is_new) return place->second;
  SchemaNode* node = arena_.make<SchemaNode>();
  node->resource = site.resource;
  node->source = site.schema;
  node->pointer = site.pointer;
  place->second = node;
  queue_.push_back(node);
  return node;
}

const SchemaNode* Compiler::node(const JsonValue& schema, const KeywordSite& site) {
  if (const SchemaSite* known = documents_.site_of(schema)) return node_at(*known);
  // Below a keyword that its dialect does not know as one with schemas.
  return node_at({&schema, const_cast<SchemaResource*>(site.node->resource), site.node->pointer});
}

void Compiler::compile_node(SchemaNode& node) {
  const JsonValue& schema = *node.source;
  if (schema.is_boolean()) {
    node.kind = schema.boolean ? SchemaNode::Kind::AlwaysValid : SchemaNode::Kind::NeverValid;
    return;
  }
  if (!schema.is_object()) {
    documents_.report(
        Severity::Error, "schema-invalid",
        fmt::format("a schema must be an object or a boolean, not {}", json_type_name(schema.type)),
        schema.where());
    return;
  }
  documents_.open({&schema, const_cast<SchemaResource*>(node.resource), node.pointer});
  std::vector<Instruction> instructions;
  bool only_reference = node.resource->dialect.draft <= Draft::Draft7 && schema.find("$ref");
  for (const JsonMember& member : schema.members()) {
    const Keyword* keyword = find_keyword(member.name, node.resource->dialect);
    if (!keyword || !keyword->compile || (only_reference && member.name != "$ref")) continue;
    KeywordSite site{keyword, &schema, &member.value, &node};
    if (Operand operand = keyword->compile(*this, site))
      instructions.push_back({keyword, *operand, &member.value});
  }
  std::sort(instructions.begin(), instructions.end(),
            [](const Instruction& a, const Instruction& b) { return a.keyword < b.keyword; });
  std::span<Instruction> kept = array<Instruction>(instructions.size());
  std::copy(instructions.begin(), instructions.end(), kept.begin());
  node.instructions = kept;
  node.kind = SchemaNode::Kind::Keywords;
}

void Compiler::set_in_place(const SchemaNode** slot, const SchemaNode* target,
                            const KeywordSite& site) {
  *slot = target;
  edges_.push_back({site.node, slot, site});
}

namespace {

enum class Visit : uint8_t { Active, Done };

}  // namespace

/// A schema that is applied to a value in order to be applied to the same value never ends. The
/// edge that closes such a circle is reported and made harmless.
void Compiler::break_cycles() {
  std::unordered_map<const SchemaNode*, std::vector<const InPlaceEdge*>> outgoing;
  for (const InPlaceEdge& edge : edges_) outgoing[edge.from].push_back(&edge);
  std::unordered_map<const SchemaNode*, Visit> visits;
  struct Step {
    const SchemaNode* node;
    size_t next_edge;
  };
  for (const InPlaceEdge& start : edges_) {
    if (visits.contains(start.from)) continue;
    std::vector<Step> path{{start.from, 0}};
    visits[start.from] = Visit::Active;
    while (!path.empty()) {
      Step& step = path.back();
      const std::vector<const InPlaceEdge*>& edges = outgoing[step.node];
      if (step.next_edge == edges.size()) {
        visits[step.node] = Visit::Done;
        path.pop_back();
        continue;
      }
      const InPlaceEdge& edge = *edges[step.next_edge++];
      auto [visit, is_new] = visits.emplace(*edge.slot, Visit::Active);
      if (is_new) {
        path.push_back({*edge.slot, 0});
      } else if (visit->second == Visit::Active) {
        report(edge.site, "schema-reference", "this leads back to itself without end");
        *edge.slot = always_valid();
      }
    }
  }
}

std::optional<SchemaSite> Compiler::resolve(const KeywordSite& site) {
  if (!site.value->is_string()) {
    misused(site, "a text");
    return std::nullopt;
  }
  std::string uri = resolve_uri(site.node->resource->uri, site.value->text());
  auto found = documents_.find(uri);
  if (!found)
    report(site, "schema-reference", fmt::format("\"{}\" leads to no schema", site.value->text()));
  return found;
}

const Pattern* Compiler::pattern(std::string_view expression, const KeywordSite& site) {
  auto [place, is_new] = patterns_.emplace(std::string(expression), nullptr);
  if (is_new) {
    pattern_bytes_ += expression.size();
    if (pattern_bytes_ > kMaxPatternBytes) {
      report(site, "schema-pattern", "the schema's regular expressions are too long together");
      return nullptr;
    }
    place->second = std::make_unique<Pattern>(expression, options_.patterns);
  }
  const Pattern* pattern = place->second.get();
  if (pattern && pattern->status() == Pattern::Status::Usable) return pattern;
  if (pattern)
    report(site, "schema-pattern",
           fmt::format("the regular expression cannot be used: {}", pattern->problem()));
  return nullptr;
}

Operand Compiler::misused(const KeywordSite& site, std::string_view must_be) {
  report(site, "schema-invalid", fmt::format("\"{}\" must be {}", site.keyword->name, must_be));
  return std::nullopt;
}

void Compiler::report(const KeywordSite& site, std::string_view rule, std::string message,
                      Severity severity) {
  SourcePos where = site.value->where();
  documents_.report(severity, rule, std::move(message), where.file ? where : site.schema->where());
}

}  // namespace drydock::schemas
