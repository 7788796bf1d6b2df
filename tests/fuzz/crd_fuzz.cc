// Any bytes as a definition of a kind and objects of it: reading, packing and judging end, with
// problems that have a type and a place.

#include <cstdlib>

#include "core/error.h"
#include "core/yaml/read.h"
#include "schemas/catalog_record.h"
#include "schemas/custom_kinds.h"
#include "validate/custom_schema.h"
#include "validate/schema_check.h"

namespace drydock {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void judge(const validate::CustomSchema& schema, const Node& object) {
  for (const validate::FieldProblem& problem : schema.check(object, YamlDialect::Sigs)) {
    require(!problem.type.empty() && problem.node != nullptr);
  }
}

/// The first document defines, the others are objects.
void run(std::string_view bytes) {
  SourceFile file{"input.yaml", std::string(bytes)};
  Arena arena(size_t{1} << 28);
  YamlDocuments documents = read_yaml(file, arena);
  if (documents.roots.empty() || !documents.roots[0]) return;
  for (const schemas::CustomVersion& version : schemas::custom_versions(*documents.roots[0])) {
    validate::CustomSchema schema(version, YamlDialect::Sigs);
    for (const Node* object : documents.roots) {
      if (object && object->is_mapping()) judge(schema, *object);
    }
  }
  for (const schemas::CatalogRecord& record : schemas::catalog_records(*documents.roots[0])) {
    SourceFile packed{"packed.json", record.definition};
    Arena other(size_t{1} << 28);
    YamlDocuments again = read_yaml(packed, other);
    require(again.go_error.empty() && again.roots.size() == 1);
    require(schemas::custom_versions(*again.roots[0]).size() == 1);
  }
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    drydock::run({reinterpret_cast<const char*>(data), size});
  } catch (const drydock::Error&) {
    // Limits.
  }
  return 0;
}
