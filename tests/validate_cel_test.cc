#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/go_number.h"
#include "core/json/parse.h"
#include "core/yaml/read.h"
#include "tests/fleet_fixture.h"
#include "tests/source_dir.h"
#include "validate/cel/field_path.h"
#include "validate/cel/program.h"
#include "validate/custom_schema.h"
#include "validate/schema_stage.h"

namespace drydock::validate {
namespace {

using cel::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FleetFixture;

std::string value_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::Error:
      return fmt::format("error: {}", value.text());
    case Value::Kind::Bool:
      return value.boolean ? "true" : "false";
    case Value::Kind::Int:
      return std::to_string(value.integer);
    case Value::Kind::Uint:
      return std::to_string(value.natural);
    case Value::Kind::Double:
      return format_go_float(value.real);
    case Value::Kind::String:
      return std::string(value.text());
    default:
      return std::string(cel::runtime_type_name(*cel::type_of_value(value)));
  }
}

schemas::JsonValue read_json(std::string_view text, Arena& arena) {
  return schemas::json_from_value(parse_json(text, arena).value, arena);
}

std::string answer(std::string_view expression) {
  Arena arena;
  schemas::JsonValue self = read_json(R"({"spec": {"name": "web", "ports": [80, 443]}})", arena);
  cel::Variable variable{"self", cel::simple_type(cel::Type::Kind::Dyn)};
  cel::CompileOptions options;
  options.check.variables = {&variable, 1};
  cel::Compiled compiled = cel::compile(expression, options);
  if (!compiled.program) {
    return "refused: " + compiled.problem.substr(compiled.problem.find(": ", 7) + 2);
  }
  cel::Memory memory;
  auto find = [&](std::string_view) { return cel::value_from_json(self, nullptr, memory); };
  return value_text(compiled.program->run(find, memory).value);
}

TEST(Cel, EvaluatesAsTheServerDoes) {
  std::ifstream in(source_path("testdata/validate/cel/values.txt"));
  int count = 0;
  for (std::string line; std::getline(in, line);) {
    size_t arrow = line.rfind(" => ");
    if (line.starts_with('#') || arrow == std::string::npos) continue;
    EXPECT_EQ(answer(line.substr(0, arrow)), line.substr(arrow + 4)) << line;
    ++count;
  }
  EXPECT_GT(count, 80);
}

TEST(Cel, EndsWhatCostsTooMuch) {
  EXPECT_THAT(answer("lists.range(1000).all(x, lists.range(1000).all(y, x >= 0 && y >= 0))"),
              HasSubstr("actual cost limit exceeded"));
  EXPECT_THAT(answer("lists.range(9000000000)"), HasSubstr("actual cost limit exceeded"));
  EXPECT_THAT(answer(std::string(300, '(') + "1" + std::string(300, ')')),
              HasSubstr("recursion limit"));
}

TEST(Cel, KnowsTheFieldsOfASchema) {
  Arena arena;
  schemas::JsonValue schema = read_json(
      R"({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"},
          "my-key": {"type": "integer"}, "namespace": {"type": "boolean"},
          "either": {"x-kubernetes-int-or-string": true},
          "list": {"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 5}}}})",
      arena);
  const cel::DeclaredType* declared = cel::declare_schema(schema, true, arena);
  auto compile = [&](std::string_view text) {
    cel::Variable self{"self", declared->type};
    cel::CompileOptions options;
    options.check.variables = {&self, 1};
    return cel::compile(text, options);
  };
  EXPECT_EQ(compile("self.my__dash__key > 1 && self.__namespace__ && self.either == 'a'").problem,
            "");
  EXPECT_EQ(compile("self.metadata.name.size() < 10").problem, "");
  EXPECT_THAT(compile("self.b").problem, HasSubstr("undefined field 'b'"));
  EXPECT_THAT(compile("self.metadata.labels").problem, HasSubstr("undefined field 'labels'"));
  EXPECT_THAT(compile("self.a + 1").problem, HasSubstr("'_+_' applied to '(string, int)'"));
  // Of three texts of up to 20 bytes.
  cel::Compiled rule = compile("self.list.all(x, x == 'abc')");
  EXPECT_EQ(cel::estimate_cost(rule.program->root(), declared).max, 18u);
}

