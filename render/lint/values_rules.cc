#include "core/error.h"
#include "render/lint/rules.h"
#include "render/values.h"
#include "render/values_schema.h"

namespace drydock::render {
namespace {

constexpr std::string_view kValuesFile = "values.yaml";

/// Lint reads values into a type with a name.
std::string with_type(std::string text, int helm_version) {
  constexpr std::string_view kPlain = "Go value of type map[string]interface {}";
  constexpr std::string_view kDocument = "cannot unmarshal yaml document: ";
  if (text.starts_with(kDocument)) text.erase(0, kDocument.size());
  if (text.ends_with(kPlain)) {
    text.resize(text.size() - kPlain.size());
    text +=
        helm_version == 3 ? "Go value of type chartutil.Values" : "Go value of type common.Values";
  }
  return text;
}

}  // namespace

void Linter::check_values() {
  std::string path = path_of(kValuesFile);
  if (!request_.files.tree().kind(path)) {
    passes(LintSeverity::Info, kValuesFile, "file does not exist");
    return;
  }
  try {
    const SourceFile& file = request_.files.read(path);
    // Both versions read the first document only, here.
    ValueMap* values = read_values(file, arena_, request_.sources, 3);
    std::vector<std::string> unheard;
    ValueMap* all =
        request_.values ? deep_copy(*request_.values, arena_) : arena_.make<ValueMap>(arena_);
    coalesce_tables(*all, *values, "", false, unheard);
    std::string schema_path = path_of("values.schema.json");
    if (request_.files.tree().kind(schema_path) != EntryKind::File) return;
    if (!helm3_ && request_.skip_schema) return;
    const SourceFile& schema = request_.files.read(schema_path);
    if (schema.text.empty()) return;
    ChartFile schema_file{"values.schema.json", schema.text, &schema};
    passes(LintSeverity::Error, kValuesFile, values_schema_problem(schema_file, *all, unheard));
  } catch (const Error& error) {
    passes(LintSeverity::Error, kValuesFile,
           "unable to parse YAML: " + with_type(error.what(), request_.helm_version));
  }
}

}  // namespace drydock::render
