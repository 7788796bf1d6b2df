#include "validate/schema_import.h"

#include "core/error.h"
#include "core/yaml/read.h"
#include "schemas/catalog_record.h"
#include "validate/manifest_files.h"

namespace drydock::validate {

ImportResult import_schemas(const std::vector<std::string>& paths) {
  ImportResult result;
  std::vector<schemas::CatalogRecord> records;
  for (const ManifestFile& file : find_manifest_files(paths, {})) {
    std::string problem = file.error;
    SourceFile source{file.path, problem.empty() ? read_manifest_file(file.path, problem) : ""};
    if (!problem.empty()) {
      result.problems.push_back(std::move(problem));
      continue;
    }
    Arena arena;
    size_t before = records.size();
    YamlDocuments documents = read_yaml(source, arena);
    try {
      for (const Node* root : documents.roots) {
        if (!root || !root->is_mapping()) continue;
        for (schemas::CatalogRecord& one : schemas::catalog_records(*root)) {
          records.push_back(std::move(one));
        }
      }
    } catch (const Error& error) {
      documents.go_error = error.what();
    }
    if (!documents.go_error.empty()) {
      result.problems.push_back(fmt::format("{}: {}", file.path, documents.go_error));
    }
    if (records.size() > before) ++result.files;
  }
  result.versions = records.size();
  result.catalog = schemas::pack_catalog(std::move(records));
  return result;
}

}  // namespace drydock::validate
