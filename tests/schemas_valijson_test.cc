// A second evaluator, written by others, must agree with ours: on the suite wherever it passes it,
// and on random schemas made of keywords that it has right.

#define VALIJSON_USE_EXCEPTIONS 1
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/json/parse.h"
#include "schemas/json_schema.h"
#include "tests/schemas_suite.h"
#include "tests/source_dir.h"
#include "tests/yaml_corpus.h"

namespace drydock::schemas {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// What valijson says; nothing when it refuses the schema.
std::vector<bool> ask_valijson(const Json& schema, const std::vector<Json>& values, Draft draft,
                               const std::filesystem::path& remotes) {
  auto load = [&](const std::string& uri) -> const Json* {
    constexpr std::string_view kPrefix = "http://localhost:1234/";
    if (!uri.starts_with(kPrefix)) return nullptr;
    std::string text = read_whole(remotes / uri.substr(kPrefix.size()));
    return new Json(Json::parse(text, nullptr, false));
  };
  auto release = [](const Json* document) { delete document; };
  std::vector<bool> answers;
  try {
    valijson::Schema compiled;
    valijson::SchemaParser parser(draft == Draft::Draft4 ? valijson::SchemaParser::kDraft4
                                                         : valijson::SchemaParser::kDraft7);
    parser.populateSchema<Adapter>(Adapter(schema), compiled, load, release);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    for (const Json& value : values)
      answers.push_back(validator.validate(compiled, Adapter(value), nullptr));
  } catch (const std::exception&) {
    answers.clear();
  }
  return answers;
}

/// The names of the required tests that valijson fails are in testdata/valijson-failures.txt, so
/// that this says aloud what the comparison leaves out.
TEST(Valijson, FailsTheTestsThatAreListed) {
  DRYDOCK_NEEDS_CORPUS();
  std::filesystem::path root = *corpus_folder() / "jsonschema";
  std::string list = source_path("testdata/valijson-failures.txt");
  std::set<std::string> failed;
  for (const auto& entry : std::filesystem::directory_iterator(root / "draft7")) {
    if (!entry.is_regular_file()) continue;
    Json groups = Json::parse(read_whole(entry.path()));
    for (size_t i = 0; i < groups.size(); ++i) {
      std::vector<Json> values;
      for (const Json& test : groups[i]["tests"]) values.push_back(test["data"]);
      std::vector<bool> answers =
          ask_valijson(groups[i]["schema"], values, Draft::Draft7, root / "remotes");
      for (size_t j = 0; j < values.size(); ++j)
        if (answers.empty() || answers[j] != groups[i]["tests"][j]["valid"].get<bool>())
          failed.insert("draft7/" + entry.path().stem().string() + "/" + std::to_string(i + 1) +
                        "/" + std::to_string(j + 1));
    }
  }
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) {
    std::ofstream out(list);
    out << "# Required tests of draft 7 that valijson 1.0 fails: FILE/GROUP/TEST.\n";
    for (const std::string& name : failed) out << name << "\n";
  }
  EXPECT_EQ(failed, read_gaps(list));
}

/// Without `multipleOf` and without numbers like 1.0, which valijson has wrong.
/// Random schemas and values over small alphabets, so that values often come close to fitting.
class Maker {
 public:
  explicit Maker(uint32_t seed) : random_(seed) {}

  Json value(int depth) {
    switch (below(depth > 0 ? 7 : 5)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return below(9) - 3;
      case 3:
        return below(8) - 4 + 0.25 * (1 + below(3));
      case 4:
        return text();
      case 5: {
        Json list = Json::array();
        for (int i = below(4); i > 0; --i) list.push_back(value(depth - 1));
        return list;
      }
      default: {
        Json object = Json::object();
        for (int i = below(4); i > 0; --i) object[name()] = value(depth - 1);
        return object;
      }
    }
  }

