#include <gtest/gtest.h>

#include <sstream>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/read.h"
#include "schemas/json_schema.h"
#include "schemas/schema_eval.h"

namespace drydock::schemas {
namespace {

JsonValue from_json(std::string_view text, Arena& arena) {
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  return json_from_value(parse_json(text, arena, options).value, arena);
}

/// "INSTANCE KEYWORD MESSAGE" of each error, one on a line, causes indented.
std::string lines(const std::vector<SchemaError>& errors, const std::string& indent = "") {
  std::string all;
  for (const SchemaError& error : errors) {
    all += indent + error.instance_path + " " + error.schema_path + " " + error.message + "\n";
    all += lines(error.causes, indent + "  ");
  }
  return all;
}

std::string check(std::string_view schema, std::string_view value) {
  Arena arena;
  JsonValue schema_value = from_json(schema, arena);
  JsonSchema compiled(schema_value);
  EXPECT_TRUE(compiled.problems().empty()) << compiled.problems()[0].message;
  JsonValue instance = from_json(value, arena);
  return lines(compiled.check(instance));
}

std::string problems(std::string_view schema, Draft draft = Draft::Draft2020) {
  Arena arena;
  JsonValue schema_value = from_json(schema, arena);
  SchemaOptions options;
  options.draft = draft;
  JsonSchema compiled(schema_value, options);
  std::string all;
  for (const Diagnostic& problem : compiled.problems())
    all += std::string(problem.rule) + ": " + problem.message + "\n";
  return all;
}

TEST(JsonSchemaErrors, NameTheirPlaceAndCause) {
  EXPECT_EQ(check(R"({"properties": {"a/b": {"type": ["integer", "null"]}}})", R"({"a/b": "x"})"),
            "/a~1b #/properties/a~1b/type must be integer or null, not string\n");
  EXPECT_EQ(check(R"({"required": ["a", "b"]})", "{}"),
            " #/required lacks the property \"a\"\n #/required lacks the property \"b\"\n");
  EXPECT_EQ(
      check(R"({"properties": {"a": true}, "additionalProperties": false})", R"({"a": 1, "b": 2})"),
      "/b #/additionalProperties has the unknown property \"b\"\n");
  EXPECT_EQ(check(R"({"items": {"enum": ["x", 1]}})", R"(["x", "y", 1.0])"),
            "/1 #/items/enum must be one of [\"x\",1], not \"y\"\n");
  EXPECT_EQ(check(R"({"minimum": 3, "multipleOf": 2})", "1"),
            " #/minimum must be at least 3, not 1\n #/multipleOf must be a multiple of 2, not 1\n");
  EXPECT_EQ(check(R"({"type": "string", "pattern": "^a", "maxLength": 1})", "\"bc\""),
            " #/maxLength has 2 characters, may have at most 1\n"
            " #/pattern \"bc\" does not match the pattern \"^a\"\n");
  EXPECT_EQ(check(R"({"uniqueItems": true})", "[1, 2, 1.0]"),
            " #/uniqueItems has equal items at 0 and 2\n");
  EXPECT_EQ(check(R"({"properties": {"a": false}})", R"({"a": 1})"),
            "/a #/properties/a is not allowed here\n");
}

TEST(JsonSchemaErrors, GiveTheReasonsOfAlternatives) {
  EXPECT_EQ(check(R"({"anyOf": [{"type": "string"}, {"minimum": 5}]})", "3"),
            " #/anyOf fits none of the alternatives\n"
            "   #/anyOf/0/type must be string, not integer\n"
            "   #/anyOf/1/minimum must be at least 5, not 3\n");
  EXPECT_EQ(check(R"({"oneOf": [{"type": "integer"}, {"minimum": 2}]})", "3"),
            " #/oneOf fits alternative 1 and alternative 2, but must fit only one\n");
  EXPECT_EQ(check(R"({"not": {"type": "integer"}})", "3"), " #/not fits what it must not fit\n");
}

TEST(JsonSchemaErrors, FollowReferences) {
  EXPECT_EQ(check(R"({"$id": "http://x/root", "properties": {"a": {"$ref": "b#/$defs/n"}},
                      "$defs": {"b": {"$id": "b", "$defs": {"n": {"type": "null"}}}}})",
                  R"({"a": 1})"),
            "/a http://x/b#/$defs/n/type must be null, not integer\n");
  EXPECT_EQ(check(R"({"properties": {"a": {"type": "integer"}}, "unevaluatedProperties": false})",
                  R"({"a": 1, "c": {}})"),
            "/c #/unevaluatedProperties has the unknown property \"c\"\n");
}

