// Any bytes as YAML, in both dialects: reading ends with a tree or a placed error, trees have no
// cycles and bounded depth, positions are inside the text, and what is decoded can be written as
// JSON. Comments are found in whatever could be read.

#include <cstdlib>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/comments.h"
#include "core/yaml/decode.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_positions(const SourceFile& file, const Node* root) {
  size_t depth = 0;
  std::vector<std::pair<const Node*, size_t>> stack{{root, 1}};
  size_t visited = 0;
  while (!stack.empty() && ++visited < 100'000) {
    auto [node, level] = stack.back();
    stack.pop_back();
    depth = std::max(depth, level);
    require(node->line > 0 && node->line <= file.text.size() + 1);
    require(node->column > 0 && node->column <= file.text.size() + 1);
    for (const Node* item : node->elements()) stack.emplace_back(item, level + 1);
    for (const NodeEntry& pair : node->pairs()) {
      stack.emplace_back(pair.key, level + 1);
      stack.emplace_back(pair.value, level + 1);
    }
  }
  require(depth <= kMaxYamlDepth + 1);
}

void check_problems(const YamlDocuments& documents) {
  bool refused = false;
  for (const Diagnostic& problem : documents.problems) {
    require(!problem.rule.empty() && !problem.message.empty() && problem.where.file);
    refused |= problem.severity == Severity::Error;
  }
  require(refused == !documents.go_error.empty());
}

void check_comments(const SourceFile& file, const Node& root) {
  std::optional<YamlDocumentComments> comments = read_yaml_comments(file, root);
  if (!comments) return;
  for (const auto& [node, mine] : comments->of) {
    for (const std::string& text : {mine.head, mine.line, mine.foot}) {
      require(text.empty() || text.find('#') != text.npos);
    }
  }
}

void read_and_decode(const SourceFile& file, YamlDialect dialect) {
  Arena arena(size_t{1} << 30);
  YamlDocuments documents = read_yaml(file, arena, {dialect});
  check_problems(documents);
  for (Node* root : documents.roots) {
    if (!root) continue;
    check_positions(file, root);
    if (dialect == YamlDialect::Kustomize && documents.roots.size() == 1 &&
        documents.go_error.empty()) {
      check_comments(file, *root);
    }
    bool strict = file.text.size() % 2 == 1;
    YamlDecoded decoded = decode_yaml(root, arena, {dialect, YamlNumbers::Exact, strict});
    require(decoded.go_error.empty() == !decoded.problem);
    if (decoded.go_error.empty()) to_json(decoded.value);
    try {
      apply_merges(arena, root, dialect);
      decode_yaml(root, arena, {dialect});
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace drydock

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  drydock::SourceFile file{"fuzz.yaml", {reinterpret_cast<const char*>(data), size}};
  drydock::read_and_decode(file, drydock::YamlDialect::Sigs);
  drydock::read_and_decode(file, drydock::YamlDialect::Kustomize);
  return 0;
}
