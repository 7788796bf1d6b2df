#include "render/values_schema.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/json/parse.h"
#include "render/go_text.h"
#include "render/schema_formats.h"
#include "render/validator_text.h"
#include "render/value_origin.h"
#include "schemas/json_schema.h"
#include "schemas/metaschemas.h"
#include "schemas/uri.h"

namespace drydock::render {
namespace {

using schemas::JsonSchema;
using schemas::JsonValue;
using schemas::SchemaError;

constexpr std::string_view kBaseUri = "file:///values.schema.json";

/// Helm's evaluator looks at `format` in the drafts in which it was no mere annotation.
bool asserts_formats(const JsonValue& schema) {
  const JsonValue* dialect = schema.find("$schema");
  if (!dialect || !dialect->is_string()) return false;
  std::optional<schemas::Draft> draft = schemas::draft_of_metaschema(dialect->text());
  return draft && *draft <= schemas::Draft::Draft7;
}

/// What Go's stream decoder says of a text that is no JSON.
std::string syntax_text(std::string_view text, const JsonError& error) {
  if (trim_space(text).empty()) return "EOF";
  if (error.offset >= text.size()) return "unexpected EOF";
  constexpr std::string_view kRest = " after top-level value";
  return error.message.ends_with(kRest) ? "invalid character after top-level value" : error.message;
}

/// The URI of the schema that schemas of its dialect have to fit; empty for a dialect of its own.
std::string metaschema_of(const JsonValue& schema) {
  constexpr std::string_view kNewest = "https://json-schema.org/draft/2020-12/schema";
  const JsonValue* dialect = schema.find("$schema");
  if (!dialect || !dialect->is_string()) return std::string(kNewest);
  std::string uri(dialect->text());
  if (uri.ends_with('#')) uri.pop_back();
  return schemas::draft_of_metaschema(uri) ? uri : "";
}

/// In the validator's words where it has some for a reference.
std::string problem_text(const Diagnostic& problem) {
  constexpr std::string_view kLost = " leads to no schema";
  if (problem.rule != "schema-reference" || !problem.message.ends_with(kLost)) {
    return problem.message;
  }
  std::string reference = problem.message.substr(1, problem.message.size() - kLost.size() - 2);
  std::string uri = schemas::resolve_uri(kBaseUri, reference);
  size_t hash = std::min(uri.find('#'), uri.size());
  std::string document = uri.substr(0, hash);
  if (document != kBaseUri) {
    constexpr std::string_view kFile = "file://";
    std::string why = uri.starts_with(kFile) ? fmt::format("open {}: no such file or directory",
                                                           document.substr(kFile.size()))
                                             : "drydock reads no schemas from the network";
    return fmt::format("failing loading \"{}\": {}", document, why);
  }
  if (hash + 1 < uri.size() && uri[hash + 1] != '/') {
    return fmt::format("anchor in \"{}\" not found in schema \"{}\"", uri, document);
  }
  return fmt::format("json-pointer in \"{}\" not found", uri);
}

/// What a chart and those below it say against the values.
class SchemaCheck {
 public:
  SchemaCheck(std::span<const SourceFile* const> value_files, std::vector<std::string>& warnings)
      : value_files_(value_files), warnings_(warnings) {}

  void check(const ReleaseChart& chart, const ValueMap& values, const std::string& prefix) {
    if (chart.chart->schema) check_one(chart, values, prefix);
    for (const ReleaseChart* sub_chart : chart.dependencies) {
      const Value* own = values.find(sub_chart->name);
      if (!own || own->is_nil()) continue;
      if (own->is_map()) {
        check(*sub_chart, own->as_map(), prefix + std::string(sub_chart->name) + ".");
      } else {
        text_ += fmt::format("{}:\ninvalid type for values: expected object (map), got {}\n",
                             sub_chart->name, go_type_name(*own));
      }
    }
  }

  const std::string& text() const { return text_; }

  void finish() {
    if (text_.empty()) return;
    Diagnostic diagnostic;
    diagnostic.rule = "values-schema";
    diagnostic.message =
        "values don't meet the specifications of the schema(s) in the following chart(s):\n" +
        text_;
    if (!notes_.empty()) diagnostic.where = notes_[0].where;
    diagnostic.notes = std::move(notes_);
    throw Error(std::move(diagnostic));
  }

 private:
  void check_one(const ReleaseChart& chart, const ValueMap& values, const std::string& prefix);
  bool check_schema(const ReleaseChart& chart, const JsonValue& document);
  const JsonValue* load(const std::string& uri);
  void add_notes(const ReleaseChart& chart, const SchemaError& error, const std::string& prefix);
  void add_note(const ReleaseChart& chart, std::string_view path, std::string message,
                const std::string& prefix);

