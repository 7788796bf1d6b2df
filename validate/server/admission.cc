#include "validate/server/admission.h"

#include <fmt/format.h>

#include "core/ascii.h"
#include "validate/cel/admission_scope.h"
#include "validate/cel/lexer.h"
#include "validate/quantity.h"
#include "validate/server/client_config.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kMostConditions = 64;
constexpr size_t kMostAnnotations = 20;
constexpr size_t kLongestAnnotation = 5 * 1024;

bool is_blank(const Field& field) { return trim_spaces(field.text()).empty(); }

bool has_wildcard(const Field& list) {
  for (Field item : list.each()) {
    if (item.is("*")) return true;
  }
  return false;
}

void check_alone(const Field& list, std::string_view what) {
  if (list.size() > 1 && has_wildcard(list)) {
    list.invalid(fmt::format("if '*' is present, must not specify other {}", what));
  }
}

// Rules: what requests a webhook or policy is about.

void check_resources(const Field& resources) {
  if (resources.empty()) resources.required();
  Seen whole;       // x, of x/*
  Seen everywhere;  // x, of */x
  bool all = false;
  bool single = false;
  bool plain = false;
  for (Field resource : resources.each()) {
    std::string_view text = resource.text();
    if (text.empty()) {
      resource.required();
      continue;
    }
    all = all || text == "*/*";
    single = single || text == "*";
    size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
      plain = text != "*";
      continue;
    }
    std::string_view name = text.substr(0, slash);
    std::string_view sub = text.substr(slash + 1);
    if (whole.has(name)) {
      resource.invalid(fmt::format("if '{}/*' is present, must not specify {}", name, text));
    }
    if (everywhere.has(sub)) {
      resource.invalid(fmt::format("if '*/{}' is present, must not specify {}", sub, text));
    }
    if (sub == "*") whole.add(name);
    if (name == "*") everywhere.add(sub);
  }
  if (resources.size() > 1 && all) {
    resources.invalid("if '*/*' is present, must not specify other resources");
  }
  if (single && plain) {
    resources.invalid("if '*' is present, must not specify other resources without subresources");
  }
}

void check_rule(const Field& rule) {
  Field operations = rule["operations"];
  if (operations.empty()) operations.required();
  check_alone(operations, "operations");
  for (Field operation : operations.each()) {
    operation.one_of({"*", "CONNECT", "CREATE", "DELETE", "UPDATE"});
  }
  Field groups = rule["apiGroups"];
  if (groups.empty()) groups.required();
  check_alone(groups, "API groups");
  Field versions = rule["apiVersions"];
  if (versions.empty()) versions.required();
  check_alone(versions, "API versions");
  for (Field version : versions.each()) version.require_text();
  check_resources(rule["resources"]);
  rule["scope"].one_of_if_set({"*", "Cluster", "Namespaced"});
}

constexpr cel::Type::Kind kBool = cel::Type::Kind::Bool;
constexpr cel::Type::Kind kString = cel::Type::Kind::String;
constexpr cel::Type::Kind kNull = cel::Type::Kind::Null;

/// Reports why the server cannot compile an expression. Blank ones are passed over.
void check_expression(const Field& expression, cel::AdmissionScope& scope,
                      std::initializer_list<cel::Type::Kind> wanted) {
  if (is_blank(expression)) return;
  cel::AdmissionScope::Result result = scope.compile(expression.text(), wanted);
  if (!result.program) expression.invalid(result.problem);
}

void check_match_conditions(const Field& conditions, bool has_params) {
  if (conditions.size() > kMostConditions) conditions.too_many(conditions.size(), kMostConditions);
  cel::AdmissionScope scope({.params = has_params});
  Seen names;
  for (Field condition : conditions.each()) {
    if (is_blank(condition["expression"])) condition["expression"].required();
    check_expression(condition["expression"], scope, {kBool});
    Field name = condition["name"];
    if (!name.require_text()) continue;
    name.invalid_all(qualified_name(name.text()));
    if (!names.add(name.text())) name.duplicate();
  }
}

// Webhooks.

void check_webhook(const Field& hook) {
  check_fully_qualified_name(hook["name"], hook["name"].text());
  for (Field rule : hook["rules"].each()) check_rule(rule);
  hook["failurePolicy"].one_of_if_set({"Fail", "Ignore"});
  hook["matchPolicy"].one_of_if_set({"Equivalent", "Exact"});
  Field effects = hook["sideEffects"];
  if (!effects) {
    effects.required("must specify one of None, NoneOnDryRun");
  } else {
    effects.one_of({"None", "NoneOnDryRun"});
  }
  Field timeout = hook["timeoutSeconds"];
  if (timeout && (timeout.number() < 1 || timeout.number() > 30)) {
    timeout.invalid_number(timeout.number(), "the timeout value must be between 1 and 30 seconds");
  }
  check_label_selector(hook["namespaceSelector"]);
  check_label_selector(hook["objectSelector"]);
  hook["reinvocationPolicy"].one_of_if_set({"IfNeeded", "Never"});
  check_client_config(hook["clientConfig"]);
  check_match_conditions(hook["matchConditions"], false);
  check_review_versions(hook["admissionReviewVersions"], "must specify one of v1, v1beta1");
}

