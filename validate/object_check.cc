#include "validate/object_check.h"

#include "schemas/kubernetes.h"
#include "validate/schema_check.h"
#include "validate/server/create_check.h"

namespace drydock::validate {

std::optional<std::vector<FieldProblem>> check_built_in_object(const Node& root, const Gvk& gvk,
                                                               int release, YamlDialect dialect) {
  schemas::ApiSchema schema = schemas::kubernetes_api().find(gvk, release).schema();
  if (!schema) return std::nullopt;
  StructureOptions options;
  options.dialect = dialect;
  options.required = options.enums = !has_create_checks(gvk);
  std::vector<FieldProblem> problems = check_structure(root, schema, options);
  keep_server_answer(problems);
  if (!problems.empty() && problems.front().type == "Decode") return problems;
  thread_local CreateCheck create;  // keeps its memory from object to object
  const std::vector<FieldProblem>& more = create.check(gvk, root);
  problems.insert(problems.end(), more.begin(), more.end());
  return problems;
}

}  // namespace drydock::validate
