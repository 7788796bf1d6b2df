#include "schemas/json_schema.h"

#include <algorithm>
#include <unordered_map>

#include "schemas/compiler.h"
#include "schemas/evaluation.h"
#include "schemas/nested_errors.h"
#include "schemas/schema_documents.h"

namespace drydock::schemas {

struct JsonSchema::Program {
  Program(const JsonValue& schema, const SchemaOptions& options)
      : documents(options.draft, options.load, arena), max_steps(options.max_steps) {
    documents.add(schema, options.base_uri);
    root = Compiler(options, documents, arena, patterns).compile(schema);
    documents.forget_sites();
  }

  Arena arena;
  std::unordered_map<std::string, std::unique_ptr<Pattern>> patterns;
  SchemaDocuments documents;
  const SchemaNode* root = nullptr;
  size_t max_steps;
};

JsonSchema::JsonSchema(const JsonValue& schema, const SchemaOptions& options)
    : program_(std::make_unique<Program>(schema, options)) {}

JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;
JsonSchema::~JsonSchema() = default;

const std::vector<Diagnostic>& JsonSchema::problems() const {
  return program_->documents.problems();
}

bool JsonSchema::is_broken() const {
  return std::ranges::any_of(problems(),
                             [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

bool JsonSchema::is_valid(const JsonValue& value) const {
  Evaluation evaluation(nullptr, program_->max_steps);
  return evaluation.apply(*program_->root, {&value, nullptr, nullptr, nullptr, nullptr});
}

std::vector<SchemaError> JsonSchema::check(const JsonValue& value) const {
  std::vector<SchemaError> errors;
  // Most values are valid, which is found out much faster.
  if (is_valid(value)) return errors;
  Evaluation evaluation(&errors, program_->max_steps);
  evaluation.apply(*program_->root, {&value, nullptr, nullptr, nullptr, nullptr});
  return errors;
}

std::vector<SchemaError> JsonSchema::check_nested(const JsonValue& value) const {
  std::vector<SchemaError> errors;
  if (is_valid(value)) return errors;
  Evaluation evaluation(&errors, program_->max_steps, true);
  evaluation.apply(*program_->root, {&value, nullptr, nullptr, nullptr, nullptr});
  return ungrouped(std::move(errors));
}

}  // namespace drydock::schemas