/// Where nothing has a name, schemas are noted when they are reached; else all of them before.
TEST(JsonSchemaErrors, FollowReferencesWithAndWithoutNames) {
  constexpr std::string_view kSchema = R"({"$ref": "#/$defs/a/properties/list",
      "$defs": {"a": {"properties": {"list": {"items": {"$ref": "#/other/x~1y"}}}},
                "b": {"REPLACED": "named"}},
      "other": {"x/y": {"properties": {"deep": {"items": {"type": "null"}}}}}})";
  for (std::string_view keyword : {"title", "$anchor"}) {
    std::string schema(kSchema);
    schema.replace(schema.find("REPLACED"), 8, keyword);
    EXPECT_EQ(check(schema, R"([{"deep": [null, 1]}])"),
              "/0/deep/1 #/other/x~1y/properties/deep/items/type must be null, not integer\n");
  }
}

TEST(JsonSchemaErrors, PointIntoTheFile) {
  Arena arena;
  SourceFile schema_file{"schema.yaml",
                         "properties:\n  size:\n    type: integer\nadditionalProperties: false\n"};
  SourceFile file{"values.yaml", "size: big\nshape: round\n"};
  JsonValue schema =
      json_from_node(*read_yaml(schema_file, arena).roots[0], YamlDialect::Sigs, arena);
  JsonValue value = json_from_node(*read_yaml(file, arena).roots[0], YamlDialect::Sigs, arena);
  std::vector<SchemaError> errors = JsonSchema(schema).check(value);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].where.line, 1);
  EXPECT_EQ(errors[0].where.column, 7);
  EXPECT_EQ(errors[0].schema_where.line, 3);
  EXPECT_EQ(errors[1].where.line, 2);
  EXPECT_EQ(errors[1].where.column, 1);
}

