#include "core/yaml/edit_documents.h"

#include <algorithm>

namespace drydock {
namespace {

bool is_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) && (line.size() == marker.size() || line[marker.size()] == ' ' ||
                                      line[marker.size()] == '\t' || line[marker.size()] == '\r');
}

}  // namespace

std::vector<YamlChunk> split_yaml_documents(std::string_view text) {
  std::vector<YamlChunk> chunks = {{0, 0, 1}};
  int number = 1;
  for (size_t begin = 0; begin < text.size(); ++number) {
    size_t end = std::min(text.find('\n', begin), text.size());
    if (is_marker(text.substr(begin, end - begin), "---") && begin > chunks.back().begin) {
      chunks.back().end = begin;
      chunks.push_back({begin, 0, number});
    }
    begin = end + 1;
  }
  chunks.back().end = text.size();
  return chunks;
}

YamlFileEditor::YamlFileEditor(const SourceFile& file) : file_(file) {
  for (const YamlChunk& chunk : split_yaml_documents(file.text)) {
    documents_.emplace_back(file.text.substr(chunk.begin, chunk.end - chunk.begin),
                            YamlDialect::Kustomize, file.path);
  }
}

std::string YamlFileEditor::text() const {
  std::string out;
  for (const YamlEditor& document : documents_) out += document.text();
  return out;
}

}  // namespace drydock
