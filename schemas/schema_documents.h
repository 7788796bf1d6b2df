#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "schemas/program.h"

namespace drydock::schemas {

/// Where a schema was found.
struct SchemaSite {
  const JsonValue* schema = nullptr;
  SchemaResource* resource = nullptr;
  std::string_view pointer;  // in the resource
};

/// The documents that a compilation has seen: which URIs and anchors stand for which schemas.
class SchemaDocuments {
 public:
  using Loader = std::function<const JsonValue*(const std::string& uri)>;

  SchemaDocuments(Draft default_draft, Loader loader, Arena& arena)
      : default_draft_(default_draft), loader_(std::move(loader)), arena_(arena) {}

  /// Finds the schemas, identifiers and anchors of a document.
  SchemaSite add(const JsonValue& document, std::string_view uri);
  /// The schema that an absolute URI reference means, loading its document if need be; nothing when
  /// there is none.
  std::optional<SchemaSite> find(std::string_view uri);
  /// What was noted about a schema when its document was added, or the schema around it was opened.
  const SchemaSite* site_of(const JsonValue& schema) const;
  /// Notes the schemas directly within one. Documents without identifiers, such as the definitions
  /// of all Kubernetes types, are not walked as a whole for the few of them that one kind needs.
  void open(const SchemaSite& site);
  /// Frees what only compiling needs; nothing is found any more.
  void forget_sites() { sites_ = {}; }

  std::deque<SchemaResource>& resources() { return resources_; }
  std::vector<Diagnostic>& problems() { return problems_; }
  void report(Severity severity, std::string_view rule, std::string message, SourcePos where);

 private:
  void index(const JsonValue& schema, SchemaResource* resource, std::string pointer,
             bool is_document);
  void index_children(const JsonValue& schema, SchemaResource* resource,
                      const std::string& pointer);
  SchemaResource* identify(const JsonValue& schema, SchemaResource* resource, std::string& pointer,
                           bool is_document);
  void add_anchors(const JsonValue& schema, SchemaResource& resource);
  SchemaResource* add_resource(const JsonValue& root, std::string uri, Dialect dialect);
  SchemaResource* resource_at(const std::string& uri);
  std::optional<SchemaSite> follow_pointer(SchemaResource& resource, std::string_view pointer);
  Dialect dialect_for(const std::string& metaschema, const Dialect& inherited, SourcePos where);
  void enable_vocabularies(const JsonValue& vocabularies, Dialect& dialect, SourcePos where);
  const JsonValue* load(const std::string& uri);

  Draft default_draft_;
  Loader loader_;
  Arena& arena_;
  std::deque<SchemaResource> resources_;
  std::unordered_map<std::string, SchemaResource*> by_uri_;
  std::unordered_map<const JsonValue*, SchemaSite> sites_;
  std::unordered_map<std::string, Dialect> dialects_;
  std::optional<JsonValue> metaschemas_;  // by URI, once one of them was asked for
  std::vector<Diagnostic> problems_;
};

}  // namespace drydock::schemas
