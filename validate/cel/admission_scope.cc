#include "validate/cel/admission_scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/json/parse.h"

namespace drydock::validate::cel {
namespace {

using Kind = Type::Kind;

constexpr std::string_view kRequest = R"({"type": "object", "properties": {
  "kind": {"type": "object", "properties": {
    "group": {"type": "string"}, "version": {"type": "string"}, "kind": {"type": "string"}}},
  "resource": {"type": "object", "properties": {
    "group": {"type": "string"}, "version": {"type": "string"}, "resource": {"type": "string"}}},
  "subResource": {"type": "string"},
  "requestKind": {"type": "object", "properties": {
    "group": {"type": "string"}, "version": {"type": "string"}, "kind": {"type": "string"}}},
  "requestResource": {"type": "object", "properties": {
    "group": {"type": "string"}, "version": {"type": "string"}, "resource": {"type": "string"}}},
  "requestSubResource": {"type": "string"},
  "name": {"type": "string"},
  "namespace": {"type": "string"},
  "operation": {"type": "string"},
  "userInfo": {"type": "object", "properties": {
    "username": {"type": "string"}, "uid": {"type": "string"},
    "groups": {"type": "array", "items": {"type": "string"}},
    "extra": {"type": "object", "additionalProperties":
      {"type": "array", "items": {"type": "string"}}}}},
  "dryRun": {"type": "boolean"},
  "options": {"x-kubernetes-int-or-string": true}}})";

constexpr std::string_view kNamespace = R"({"type": "object", "properties": {
  "metadata": {"type": "object", "properties": {
    "name": {"type": "string"}, "generateName": {"type": "string"},
    "namespace": {"type": "string"},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
    "UID": {"type": "string"}, "creationTimestamp": {"type": "string", "format": "date-time"},
    "deletionGracePeriodSeconds": {"type": "integer"},
    "deletionTimestamp": {"type": "string", "format": "date-time"},
    "generation": {"type": "integer"}, "resourceVersion": {"type": "string"},
    "finalizers": {"type": "array", "items": {"type": "string"}}}},
  "spec": {"type": "object", "properties": {
    "finalizers": {"type": "array", "items": {"type": "string"}}}},
  "status": {"type": "object", "properties": {
    "phase": {"type": "string"},
    "conditions": {"type": "array", "items": {"type": "object", "properties": {
      "status": {"type": "string"}, "type": {"type": "string"},
      "lastTransitionTime": {"type": "string", "format": "date-time"},
      "message": {"type": "string"}, "reason": {"type": "string"}}}}}}}})";

/// Fields of the server's own types are named as they are, also where that is a reserved word.
void use_plain_names(const DeclaredType& declared) {
  for (const DeclaredField& field : declared.fields) {
    const_cast<DeclaredField&>(field).name = field.property;  // made here, and not yet shared
    use_plain_names(*field.type);
  }
  if (declared.element) use_plain_names(*declared.element);
  auto* first = const_cast<DeclaredField*>(declared.fields.data());
  std::sort(first, first + declared.fields.size(),
            [](const DeclaredField& a, const DeclaredField& b) { return a.name < b.name; });
}

/// The schemas above, read once.
struct Known {
  Known() : request(read(kRequest)), name_space(read(kNamespace)) {}

  const DeclaredType* read(std::string_view text) {
    const auto* schema = arena.make<schemas::JsonValue>(
        schemas::json_from_value(parse_json(text, arena).value, arena));
    const DeclaredType* declared = declare_schema(*schema, false, arena);
    use_plain_names(*declared);
    return declared;
  }

  Arena arena;
  const DeclaredType* request;
  const DeclaredType* name_space;
};

const Known& known() {
  static const Known known;
  return known;
}

const Type* variables_type() {
  static const DeclaredType declared{.min_size = 2};
  static const Type type{Kind::Object, "kubernetes.variables", nullptr, nullptr, &declared};
  return &type;
}

std::string wanted_text(std::initializer_list<Kind> wanted) {
  std::string names;
  for (Kind kind : wanted) {
    names += fmt::format("{}{}", names.empty() ? "" : " ", runtime_type_name(*simple_type(kind)));
  }
  return wanted.size() == 1 ? "must evaluate to " + names
                            : fmt::format("must evaluate to one of [{}]", names);
}

}  // namespace

const DeclaredType* AdmissionScope::request_type() { return known().request; }
const DeclaredType* AdmissionScope::namespace_type() { return known().name_space; }

AdmissionScope::AdmissionScope(const Options& options) : options_(options) {
  const Type* dyn = simple_type(Kind::Dyn);
  variables_ = {
      {"object", dyn},
      {"oldObject", dyn},
      {"request", request_type()->type},
      {"request.userInfo", request_type()->find("userInfo")->type->type},
      {"namespaceObject", namespace_type()->type},
      {"authorizer", find_named_type("kubernetes.authorization.Authorizer")},
      {"authorizer.requestResource", find_named_type("kubernetes.authorization.ResourceCheck")}};
  if (options.params) variables_.push_back({"params", dyn});
  variables_.push_back({"variables", variables_type()});
}

AdmissionScope::Result AdmissionScope::compile(std::string_view expression,
                                               std::initializer_list<Kind> wanted) {
  CompileOptions options;
  options.check.variables = variables_;
  options.check.patches = options_.patches;
  Compiled compiled = cel::compile(expression, options);
  if (!compiled.program) return {nullptr, "compilation failed: " + compiled.problem};
  Kind kind = compiled.program->type().kind;
  bool right = wanted.size() == 0 || std::ranges::find(wanted, kind) != wanted.end();
  if (!right) return {nullptr, wanted_text(wanted)};
  programs_.push_back(std::move(compiled.program));
  return {programs_.back().get(), ""};
}

AdmissionScope::Result AdmissionScope::add_variable(std::string_view name,
                                                    std::string_view expression) {
  Result result = compile(expression, {});
  named_.push_back(
      std::make_unique<Named>(Named{fmt::format("variables.{}", name), result.program}));
  // What cannot be compiled is told once, and not again where it is used.
  variables_.push_back(
      {named_.back()->name, result.program ? &result.program->type() : simple_type(Kind::Dyn)});
  return result;
}

const Program* AdmissionScope::find_variable(std::string_view dotted_name) const {
  for (const auto& variable : named_) {
    if (variable->name == dotted_name) return variable->program;
  }
  return nullptr;
}

}  // namespace drydock::validate::cel
