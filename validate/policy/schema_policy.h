#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/arena.h"
#include "schemas/json_schema.h"
#include "validate/policy/policy.h"
#include "validate/policy/policy_state.h"

namespace drydock::validate::policy {

/// A JSON Schema that objects must fit: `{id, title, severity, match, schema}` in a file named
/// `*.schema.yaml` or `*.schema.json` among the policies.
struct SchemaRule {
  Arena arena;
  schemas::JsonValue document;
  std::optional<schemas::JsonSchema> schema;
};

bool is_schema_policy_file(std::string_view name);

/// Reads such a file. Throws Error with rule `policy-invalid` and the position of what is wrong.
Policy read_schema_policy(const SourceFile& file, SchemaRule& rule);

/// A hit for each way in which an object does not fit. Throws Error when the schema runs out of
/// steps.
std::vector<Hit> check_schema_policy(const Policy& policy, const ObjectRef& object);

}  // namespace drydock::validate::policy