  Json schema(int depth) {
    if (below(12) == 0) return below(2) == 0;
    Json made = Json::object();
    for (int i = 1 + below(3); i > 0; --i) add_keyword(made, depth);
    return made;
  }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  std::string name() { return std::string(1, static_cast<char>('a' + below(4))); }
  std::string text() {
    std::string made;
    for (int i = below(4); i > 0; --i) made += "abé"[below(2)];
    return made;
  }

  void add_keyword(Json& schema, int depth) {
    constexpr const char* kTypes[] = {"null",   "boolean", "integer", "number",
                                      "string", "array",   "object"};
    switch (below(depth > 0 ? 24 : 14)) {
      case 0:
      case 1:
        schema["type"] = kTypes[below(7)];
        break;
      case 2:
        schema["type"] = {kTypes[below(3)], kTypes[3 + below(4)]};
        break;
      case 3:
        schema["enum"] = {value(1), value(1), value(0)};
        break;
      case 4:
        schema["const"] = value(1);
        break;
      case 5:
        schema["minimum"] = below(6) - 2;
        break;
      case 6:
        schema["exclusiveMaximum"] = below(6) - 1;
        break;
      case 7:
        schema["maxProperties"] = below(3);
        break;
      case 8:
        schema["minLength"] = below(3);
        break;
      case 9:
        schema["maxLength"] = below(3);
        break;
      case 10:
        schema["pattern"] = std::vector<const char*>{"^a", "b$", "ab?", "^[ab]*$"}[below(4)];
        break;
      case 11:
        schema["required"] = {name()};
        break;
      case 12:
        schema["maxItems"] = below(3);
        break;
      case 13:
        schema["minProperties"] = below(3);
        break;
      default:
        add_applicator(schema, depth);
        break;
    }
  }

  void add_applicator(Json& schema, int depth) {
    Json inner = this->schema(depth - 1);
    switch (below(11)) {
      case 0:
      case 1:
        schema["properties"][name()] = inner;
        break;
      case 2:
        schema["patternProperties"]["^[ab]"] = inner;
        break;
      case 3:
        schema["additionalProperties"] = inner;
        break;
      case 4:
        schema["items"] = inner;
        break;
      case 5:
        schema["contains"] = inner;
        break;
      case 6:
        schema["allOf"] = {inner, this->schema(depth - 1)};
        break;
      case 7:
        schema["anyOf"] = {inner, this->schema(depth - 1)};
        break;
      case 8:
        schema["oneOf"] = {inner, this->schema(depth - 1)};
        break;
      case 9:
        schema["not"] = inner;
        break;
      default:
        schema["if"] = inner;
        schema["then"] = this->schema(depth - 1);
        schema["else"] = this->schema(depth - 1);
        break;
    }
  }

  std::mt19937 random_;
};

TEST(Valijson, AgreesOnRandomSchemas) {
  constexpr int kSchemas = 3000;
  constexpr int kValues = 8;
  Maker maker(20260101);
  int compared = 0;
  int valid = 0;
  for (int i = 0; i < kSchemas; ++i) {
    Json schema = maker.schema(3);
    std::vector<Json> values;
    for (int j = 0; j < kValues; ++j) values.push_back(maker.value(3));
    std::vector<bool> theirs = ask_valijson(schema, values, Draft::Draft7, "");
    if (theirs.empty()) continue;
    Arena arena;
    SchemaOptions options;
    options.draft = Draft::Draft7;
    JsonValue own_schema = parse_exact(schema.dump(), arena);
    JsonSchema compiled(own_schema, options);
    ASSERT_FALSE(compiled.is_broken()) << schema;
    for (int j = 0; j < kValues; ++j) {
      std::string text = values[j].dump();
      bool ours = compiled.is_valid(parse_exact(text, arena));
      ASSERT_EQ(ours, theirs[j]) << schema << "\n" << text;
      ++compared;
      valid += ours;
    }
  }
  EXPECT_GT(compared, kSchemas * kValues / 2);
  EXPECT_GT(valid, compared / 10);
  EXPECT_LT(valid, compared * 9 / 10);
}

}  // namespace
}  // namespace drydock::schemas