TEST(JsonSchemaProblems, AreFoundAtCompilation) {
  EXPECT_EQ(problems(R"({"minimum": "3"})"), "schema-invalid: \"minimum\" must be a number\n");
  EXPECT_EQ(problems(R"({"type": "int"})"),
            "schema-invalid: \"type\" must be the name of a type, or a list of them\n");
  EXPECT_EQ(problems(R"({"properties": {"a": 3}})"),
            "schema-invalid: a schema must be an object or a boolean, not number\n");
  EXPECT_EQ(problems(R"({"pattern": "(a)\\1"})"),
            "schema-pattern: the regular expression cannot be used: a back-reference\n");
  EXPECT_EQ(problems(R"({"$ref": "#/$defs/missing"})"),
            "schema-reference: \"#/$defs/missing\" leads to no schema\n");
  EXPECT_EQ(problems(R"({"$ref": "other.json"})"),
            "schema-reference: \"other.json\" leads to no schema\n");
  EXPECT_EQ(problems(R"({"$schema": "http://example.com/own", "type": "null"})"),
            "schema-dialect: the meta-schema \"http://example.com/own\" is not known\n");
  EXPECT_EQ(problems(R"({"maxLength": 1.5})"),
            "schema-invalid: \"maxLength\" must be an integer that is not below 0\n");
}

TEST(JsonSchemaProblems, CirclesThatNeverEnd) {
  constexpr std::string_view kEndless = "schema-reference: this leads back to itself without end\n";
  EXPECT_EQ(problems(R"({"$ref": "#"})"), kEndless);
  EXPECT_EQ(
      problems(R"({"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}},
                         "$ref": "#/$defs/a"})"),
      kEndless);
  EXPECT_EQ(problems(R"({"properties": {"a": {"$ref": "#"}}})"), "");
  EXPECT_EQ(problems(R"({"anyOf": [{"type": "null"}, {"items": {"$ref": "#"}}]})"), "");
}

TEST(JsonSchemaProblems, DoNotStopTheRest) {
  Arena arena;
  JsonValue schema = from_json(R"({"type": "object", "minimum": "x", "$ref": "#/nowhere"})", arena);
  JsonSchema compiled(schema);
  EXPECT_TRUE(compiled.is_broken());
  EXPECT_TRUE(compiled.is_valid(from_json("{}", arena)));
  EXPECT_FALSE(compiled.is_valid(from_json("[]", arena)));
}

TEST(JsonSchemaLimits, EndHostileWork) {
  Arena arena;
  std::string doubling = R"({"$defs": {"d0": {"type": "integer"})";
  for (int i = 1; i <= 60; ++i) {
    std::string before = std::to_string(i - 1);
    doubling += ", \"d" + std::to_string(i) + "\": {\"allOf\": [{\"$ref\": \"#/$defs/d" + before +
                "\"}, {\"$ref\": \"#/$defs/d" + before + "\"}]}";
  }
  doubling += R"(}, "$ref": "#/$defs/d60"})";
  JsonValue schema = from_json(doubling, arena);
  JsonSchema compiled(schema);
  EXPECT_FALSE(compiled.is_broken());
  EXPECT_THROW(compiled.is_valid(from_json("1", arena)), Error);

  JsonValue nested = from_json(R"({"items": {"$ref": "#"}})", arena);
  std::string deep = std::string(900, '[') + std::string(900, ']');
  EXPECT_TRUE(JsonSchema(nested).is_valid(from_json(deep, arena)));
}

TEST(JsonSchemaLimits, DynamicCirclesEnd) {
  Arena arena;
  JsonValue schema = from_json(R"({"$id": "http://x/a", "$dynamicAnchor": "n", "$ref": "b",
      "$defs": {"b": {"$id": "b", "$dynamicRef": "#n", "$defs": {"x": {"$dynamicAnchor": "n"}}}}})",
                               arena);
  JsonSchema compiled(schema);
  EXPECT_THROW(compiled.is_valid(from_json("1", arena)), Error);
}

TEST(JsonSchemaOptions, DraftsDiffer) {
  Arena arena;
  auto fits = [&](std::string_view schema, std::string_view value, Draft draft) {
    JsonValue schema_value = from_json(schema, arena);
    SchemaOptions options;
    options.draft = draft;
    return JsonSchema(schema_value, options).is_valid(from_json(value, arena));
  };
  EXPECT_TRUE(fits(R"({"type": "integer"})", "1.0", Draft::Draft6));
  EXPECT_FALSE(fits(R"({"type": "integer"})", "1.0", Draft::Draft4));
  EXPECT_FALSE(fits(R"({"minimum": 1, "exclusiveMinimum": true})", "1", Draft::Draft4));
  EXPECT_TRUE(fits(R"({"const": 1})", "2", Draft::Draft4));
  EXPECT_TRUE(fits(R"({"$ref": "#/definitions/a", "type": "null", "definitions": {"a": {}}})", "1",
                   Draft::Draft7));
  EXPECT_FALSE(fits(R"({"$ref": "#/definitions/a", "type": "null", "definitions": {"a": {}}})", "1",
                    Draft::Draft2019));
  EXPECT_FALSE(
      fits(R"({"$schema": "https://json-schema.org/draft-07/schema", "if": true, "then": false})",
           "1", Draft::Draft4));
}

TEST(JsonSchemaOptions, MetaSchemasAreBuiltIn) {
  Arena arena;
  for (const char* uri :
       {"http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema",
        "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema"}) {
    std::string text = std::string(R"({"$ref": ")") + uri + "\"}";
    JsonValue schema = from_json(text, arena);
    JsonSchema compiled(schema);
    EXPECT_FALSE(compiled.is_broken()) << uri;
    EXPECT_TRUE(
        compiled.is_valid(from_json(R"({"type": "object", "properties": {"a": {}}})", arena)));
    EXPECT_FALSE(compiled.is_valid(from_json(R"({"properties": {"a": {"type": 1}}})", arena)))
        << uri;
  }
}

std::string evaluate(const std::string& input, std::string* error = nullptr) {
  std::istringstream in(input);
  std::ostringstream out;
  std::string message;
  evaluate_schemas(in, out, "", message);
  if (error) *error = message;
  return out.str();
}

TEST(SchemaEval, AnswersLineByLine) {
  EXPECT_EQ(
      evaluate(
          R"({"draft": "2020-12", "format": false, "schema": {"type": "integer"}, "tests": [1, "x"]})"
          "\n"
          R"({"draft": "7", "format": true, "schema": {"format": "ipv4"}, "tests": ["1.2.3.4", "1.2.3"]})"
          "\n"
          R"({"schema": {"$ref": "#/x"}, "tests": []})"
          "\n"
          R"({"schema": true, "tests": []})"),
      "{\"valid\": [true, false]}\n{\"valid\": [true, false]}\n"
      "{\"error\": \"\\\"#/x\\\" leads to no schema\"}\n{\"valid\": []}\n");
  EXPECT_EQ(
      evaluate(
          R"({"schema": {"maximum": 100000000000000000000}, "tests": [99999999999999999999.9, 1e21]})"),
      "{\"valid\": [true, false]}\n");
}

TEST(SchemaEval, RefusesOtherLines) {
  std::string error;
  EXPECT_EQ(evaluate("{\"schema\": true, \"tests\": []}\n[]\n{}", &error), "{\"valid\": []}\n");
  EXPECT_EQ(error, "line 2: a line is no JSON object");
  EXPECT_EQ(evaluate("{\"schema\": true}", &error), "");
  EXPECT_EQ(error, "line 1: \"tests\" is no list");
  evaluate("{\"draft\": \"3\", \"schema\": true, \"tests\": []}", &error);
  EXPECT_EQ(error, "line 1: \"draft\" is none of 4, 6, 7, 2019-09 and 2020-12");
  evaluate("nonsense", &error);
  EXPECT_NE(error, "");
}

}  // namespace
}  // namespace drydock::schemas
