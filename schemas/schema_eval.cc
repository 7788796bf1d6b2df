#include "schemas/schema_eval.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"
#include "schemas/json_schema.h"
#include "schemas/schema_folder.h"

namespace drydock::schemas {
namespace {

constexpr std::string_view kRemotePrefix = "http://localhost:1234/";
/// Lines longer than this are no requests.
constexpr int kMaxDepth = kMaxJsonDepth;

struct Request {
  SchemaOptions options;
  const JsonValue* schema = nullptr;
  std::span<const JsonValue> tests;
};

/// What a line asks for; throws Error when it asks for nothing.
Request read_request(const JsonValue& line) {
  const JsonValue* draft = line.find("draft");
  const JsonValue* format = line.find("format");
  const JsonValue* tests = line.find("tests");
  Request request;
  request.schema = line.find("schema");
  auto known = draft ? find_draft(draft->text()) : Draft::Draft2020;
  if (!known) fail("schema-request", "\"draft\" is none of 4, 6, 7, 2019-09 and 2020-12");
  if (format && !format->is_boolean()) fail("schema-request", "\"format\" is no boolean");
  if (!request.schema) fail("schema-request", "\"schema\" is missing");
  if (!tests || !tests->is_array()) fail("schema-request", "\"tests\" is no list");
  request.options.draft = *known;
  request.options.assert_formats = format && format->boolean;
  request.options.assert_content = true;
  request.tests = tests->items();
  return request;
}

/// Problems of severity error, as one text.
std::string problem_text(const JsonSchema& schema) {
  for (const Diagnostic& problem : schema.problems())
    if (problem.severity == Severity::Error) return problem.message;
  return "";
}

std::string error_answer(std::string_view message) {
  std::string answer = "{\"error\": ";
  append_json_string(answer, message, false);
  return answer + "}";
}

std::string answer_to(const Request& request) {
  JsonSchema schema(*request.schema, request.options);
  if (schema.is_broken()) return error_answer(problem_text(schema));
  std::string valid;
  try {
    for (const JsonValue& test : request.tests) {
      if (!valid.empty()) valid += ", ";
      valid += schema.is_valid(test) ? "true" : "false";
    }
  } catch (const Error& e) {
    return error_answer(e.diagnostic().message);
  }
  return fmt::format("{{\"valid\": [{}]}}", valid);
}

JsonValue read_line(std::string_view line, Arena& arena) {
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  options.borrow_text = true;
  options.max_depth = kMaxDepth;
  JsonResult result = parse_json(line, arena, options);
  if (!result.ok()) fail("schema-request", result.error->message);
  JsonValue value = json_from_value(result.value, arena);
  if (!value.is_object()) fail("schema-request", "a line is no JSON object");
  return value;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

}  // namespace

bool evaluate_schemas(std::istream& in, std::ostream& out, const std::string& remotes,
                      std::string& error) {
  std::unique_ptr<Tree> tree;
  std::unique_ptr<SchemaFolder> folder;
  try {
    if (!remotes.empty()) {
      tree = open_disk_tree(remotes);
      folder = std::make_unique<SchemaFolder>(*tree, std::string(kRemotePrefix));
    }
    size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (is_blank(line)) continue;
      Arena arena;
      try {
        JsonValue value = read_line(line, arena);
        Request request = read_request(value);
        if (folder)
          request.options.load = [&](const std::string& uri) { return folder->find(uri); };
        out << answer_to(request) << "\n";
      } catch (const Error& e) {
        error = fmt::format("line {}: {}", number, e.diagnostic().message);
        return false;
      }
    }
  } catch (const Error& e) {
    error = e.diagnostic().message;
    return false;
  }
  return true;
}

}  // namespace drydock::schemas
