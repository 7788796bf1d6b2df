#include "validate/server/crd_rules.h"

#include <fmt/format.h>

#include "core/error.h"
#include "validate/cel/field_path.h"
#include "validate/cel/program.h"
#include "validate/quantity.h"
#include "validate/server/rule_costs.h"

namespace drydock::validate::server {

/// What `self` and `oldSelf` are to the rules of a schema.
struct RuleTypes {
  const cel::DeclaredType* self = nullptr;
  const cel::Type* optional_self = nullptr;
};

namespace {

bool has_newline(std::string_view text) {
  return text.find_first_of("\n\r") != std::string_view::npos;
}

uint64_t multiply(uint64_t a, uint64_t b) {
  uint64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

void check_message(const Field& rule) {
  std::string_view text = trim_spaces(rule["rule"].text());
  Field message = rule["message"];
  std::string_view words = trim_spaces(message.text());
  if (text.empty()) {
    rule["rule"].required("rule is not specified");
  } else if (!message.text().empty() && words.empty()) {
    message.invalid("must be non-empty if specified");
  } else if (has_newline(words)) {
    message.invalid("must not contain line breaks");
  } else if (has_newline(text) && words.empty()) {
    message.required("message must be specified if rule contains line breaks");
  }
}

cel::Compiled compile(std::string_view text, const RuleTypes& types, bool optional_old) {
  const cel::Type* self = types.self->type;
  cel::Variable variables[] = {{"self", self},
                               {"oldSelf", optional_old ? types.optional_self : self}};
  cel::CompileOptions options;
  options.check.variables = variables;
  return cel::compile(text, options);
}

}  // namespace

void check_rule_fields(const Field& schema, const Field& rule) {
  check_message(rule);
  Field made = rule["messageExpression"];
  if (!made.text().empty() && trim_spaces(made.text()).empty()) {
    made.required("messageExpression must be non-empty if specified");
  }
  rule["reason"].one_of_if_set(
      {"FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"});
  Field path = rule["fieldPath"];
  if (!path.text().empty() && trim_spaces(path.text()).empty()) {
    path.invalid("must be non-empty if specified");
  }
  if (has_newline(path.text())) path.invalid("must not contain line breaks");
  if (path.text().empty() || !schema.node()) return;
  if (!cel::is_field_path(path.text(), *schema.node())) path.invalid("must be a valid path");
}

void CrdRules::index(const schemas::JsonValue& value) {
  if (value.node) by_node_.emplace(value.node, &value);
  for (const schemas::JsonValue& item : value.items()) index(item);
  for (const schemas::JsonMember& member : value.members()) index(member.value);
}

const schemas::JsonValue* CrdRules::json_of(const Node* node) {
  if (by_node_.empty()) {
    try {
      json_ = schemas::json_from_node(*root_.node(), YamlDialect::Sigs, arena_);
    } catch (const Error&) {
      return nullptr;  // nested too deeply, which is told elsewhere
    }
    index(json_);
  }
  auto found = by_node_.find(node);
  return found == by_node_.end() ? nullptr : found->second;
}

void CrdRules::check(const Field& schema, const Place& place) {
  Field rules = schema["x-kubernetes-validations"];
  if (rules.empty()) return;
  const schemas::JsonValue* json = json_of(schema.node());
  RuleTypes types;
  if (json) types.self = cel::declare_schema(*json, place.is_root, arena_);
  if (!types.self) return;
  types.optional_self = cel::optional_type(arena_, types.self->type);
  Place known = place;
  if (!known.instances) known.instances = cel::max_cardinality(types.self->min_size);
  size_t before = schema.report().problems().size();
  for (Field rule : rules.each()) check_rule(rule, types, known);
  reported_ += schema.report().problems().size() - before;
}

void CrdRules::check_rule(const Field& rule, const RuleTypes& types, const Place& place) {
  Field text = rule["rule"];
  if (trim_spaces(text.text()).empty()) return;
  Field optional_old = rule["optionalOldSelf"];
  cel::Compiled compiled = compile(text.text(), types, optional_old.flag());
  if (!compiled.program) return text.invalid("compilation failed: " + compiled.problem);
  if (!compiled.program->type().is(cel::Type::Kind::Bool)) {
    return text.invalid("cel expression must evaluate to a bool");
  }
  uint64_t cost = cel::estimate_cost(compiled.program->root(), types.self).max;
  add_cost(text, multiply(cost, *place.instances), "rule");
  if (compiled.program->uses("oldSelf")) {
    if (place.uncorrelated) {
      text.invalid(
          "oldSelf cannot be used on the uncorrelatable portion of the schema: items of a list "
          "whose x-kubernetes-list-type is not map");
    }
  } else if (optional_old) {
    optional_old.invalid("may not be set if oldSelf is not used in rule");
  }
  Field message = rule["messageExpression"];
  if (message.text().empty()) return;
  compiled = compile(message.text(), types, optional_old.flag());
  if (!compiled.program) {
    return message.invalid("messageExpression compilation failed: " + compiled.problem);
  }
  if (!compiled.program->type().is(cel::Type::Kind::String)) {
    return message.invalid("messageExpression must evaluate to a string");
  }
  add_cost(message, cel::estimate_cost(compiled.program->root(), types.self).max,
           "messageExpression");
}

void CrdRules::add_cost(const Field& expression, uint64_t cost, std::string_view what) {
  if (__builtin_add_overflow(total_, cost, &total_)) total_ = UINT64_MAX;
  if (cost > highest_) {
    highest_ = cost;
    dearest_ = expression;
  }
  if (cost > kRuleCostLimit) {
    expression.forbidden(
        fmt::format("estimated {} cost {}", what, cost_excess(cost, kRuleCostLimit)));
  }
}

void CrdRules::check_total() {
  if (total_ <= kSchemaCostLimit) return;
  dearest_.forbidden(
      "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
  root_.forbidden(
      "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema " +
      cost_excess(total_, kSchemaCostLimit));
}

}  // namespace drydock::validate::server