/// A definition whose schema has these properties of `spec`.
std::string definition(const std::string& rules, const std::string& properties) {
  return "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
         "metadata: {name: webs.acme.io}\n"
         "spec:\n"
         "  group: acme.io\n"
         "  scope: Namespaced\n"
         "  names: {kind: Web, plural: webs}\n"
         "  versions:\n"
         "  - name: v1\n"
         "    served: true\n"
         "    storage: true\n"
         "    schema:\n"
         "      openAPIV3Schema:\n"
         "        type: object\n"
         "        properties:\n"
         "          spec:\n"
         "            type: object\n"
         "            x-kubernetes-validations: " +
         rules + "\n            properties: " + properties + "\n";
}

std::vector<std::string> judge(const std::string& crd, const std::string& object,
                               const std::string& old = "") {
  Arena arena;
  SourceFile definition_file{"crd.yaml", crd};
  SourceFile object_file{"web.yaml", object};
  SourceFile old_file{"old.yaml", old};
  const Node* root = read_yaml(definition_file, arena).roots.at(0);
  CustomSchema schema(schemas::custom_versions(*root).at(0), YamlDialect::Sigs);
  const Node* now = read_yaml(object_file, arena).roots.at(0);
  const Node* before = old.empty() ? nullptr : read_yaml(old_file, arena).roots.at(0);
  std::vector<std::string> rows;
  for (const FieldProblem& p : schema.check(*now, YamlDialect::Sigs, before)) {
    EXPECT_TRUE(!p.because || p.because->line >= 18) << p.detail;
    rows.push_back(fmt::format("{} {} {} {}", p.node->line, p.type, p.field, p.detail));
  }
  return rows;
}

std::string web(const std::string& spec) {
  return "apiVersion: acme.io/v1\nkind: Web\nmetadata: {name: a}\nspec:\n" + spec;
}

TEST(CustomRules, NameTheFieldAndTheWords) {
  const std::string properties = "{min: {type: integer, default: 3}, max: {type: integer}}";
  std::string crd = definition(
      "[{rule: 'self.min <= self.max', message: 'min must not be above max'},"
      " {rule: 'self.max < 100'},"
      " {rule: 'self.max != 7', fieldPath: .max, reason: FieldValueForbidden,"
      "  messageExpression: '\"not \" + string(self.max)'}]",
      properties);
  EXPECT_THAT(judge(crd, web("  max: 5\n")), IsEmpty());
  // The default counts.
  EXPECT_THAT(judge(crd, web("  max: 2\n")),
              ElementsAre("5 FieldValueInvalid spec Invalid value: min must not be above max"));
  EXPECT_THAT(judge(crd, web("  max: 200\n")),
              ElementsAre("5 FieldValueInvalid spec Invalid value: failed rule: self.max < 100"));
  EXPECT_THAT(judge(crd, web("  min: 1\n  max: 7\n")),
              ElementsAre("6 FieldValueForbidden spec.max Forbidden: not 7"));
  EXPECT_THAT(judge(crd, web("  min: 1\n")),
              testing::Contains(HasSubstr("no such key: max evaluating rule: min must not")));
}

TEST(CustomRules, CompareWithTheObjectAsItWas) {
  std::string crd = definition(
      "[{rule: 'self.size >= oldSelf.size', message: cannot shrink},"
      " {rule: '!oldSelf.hasValue() || oldSelf.value().size == self.size || self.size > 3',"
      "  optionalOldSelf: true}]",
      "{size: {type: integer}}");
  EXPECT_THAT(judge(crd, web("  size: 1\n")), IsEmpty());
  EXPECT_THAT(judge(crd, web("  size: 4\n"), web("  size: 2\n")), IsEmpty());
  EXPECT_THAT(judge(crd, web("  size: 5\n"), web("  size: 6\n")),
              ElementsAre(HasSubstr("cannot shrink")));
}

std::vector<std::string> stage(const FleetFixture& fixture) {
  SchemaCatalog catalog;
  Fleet fleet = fixture.fleet();
  catalog.add_fleet(fleet);
  std::vector<std::string> rows;
  for (const Finding& finding : check_schemas(fleet, catalog, 1)) {
    rows.push_back(fmt::format("{}:{} {} {}", finding.diagnostic.where.line,
                               severity_name(finding.diagnostic.severity), finding.diagnostic.rule,
                               finding.diagnostic.message));
  }
  return rows;
}

