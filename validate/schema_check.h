#pragma once

#include <string>
#include <vector>

#include "core/yaml/node.h"
#include "schemas/kubernetes.h"
#include "validate/field_problem.h"

namespace drydock::validate {

struct StructureOptions {
  /// Whose rules say what a plain scalar means.
  YamlDialect dialect = YamlDialect::Sigs;
  /// Fields that the published type requires and that are missing or null: `FieldValueRequired`.
  /// The server itself judges by rules of its own, so this is for kinds without such rules.
  bool required = true;
  /// Values outside closed sets of texts: `FieldValueNotSupported`.
  bool enums = true;
  /// The field that the root is, when it is only a part of an object: "metadata".
  std::string path = {};
};

/// What the server's decoder says of an object, before any validation: `Strict` for fields that are
/// unknown or set twice, `Decode` for values that do not fit their field's type. As Go does, null
/// is taken for nothing, whatever the type. In the order of the text; merge keys are followed.
std::vector<FieldProblem> check_structure(const Node& root, const schemas::ApiSchema& schema,
                                          const StructureOptions& options = {});

/// Keeps what the server would answer with: of problems with `Decode` only the first such, as its
/// decoder ends there.
void keep_server_answer(std::vector<FieldProblem>& problems);

}  // namespace drydock::validate
