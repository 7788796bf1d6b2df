#pragma once

#include <string>
#include <vector>

namespace drydock::validate {

struct ImportResult {
  std::string catalog;                // its bytes
  size_t versions = 0;                // of kinds
  size_t files = 0;                   // that hold definitions
  std::vector<std::string> problems;  // files that cannot be read, one line for each
};

/// Packs the definitions of all YAML and JSON files among the paths and in the folders among them.
ImportResult import_schemas(const std::vector<std::string>& paths);

}  // namespace drydock::validate