constexpr std::string_view kPolicy =
    "apiVersion: admissionregistration.k8s.io/v1\n"
    "kind: ValidatingAdmissionPolicy\n"
    "metadata: {name: limits}\n"
    "spec:\n"
    "  paramKind: {apiVersion: v1, kind: ConfigMap}\n"
    "  matchConstraints:\n"
    "    resourceRules:\n"
    "    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}\n"
    "  matchConditions: [{name: named, expression: 'object.metadata.name != \"free\"'}]\n"
    "  variables: [{name: most, expression: \"int(params.data['most'])\"}]\n"
    "  validations:\n"
    "  - expression: object.spec.replicas <= variables.most\n"
    "    messageExpression: \"'at most ' + params.data['most'] + ' in ' + request.namespace\"\n"
    "  - expression: request.userInfo.username == 'admin' || object.spec.replicas < 100\n"
    "---\n"
    "apiVersion: admissionregistration.k8s.io/v1\n"
    "kind: ValidatingAdmissionPolicyBinding\n"
    "metadata: {name: everywhere}\n"
    "spec:\n"
    "  policyName: limits\n"
    "  validationActions: [Warn]\n"
    "  paramRef: {name: limits, namespace: ops, parameterNotFoundAction: Deny}\n"
    "---\n"
    "apiVersion: v1\n"
    "kind: ConfigMap\n"
    "metadata: {name: limits, namespace: ops}\n"
    "data: {most: '3'}\n";

std::string deployment(const std::string& name, int replicas) {
  return fmt::format(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {0}}}\n"
      "spec: {{replicas: {1}, selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: "
      "{{a: b}}}}, spec: {{containers: [{{name: a, image: a}}]}}}}}}\n",
      name, replicas);
}

TEST(AdmissionPolicies, JudgeTheObjectsOfTheFleet) {
  FleetFixture fixture;
  fixture.project("policies", std::string(kPolicy));
  fixture.project("shop", deployment("web", 5) + "---\n" + deployment("free", 9) + "---\n" +
                              deployment("small", 2));
  EXPECT_THAT(stage(fixture),
              ElementsAre("1:warning admission-denied ValidatingAdmissionPolicy 'limits' with "
                          "binding 'everywhere' denied request: at most 3 in default"));
  FleetFixture open;
  open.project("policies", std::string(kPolicy));
  open.project("shop", deployment("web", 300));
  EXPECT_THAT(stage(open), testing::Contains(HasSubstr("admission-undecided policy `limits`")));
}

TEST(AdmissionPolicies, SeeWhatTheServerFillsIn) {
  FleetFixture fixture;
  fixture.project("policies",
                  "apiVersion: admissionregistration.k8s.io/v1\n"
                  "kind: ValidatingAdmissionPolicy\n"
                  "metadata: {name: two}\n"
                  "spec:\n"
                  "  matchConstraints:\n"
                  "    resourceRules:\n"
                  "    - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: "
                  "[deployments]}\n"
                  "  validations:\n"
                  "  - expression: object.spec.replicas >= 2\n"
                  "  - expression: object.spec.template.spec.restartPolicy == 'Always'\n"
                  "  - expression: object.spec.template.spec.containers[0].imagePullPolicy != ''\n"
                  "---\n"
                  "apiVersion: admissionregistration.k8s.io/v1\n"
                  "kind: ValidatingAdmissionPolicyBinding\n"
                  "metadata: {name: everywhere}\n"
                  "spec: {policyName: two, validationActions: [Deny]}\n");
  fixture.project("shop",
                  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
                  "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: "
                  "{a: b}}, spec: {containers: [{name: a, image: a}]}}}\n");
  EXPECT_THAT(stage(fixture),
              ElementsAre(HasSubstr("failed expression: object.spec.replicas >= 2")));
}

TEST(FieldPath, LeadsAlongTheSchema) {
  Arena arena;
  SourceFile file{"a.yaml",
                  "properties: {a: {additionalProperties: {properties: {b: {}}}}, 'x.y': {}}\n"};
  const Node& schema = *read_yaml(file, arena).roots.at(0);
  for (const char* right : {".a", ".a['k'].b", "['x.y']", "['a']"}) {
    EXPECT_TRUE(cel::is_field_path(right, schema)) << right;
  }
  for (const char* wrong : {"a", ".b", ".a.", ".a[k]", "['x.y'", ".a['k'].c"}) {
    EXPECT_FALSE(cel::is_field_path(wrong, schema)) << wrong;
  }
}

}  // namespace
}  // namespace drydock::validate
