#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schemas/json_schema.h"
#include "schemas/keywords.h"
#include "schemas/schema_documents.h"

namespace drydock::schemas {

/// A keyword in its schema while it is compiled.
struct KeywordSite {
  const Keyword* keyword = nullptr;
  const JsonValue* schema = nullptr;  // the object that holds it
  const JsonValue* value = nullptr;
  SchemaNode* node = nullptr;

  const Dialect& dialect() const { return node->resource->dialect; }
  /// A keyword beside this one; null when there is none.
  const JsonValue* sibling(std::string_view name) const { return schema->find(name); }
};

/// Compiles all schemas that can be reached from one.
class Compiler {
 public:
  Compiler(const SchemaOptions& options, SchemaDocuments& documents, Arena& arena,
           std::unordered_map<std::string, std::unique_ptr<Pattern>>& patterns)
      : options_(options), documents_(documents), arena_(arena), patterns_(patterns) {}

  const SchemaNode* compile(const JsonValue& schema);

  // For keywords. Nodes may still be empty when they are given out.

  const SchemaOptions& options() const { return options_; }
  Arena& arena() { return arena_; }
  /// The node of a schema below a keyword.
  const SchemaNode* node(const JsonValue& schema, const KeywordSite& site);
  /// A node that is applied to the same value, which must not lead back to where it came from.
  void set_in_place(const SchemaNode** slot, const SchemaNode* target, const KeywordSite& site);
  /// What the reference in the keyword's value means; reports one that means nothing.
  std::optional<SchemaSite> resolve(const KeywordSite& site);
  const SchemaNode* node_at(const SchemaSite& site);
  /// Null, and reported, when the expression cannot be run.
  const Pattern* pattern(std::string_view expression, const KeywordSite& site);
  /// Reports that the keyword's value is not what it must be.
  Operand misused(const KeywordSite& site, std::string_view must_be);
  void report(const KeywordSite& site, std::string_view rule, std::string message,
              Severity severity = Severity::Error);

  template <class T>
  T* make(T value) {
    return arena_.make<T>(value);
  }
  template <class T>
  std::span<T> array(size_t size) {
    return {arena_.array<T>(size), size};
  }

 private:
  struct InPlaceEdge {
    const SchemaNode* from;
    const SchemaNode** slot;
    KeywordSite site;
  };

  void compile_queue();
  void compile_node(SchemaNode& node);
  void compile_anchors();
  void break_cycles();

  const SchemaOptions& options_;
  SchemaDocuments& documents_;
  Arena& arena_;
  std::unordered_map<std::string, std::unique_ptr<Pattern>>& patterns_;
  std::unordered_map<const JsonValue*, SchemaNode*> nodes_;
  std::vector<SchemaNode*> queue_;
  std::vector<InPlaceEdge> edges_;
  size_t pattern_bytes_ = 0;
};

}  // namespace drydock::schemas
