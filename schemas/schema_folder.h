#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/tree.h"
#include "schemas/json_value.h"

namespace drydock::schemas {

/// The JSON files of a tree as the documents at URIs that begin with a prefix. Reads each once,
/// when it is asked for. Not for several threads at a time.
class SchemaFolder {
 public:
  /// The tree must outlive the folder.
  SchemaFolder(const Tree& tree, std::string prefix) : tree_(tree), prefix_(std::move(prefix)) {}

  /// Null when there is no such file, or when it is no JSON. Documents live as long as the folder.
  const JsonValue* find(const std::string& uri);

 private:
  struct Document {
    std::string text;
    JsonValue value;
    bool is_usable = false;
  };

  const Tree& tree_;
  std::string prefix_;
  Arena arena_;
  std::map<std::string, std::unique_ptr<Document>> documents_;
};

}  // namespace drydock::schemas