void check_webhooks(const Object& object) {
  Seen names;
  for (Field hook : object.root["webhooks"].each()) {
    check_webhook(hook);
    std::string_view name = hook["name"].text();
    if (!name.empty() && !names.add(name)) hook["name"].duplicate();
  }
}

// Policies.

void check_param_kind(const Field& kind) {
  if (!kind) return;
  Field version = kind["apiVersion"];
  if (version.require_text()) {
    std::string_view text = version.text();
    size_t slash = text.find('/');
    if (slash != std::string_view::npos && text.find('/', slash + 1) != std::string_view::npos) {
      version.invalid(fmt::format("unexpected GroupVersion string: {}", text));
    } else {
      std::string_view group = slash == std::string_view::npos ? "" : text.substr(0, slash);
      std::string_view number = slash == std::string_view::npos ? text : text.substr(slash + 1);
      if (!group.empty()) version.invalid_all(group, dns1123_subdomain(group));
      if (number.empty()) {
        version.invalid("version must be specified");
      } else {
        version.invalid_all(number, dns1035_label(number));
      }
    }
  }
  Field name = kind["kind"];
  if (name.require_text()) {
    for (const std::string& problem : dns1035_label(ascii_lower(name.text()))) {
      name.invalid("may have mixed case, but should otherwise match: " + problem);
    }
  }
}

void check_match_resources(const Field& resources) {
  if (!resources) return;
  resources["matchPolicy"].one_of_if_set({"Equivalent", "Exact"});
  check_label_selector(resources["namespaceSelector"]);
  check_label_selector(resources["objectSelector"]);
  for (std::string_view key : {"resourceRules", "excludeResourceRules"}) {
    for (Field rule : resources[key].each()) {
      Seen names;
      for (Field name : rule["resourceNames"].each()) {
        name.invalid_all(path_segment_name(name.text()));
        if (!names.add(name.text())) name.duplicate();
      }
      check_rule(rule);
    }
  }
}

bool is_cel_identifier(std::string_view text) {
  if (cel::is_reserved_word(text) || cel::is_literal_word(text)) return false;
  return c_identifier(text).empty();
}

void check_variables(const Field& variables) {
  for (Field variable : variables.each()) {
    Field name = variable["name"];
    if (is_blank(name)) {
      name.required("name is not specified");
    } else if (!is_cel_identifier(name.text())) {
      name.invalid("name is not a valid CEL identifier");
    }
    if (is_blank(variable["expression"])) {
      variable["expression"].required("expression is not specified");
    }
  }
}

void check_validation(const Field& validation) {
  if (is_blank(validation["expression"])) {
    validation["expression"].required("expression is not specified");
  }
  Field made = validation["messageExpression"];
  if (!made.text().empty() && is_blank(made)) made.invalid("must be non-empty if specified");
  Field message = validation["message"];
  if (!message.text().empty() && is_blank(message)) {
    message.invalid("message must be non-empty if specified");
  } else if (trim_spaces(message.text()).find_first_of("\n\r") != std::string_view::npos) {
    message.invalid("message must not contain line breaks");
  }
  validation["reason"].one_of_if_set(
      {"Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"});
}

void check_audit_annotations(const Object& object, const Field& annotations) {
  if (annotations.size() > kMostAnnotations) {
    annotations.invalid(
        fmt::format("must not have more than {} auditAnnotations", kMostAnnotations));
  }
  Seen keys;
  for (Field annotation : annotations.each()) {
    Field key = annotation["key"];
    if (!object.name.empty()) {
      std::string name = fmt::format("{}/{}", object.name, key.text());
      key.invalid_all(name, qualified_name(name));
    } else {
      key.invalid_all(qualified_name(key.text()));
    }
    Field value = annotation["valueExpression"];
    if (is_blank(value)) {
      value.required("valueExpression is not specified");
    } else if (trim_spaces(value.text()).size() > kLongestAnnotation) {
      value.required(fmt::format("must not exceed {} bytes in length", kLongestAnnotation));
    }
    if (!keys.add(key.text())) key.duplicate();
  }
}

void check_policy_head(const Field& spec) {
  spec["failurePolicy"].one_of_if_set({"Fail", "Ignore"});
  check_param_kind(spec["paramKind"]);
  Field constraints = spec["matchConstraints"];
  if (!constraints) {
    constraints.required();
  } else {
    check_match_resources(constraints);
    if (constraints["resourceRules"].empty()) constraints["resourceRules"].required();
  }
  check_match_conditions(spec["matchConditions"], static_cast<bool>(spec["paramKind"]));
  check_variables(spec["variables"]);
}

