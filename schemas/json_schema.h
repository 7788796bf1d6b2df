#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "schemas/draft.h"
#include "schemas/formats.h"
#include "schemas/json_value.h"
#include "schemas/pattern.h"

namespace drydock::schemas {

struct SchemaOptions {
  Draft draft = Draft::Draft2020;  // of schemas that have no `$schema`
  /// Whether `format` refuses what has not the format. Otherwise only where a meta-schema asks for
  /// it.
  bool assert_formats = false;
  /// Whether draft 7's `contentEncoding` and `contentMediaType` refuse texts.
  bool assert_content = false;
  PatternSyntax patterns = PatternSyntax::EcmaScript;
  /// Where the schema was read from; relative references start there.
  std::string base_uri;
  /// Schemas applied for one value: a schema can ask for exponentially many.
  size_t max_steps = 20'000'000;
  /// Gives the document at an absolute URI without fragment, or null. It must outlive the compiled
  /// schema. Meta-schemas need no loader.
  std::function<const JsonValue*(const std::string& uri)> load;
  /// What a format's name means, when that is not what the draft says; null: it accepts everything.
  std::function<const FormatCheck*(std::string_view name)> find_format;
};

/// One way in which a value does not fit.
struct SchemaError {
  std::string instance_path;           // JSON pointer: "/spec/ports/0/port"; "" is the whole value
  std::string schema_path;             // "https://example.com/a.json#/properties/spec/type"
  std::string_view keyword;            // "type"; empty for the schema `false`
  std::string message;                 // "must be string, not number"
  SourcePos where;                     // of the value, or of the key that should not be there
  SourcePos schema_where;              // of the keyword's value
  std::vector<SchemaError> causes;     // anyOf, oneOf: why each alternative does not fit
  const JsonValue* operand = nullptr;  // the keyword's value; lives as long as the schema
  // Positions: of two alternatives of oneOf that both fit, of two equal items; of a cause, `first`
  // is that of its alternative.
  size_t first = 0;
  size_t second = 0;
  // Only of `check_nested`:
  bool is_group = false;           // stands for all that one schema says of a value: the causes
  std::string property;            // that needs `names`, whose name does not fit, or that bounds
  std::vector<std::string> names;  // of members that are missing, or should not be there
  std::vector<size_t> positions;   // of the items that `contains` found
};

/// A JSON Schema, compiled once, for any number of values and threads. The documents it was made
/// from must outlive it.
class JsonSchema {
 public:
  /// Never fails: what cannot be used is in `problems`, and does not restrict anything.
  JsonSchema(const JsonValue& schema, const SchemaOptions& options = {});
  JsonSchema(JsonSchema&&) noexcept;
  JsonSchema& operator=(JsonSchema&&) noexcept;
  ~JsonSchema();

  /// Wrong keywords, references to nothing, patterns that cannot be run; with the schema's lines.
  const std::vector<Diagnostic>& problems() const;
  /// Whether there is a problem of severity error.
  bool is_broken() const;

  /// Both throw Error with rule `schema-limit` when the value takes too many steps or is nested too
  /// deeply for this schema.
  bool is_valid(const JsonValue& value) const;
  /// All errors, in the order of the schema's keywords; none for a valid value.
  std::vector<SchemaError> check(const JsonValue& value) const;
  /// The same as a tree, as Go's jsonschema/v6 has it: what a schema says of a value in several
  /// ways is a group, `allOf` and references have causes, and a wrong type, value or format is the
  /// only thing said.
  std::vector<SchemaError> check_nested(const JsonValue& value) const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace drydock::schemas
