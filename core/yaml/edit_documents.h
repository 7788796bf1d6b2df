#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/yaml/edit.h"

namespace drydock {

/// One document of a file, which the editor sees as a text of its own.
struct YamlChunk {
  size_t begin = 0;  // bytes
  size_t end = 0;
  int first_line = 1;
};

/// The documents of a file; at least one. Together they are the whole text.
std::vector<YamlChunk> split_yaml_documents(std::string_view text);

/// All documents of one YAML file, each with an editor of its own.
class YamlFileEditor {
 public:
  /// Throws the reader's Error when a document cannot be read. Refers to the file.
  explicit YamlFileEditor(const SourceFile& file);

  const SourceFile& file() const { return file_; }
  std::vector<YamlEditor>& documents() { return documents_; }
  /// The whole text as it is now.
  std::string text() const;

 private:
  const SourceFile& file_;
  std::vector<YamlEditor> documents_;
};

}  // namespace drydock
