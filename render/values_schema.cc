#include "render/values_schema.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/json/parse.h"
#include "render/schema_messages.h"
#include "render/value_origin.h"
#include "schemas/json_schema.h"

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
  const JsonValue* load(const std::string& uri);
  void add_note(const ReleaseChart& chart, const SchemaError& error, const std::string& prefix);

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

void SchemaCheck::check_one(const ReleaseChart& chart, const ValueMap& values,
                            const std::string& prefix) {
  const ChartFile& file = *chart.chart->schema;
  Arena arena;
  JsonParseOptions parse_options;
  parse_options.numbers = JsonNumbers::Literal;
  JsonResult parsed = parse_json(file.text, arena, parse_options);
  if (!parsed.ok()) {
    text_ += fmt::format("{}:\n{}", chart.name, parsed.error->message);
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
  JsonSchema schema(document, options);
  if (schema.is_broken()) {
    const Diagnostic& problem = schema.problems().front();
    text_ += fmt::format("{}:\n{}", chart.name, problem.message);
    notes_.push_back(problem);
    if (!notes_.back().where.file) notes_.back().where = {file.source, 1, 1, 1};
    return;
  }
  Value all = Value::of_map(const_cast<ValueMap*>(&values));
  JsonValue instance = schemas::json_from_value(all, arena);
  std::vector<SchemaError> errors = schema.check(instance);
  if (errors.empty()) return;
  text_ += fmt::format("{}:\n{}", chart.name, helm_schema_lines(errors, document, instance));
  for (const SchemaError& error : errors) add_note(chart, error, prefix);
}

void SchemaCheck::add_note(const ReleaseChart& chart, const SchemaError& error,
                           const std::string& prefix) {
  constexpr size_t kMaxNotes = 20;
  if (notes_.size() >= kMaxNotes) return;
  const ReleaseChart* root = &chart;
  while (root->parent) root = root->parent;
  std::vector<const SourceFile*> files;
  if (root->chart->values_file) files.push_back(root->chart->values_file->source);
  files.insert(files.end(), value_files_.begin(), value_files_.end());
  std::optional<SourcePos> where = find_value_origin(files, chart.chart->values_file, prefix,
                                                     dotted_pointer(error.instance_path));
  if (!where) return;
  notes_.push_back({Severity::Info, "values-schema", error.message, *where, {}, ""});
}

}  // namespace

void check_values_schemas(const ReleaseChart& chart, const ValueMap& values,
                          std::span<const SourceFile* const> value_files,
                          std::vector<std::string>& warnings) {
  SchemaCheck check(value_files, warnings);
  check.check(chart, values, "");
  check.finish();
}

}  // namespace drydock::render
