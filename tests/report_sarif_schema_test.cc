// SARIF by a schema and an evaluator that are not the writer's: always, wherever the published
// schema is (tests/cli/report_readers takes that where it is installed).

#define VALIJSON_USE_EXCEPTIONS 1
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "report/sarif.h"
#include "tests/report_fixture.h"
#include "tests/source_dir.h"

namespace drydock::report {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// The first thing that is wrong; empty for nothing.
std::string fault_of(const Json& log) {
  std::ifstream in(source_path("testdata/sarif-part.schema.json"));
  Json text = Json::parse(in);
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(text), schema);
  valijson::ValidationResults results;
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  if (validator.validate(schema, Adapter(log), &results)) return "";
  valijson::ValidationResults::Error error;
  std::string out;
  while (results.popError(error)) {
    for (const std::string& part : error.context) out += part;
    out += ": " + error.description + "\n";
  }
  return out;
}

TEST(Sarif, FitsItsSchema) {
  ReportFixture fixture;
  Json log = Json::parse(write_sarif(fixture.report, {}));
  EXPECT_EQ(fault_of(log), "");
  Json& result = log["runs"][0]["results"][0];
  result["level"] = "fatal";
  EXPECT_NE(fault_of(log), "");
  result["level"] = "error";
  result["colour"] = "red";
  EXPECT_NE(fault_of(log), "");
}

}  // namespace
}  // namespace drydock::report