/// A policy's variables may refer to those before them, and all other expressions to all of them.
void add_variables(const Field& spec, cel::AdmissionScope& scope) {
  for (Field variable : spec["variables"].each()) {
    Field expression = variable["expression"];
    if (is_blank(expression)) continue;
    auto result = scope.add_variable(variable["name"].text(), expression.text());
    if (!result.program) expression.invalid(result.problem);
  }
}

void check_param_ref(const Field& reference) {
  if (!reference) return;
  Field name = reference["name"];
  Field selector = reference["selector"];
  if (!name.text().empty()) {
    name.invalid_all(path_segment_name(name.text()));
    if (selector) {
      name.forbidden("name and selector are mutually exclusive");
      selector.forbidden("name and selector are mutually exclusive");
    }
  } else if (selector) {
    check_label_selector(selector);
  } else {
    reference.required("one of name or selector must be specified");
  }
  Field missing = reference["parameterNotFoundAction"];
  if (!missing) {
    missing.required();
  } else {
    missing.one_of({"Allow", "Deny"});
  }
}

void check_binding_head(const Field& spec) {
  Field policy = spec["policyName"];
  if (policy.require_text()) policy.invalid_all(dns1123_subdomain(policy.text()));
  check_param_ref(spec["paramRef"]);
  check_match_resources(spec["matchResources"]);
}

void check_mutation(const Field& mutation, cel::AdmissionScope& scope) {
  Field type = mutation["patchType"];
  if (!type.require_text()) return;
  struct Row {
    std::string_view type;
    std::string_view key;
  };
  constexpr Row kRows[] = {{"ApplyConfiguration", "applyConfiguration"},
                           {"JSONPatch", "jsonPatch"}};
  if (!type.one_of({"ApplyConfiguration", "JSONPatch"})) return;
  for (const Row& row : kRows) {
    Field part = mutation[row.key];
    if (!type.is(row.type)) {
      if (part) {
        mutation.at("patchType").shows(type).invalid(fmt::format("{} must not be set", row.key));
      }
    } else if (!part) {
      part.required(fmt::format("must be specified when patchType is {}", row.type));
    } else if (is_blank(part["expression"])) {
      part["expression"].required("expression is not specified");
    } else {
      check_expression(part["expression"], scope, {});
    }
  }
}

}  // namespace

void check_validating_webhooks(const Object& object) { check_webhooks(object); }
void check_mutating_webhooks(const Object& object) { check_webhooks(object); }

void check_validating_policy(const Object& object) {
  Field spec = object.spec();
  check_policy_head(spec);
  Field validations = spec["validations"];
  Field annotations = spec["auditAnnotations"];
  if (validations.empty() && annotations.empty()) {
    constexpr std::string_view kOne =
        "validations or auditAnnotations must contain at least one item";
    validations.required(kOne);
    annotations.required(kOne);
    return;
  }
  cel::AdmissionScope scope({.params = static_cast<bool>(spec["paramKind"])});
  add_variables(spec, scope);
  for (Field validation : validations.each()) {
    check_validation(validation);
    check_expression(validation["expression"], scope, {kBool});
    check_expression(validation["messageExpression"], scope, {kString});
  }
  check_audit_annotations(object, annotations);
  for (Field annotation : annotations.each()) {
    check_expression(annotation["valueExpression"], scope, {kString, kNull});
  }
}

void check_mutating_policy(const Object& object) {
  Field spec = object.spec();
  check_policy_head(spec);
  Field mutations = spec["mutations"];
  if (mutations.empty()) mutations.required("mutations must contain at least one item");
  cel::AdmissionScope scope({.params = static_cast<bool>(spec["paramKind"]), .patches = true});
  add_variables(spec, scope);
  for (Field mutation : mutations.each()) check_mutation(mutation, scope);
  Field again = spec["reinvocationPolicy"];
  if (again.require_text()) again.one_of({"IfNeeded", "Never"});
}

void check_validating_policy_binding(const Object& object) {
  Field spec = object.spec();
  check_binding_head(spec);
  Field actions = spec["validationActions"];
  Seen seen;
  for (Field action : actions.each()) {
    action.one_of({"Audit", "Deny", "Warn"});
    if (!seen.add(action.text())) action.duplicate();
  }
  if (seen.has("Deny") && seen.has("Warn")) {
    actions.invalid(
        "must not contain both Deny and Warn (repeating the same validation failure information in "
        "the API response and headers serves no purpose)");
  }
  if (actions.empty()) actions.required("at least one validation action is required");
}

void check_mutating_policy_binding(const Object& object) { check_binding_head(object.spec()); }

}  // namespace drydock::validate::server
