#include "validate/object_check.h"

#include "schemas/kubernetes.h"
#include "validate/schema_check.h"

namespace drydock::validate {

std::optional<std::vector<FieldProblem>> check_built_in_object(const Node& root, const Gvk& gvk,
                                                               int release, YamlDialect dialect) {
  schemas::ApiSchema schema = schemas::kubernetes_api().find(gvk, release).schema();
  if (!schema) return std::nullopt;
  StructureOptions options;
  options.dialect = dialect;
  std::vector<FieldProblem> problems = check_structure(root, schema, options);
  keep_server_answer(problems);
  return problems;
}

}  // namespace drydock::validate