  std::span<const SourceFile* const> value_files_;
  std::vector<std::string>& warnings_;
  std::string text_;
  std::vector<Diagnostic> notes_;
  JsonValue anything_;
};

/// A URN that nobody resolves lets everything pass, as in Helm.
const JsonValue* SchemaCheck::load(const std::string& uri) {
  if (!uri.starts_with("urn:")) return nullptr;
  warnings_.push_back("WARNING: unresolved URN reference ignored; using permissive schema: " + uri);
  anything_.type = schemas::JsonType::Boolean;
  anything_.boolean = true;
  return &anything_;
}

/// A schema is itself checked against the one of its dialect.
bool SchemaCheck::check_schema(const ReleaseChart& chart, const JsonValue& document) {
  std::string uri = metaschema_of(document);
  if (uri.empty()) return true;
  Arena arena;
  JsonValue all = schemas::read_metaschemas(arena);
  const JsonValue* metaschema = all.find(uri);
  if (!metaschema) return true;
  schemas::SchemaOptions options;
  options.base_uri = uri;
  options.assert_formats = true;
  options.patterns = schemas::PatternSyntax::Go;
  options.find_format = find_helm_format;
  JsonSchema schema(*metaschema, options);  // the errors point into it
  std::vector<SchemaError> errors = schema.check_nested(document);
  if (errors.empty()) return true;
  std::string words = validator_text(errors, document);
  words.pop_back();
  text_ += fmt::format(
      "{}:\n\"{}#\" is not valid against metaschema: jsonschema validation failed with '{}#'\n{}",
      chart.name, kBaseUri, uri, words);
  const ChartFile& file = *chart.chart->schema;
  const SchemaError* deepest = &errors[0];
  while (!deepest->causes.empty()) deepest = &deepest->causes[0];
  std::optional<SourcePos> where =
      find_value_origin({}, &file, "", dotted_pointer(deepest->instance_path));
  notes_.push_back({Severity::Error,
                    "values-schema",
                    "the schema is no valid JSON Schema",
                    where.value_or(SourcePos{file.source, 1, 1, 1}),
                    {},
                    ""});
  return false;
}

void SchemaCheck::check_one(const ReleaseChart& chart, const ValueMap& values,
                            const std::string& prefix) {
  const ChartFile& file = *chart.chart->schema;
  Arena arena;
  JsonParseOptions parse_options;
  parse_options.numbers = JsonNumbers::Literal;
  JsonResult parsed = parse_json(file.text, arena, parse_options);
  if (!parsed.ok()) {
    text_ += fmt::format("{}:\n{}", chart.name, syntax_text(file.text, *parsed.error));
    notes_.push_back({Severity::Error,
                      "values-schema",
                      "the schema is no JSON",
                      json_position(*file.source, parsed.error->offset),
                      {},
                      ""});
    return;
  }
  JsonValue document = schemas::json_from_value(parsed.value, arena);
  schemas::SchemaOptions options;
  options.base_uri = kBaseUri;
  options.assert_formats = asserts_formats(document);
  options.load = [this](const std::string& uri) { return load(uri); };
  options.patterns = schemas::PatternSyntax::Go;
  options.find_format = find_helm_format;
  if (!check_schema(chart, document)) return;
  JsonSchema schema(document, options);
  if (schema.is_broken()) {
    const Diagnostic& problem = schema.problems().front();
    text_ += fmt::format("{}:\n{}", chart.name, problem_text(problem));
    notes_.push_back(problem);
    if (!notes_.back().where.file) notes_.back().where = {file.source, 1, 1, 1};
    return;
  }
  Value all = Value::of_map(const_cast<ValueMap*>(&values));
  JsonValue instance = schemas::json_from_value(all, arena);
  std::vector<SchemaError> errors = schema.check_nested(instance);
  if (errors.empty()) return;
  text_ += fmt::format("{}:\n{}", chart.name, validator_text(errors, instance));
  for (const SchemaError& error : errors) add_notes(chart, error, prefix);
}

/// One note for each thing to correct.
void SchemaCheck::add_notes(const ReleaseChart& chart, const SchemaError& error,
                            const std::string& prefix) {
  if (error.is_group || error.keyword == "allOf") {
    for (const SchemaError& cause : error.causes) add_notes(chart, cause, prefix);
    return;
  }
  if (error.names.empty()) return add_note(chart, error.instance_path, error.message, prefix);
  for (const std::string& name : error.names) {
    if (error.keyword == "additionalProperties") {
      std::string path = error.instance_path;
      schemas::append_pointer_token(path, name);
      add_note(chart, path, fmt::format("has the unknown property \"{}\"", name), prefix);
    } else {
      add_note(chart, error.instance_path, fmt::format("lacks the property \"{}\"", name), prefix);
    }
  }
}

void SchemaCheck::add_note(const ReleaseChart& chart, std::string_view path, std::string message,
                           const std::string& prefix) {
  constexpr size_t kMaxNotes = 20;
  if (notes_.size() >= kMaxNotes) return;
  const ReleaseChart* root = &chart;
  while (root->parent) root = root->parent;
  std::vector<const SourceFile*> files;
  if (root->chart->values_file) files.push_back(root->chart->values_file->source);
  files.insert(files.end(), value_files_.begin(), value_files_.end());
  std::optional<SourcePos> where =
      find_value_origin(files, chart.chart->values_file, prefix, dotted_pointer(path));
  if (!where) return;
  notes_.push_back({Severity::Info, "values-schema", std::move(message), *where, {}, ""});
}

}  // namespace

void check_values_schemas(const ReleaseChart& chart, const ValueMap& values,
                          std::span<const SourceFile* const> value_files,
                          std::vector<std::string>& warnings) {
  SchemaCheck check(value_files, warnings);
  check.check(chart, values, "");
  check.finish();
}

std::string values_schema_problem(const ChartFile& schema, const ValueMap& values,
                                  std::vector<std::string>& warnings) {
  Chart chart;
  chart.schema = &schema;
  ReleaseChart release;
  release.chart = &chart;
  SchemaCheck check({}, warnings);
  check.check(release, values, "");
  // Without the chart's name, which has a line of its own.
  std::string text = check.text();
  return text.substr(text.empty() ? 0 : text.find('\n') + 1);
}

}  // namespace drydock::render
