#pragma once

#include "validate/server/field.h"

/// Schemas in definitions of custom resources: what the server demands of them.
namespace drydock::validate::server {

/// Keys that are allowed in general and where; `x-kubernetes-validations` without the expressions.
void check_openapi_schema(const Field& schema);
/// Whether the schema has nothing that makes a structural schema out of the question.
bool can_be_structural(const Field& schema);
/// The rules of structural schemas. True when they are kept.
bool check_structural_schema(const Field& schema);
/// Defaults must fit their own schema, and have no field that would be dropped.
void check_schema_defaults(const Field& schema);

/// One of the properties that every object has.
bool is_meta_property(std::string_view name);
/// The schema of `additionalProperties`; nothing where that is absent or a boolean.
Field additional_schema(const Field& schema);

}  // namespace drydock::validate::server
