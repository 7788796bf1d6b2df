#include "schemas/schema_documents.h"

#include "schemas/keywords.h"
#include "schemas/metaschemas.h"
#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

struct VocabularyName {
  std::string_view name;  // behind "https://json-schema.org/draft/2020-12/vocab/"
  uint8_t bits;
};
constexpr VocabularyName kVocabularies2020[] = {
    {"core", kVocabularyCore},
    {"applicator", kVocabularyApplicator},
    {"unevaluated", kVocabularyUnevaluated},
    {"validation", kVocabularyValidation},
    {"meta-data", kVocabularyMetaData},
    {"format-annotation", kVocabularyFormat},
    {"format-assertion", kVocabularyFormat},
    {"content", kVocabularyContent},
};
constexpr VocabularyName kVocabularies2019[] = {
    {"core", kVocabularyCore},
    {"applicator", kVocabularyApplicator | kVocabularyUnevaluated},
    {"validation", kVocabularyValidation},
    {"meta-data", kVocabularyMetaData},
    {"format", kVocabularyFormat},
    {"content", kVocabularyContent},
};

/// The bits of a vocabulary; nothing for an unknown one.
std::optional<uint8_t> vocabulary_bits(std::string_view uri, Draft draft) {
  bool is_2019 = draft == Draft::Draft2019;
  std::string_view prefix = is_2019 ? "https://json-schema.org/draft/2019-09/vocab/"
                                    : "https://json-schema.org/draft/2020-12/vocab/";
  if (!uri.starts_with(prefix)) return std::nullopt;
  uri.remove_prefix(prefix.size());
  std::span<const VocabularyName> names = kVocabularies2020;
  if (is_2019) names = kVocabularies2019;
  for (const VocabularyName& one : names)
    if (one.name == uri) return one.bits;
  return std::nullopt;
}

/// The text under a key; nothing when it is no text.
std::optional<std::string_view> text_of(const JsonValue& schema, std::string_view key) {
  const JsonValue* value = schema.find(key);
  if (!value || !value->is_string()) return std::nullopt;
  return value->text();
}

std::string_view id_keyword(Draft draft) { return draft == Draft::Draft4 ? "id" : "$id"; }

/// Up to draft 7 a reference hides everything beside it.
bool is_hidden_by_reference(const JsonValue& schema, Draft draft) {
  return draft <= Draft::Draft7 && schema.find("$ref");
}

bool is_identifier(const JsonMember& member) {
  if (member.name.empty() || (member.name[0] != '$' && member.name[0] != 'i')) return false;
  for (std::string_view name : {"id", "$id", "$anchor", "$dynamicAnchor"})
    if (member.name == name) return member.value.is_string();
  return false;
}

/// Whether something within this value may be a schema with a name of its own.
bool names_schemas(const JsonValue& value, bool is_root = true) {
  for (const JsonValue& item : value.items())
    if (names_schemas(item, false)) return true;
  for (const JsonMember& member : value.members())
    if ((!is_root && is_identifier(member)) || names_schemas(member.value, false)) return true;
  return false;
}

std::string child_pointer(const std::string& pointer, std::string_view token) {
  std::string child = pointer;
  append_pointer_token(child, token);
  return child;
}

}  // namespace

void SchemaDocuments::report(Severity severity, std::string_view rule, std::string message,
                             SourcePos where) {
  Diagnostic problem;
  problem.severity = severity;
  problem.rule = rule;
  problem.message = std::move(message);
  problem.where = where;
  problems_.push_back(std::move(problem));
}

SchemaSite SchemaDocuments::add(const JsonValue& document, std::string_view uri) {
  Dialect dialect;
  dialect.draft = default_draft_;
  SchemaResource* resource =
      add_resource(document, std::string(split_fragment(uri).document), dialect);
  // In YAML aliases share parts, which the walk would see as often as they are used.
  resource->is_plain = !document.node && !names_schemas(document);
  index(document, resource, "", true);
  return sites_.at(&document);
}

const SchemaSite* SchemaDocuments::site_of(const JsonValue& schema) const {
  auto known = sites_.find(&schema);
  return known == sites_.end() ? nullptr : &known->second;
}

SchemaResource* SchemaDocuments::add_resource(const JsonValue& root, std::string uri,
                                              Dialect dialect) {
  SchemaResource& resource = resources_.emplace_back();
  resource.uri = uri;
  resource.root = &root;
  resource.dialect = dialect;
  // The first of several with one URI counts.
  by_uri_.emplace(std::move(uri), &resource);
  return &resource;
}

void SchemaDocuments::index(const JsonValue& schema, SchemaResource* resource, std::string pointer,
                            bool is_document) {
  if (sites_.contains(&schema)) return;
  // Below the root of a plain document there are no names.
  if (schema.is_object() && (is_document || !resource->is_plain)) {
    resource = identify(schema, resource, pointer, is_document);
    add_anchors(schema, *resource);
  }
  sites_.emplace(&schema, SchemaSite{&schema, resource, arena_.copy(pointer)});
  if (schema.is_object() && !resource->is_plain) index_children(schema, resource, pointer);
}

void SchemaDocuments::open(const SchemaSite& site) {
  if (site.resource->is_plain && site.schema->is_object())
    index_children(*site.schema, site.resource, std::string(site.pointer));
}

/// The resource that a schema belongs to: a new one when it has an identifier.
SchemaResource* SchemaDocuments::identify(const JsonValue& schema, SchemaResource* resource,
                                          std::string& pointer, bool is_document) {
  Dialect dialect = resource->dialect;
  auto metaschema = text_of(schema, "$schema");
  bool may_switch = is_document || schema.find("$id") || schema.find("id");
  if (metaschema && may_switch)
    dialect = dialect_for(std::string(*metaschema), dialect, schema.find("$schema")->where());
  if (is_document) resource->dialect = dialect;
  auto id = text_of(schema, id_keyword(dialect.draft));
  if (!id || is_hidden_by_reference(schema, dialect.draft)) return resource;
  if (id->starts_with('#') && dialect.draft <= Draft::Draft7) {
    resource->anchors.push_back({std::string(id->substr(1)), &schema, false});
    return resource;
  }
  std::string full = resolve_uri(resource->uri, *id);
  FragmentSplit split = split_fragment(full);
  SchemaResource* own = resource;
  if (is_document) {
    // Known by both URIs, the one it was read from and its own.
    own->uri = split.document;
    by_uri_.emplace(own->uri, own);
  } else {
    own = add_resource(schema, std::string(split.document), dialect);
  }
  if (!split.fragment.empty())
    own->anchors.push_back({std::string(split.fragment), &schema, false});
  pointer.clear();
  return own;
}

void SchemaDocuments::add_anchors(const JsonValue& schema, SchemaResource& resource) {
  Draft draft = resource.dialect.draft;
  if (draft >= Draft::Draft2019)
    if (auto name = text_of(schema, "$anchor"))
      resource.anchors.push_back({std::string(*name), &schema, false});
  if (draft >= Draft::Draft2020)
    if (auto name = text_of(schema, "$dynamicAnchor"))
      resource.anchors.push_back({std::string(*name), &schema, true});
  const JsonValue* recursive = schema.find("$recursiveAnchor");
  if (draft == Draft::Draft2019 && resource.root == &schema && recursive)
    resource.is_recursive_anchor = recursive->boolean;
}

void SchemaDocuments::index_children(const JsonValue& schema, SchemaResource* resource,
                                     const std::string& pointer) {
  for (const JsonMember& member : schema.members()) {
    const Keyword* keyword = find_keyword(member.name, resource->dialect);
    if (!keyword || keyword->subschemas == Subschemas::None) continue;
    std::string place = child_pointer(pointer, member.name);
    Subschemas form = keyword->subschemas;
    if (form == Subschemas::One || (form == Subschemas::OneOrList && !member.value.is_array())) {
      index(member.value, resource, place, false);
      continue;
    }
    for (size_t i = 0; i < member.value.items().size(); ++i)
      if (form == Subschemas::List || form == Subschemas::OneOrList)
        index(member.value.items()[i], resource, child_pointer(place, std::to_string(i)), false);
    for (const JsonMember& child : member.value.members())
      if (form == Subschemas::Map || (form == Subschemas::MapOrTexts && !child.value.is_array()))
        index(child.value, resource, child_pointer(place, child.name), false);
  }
}

Dialect SchemaDocuments::dialect_for(const std::string& metaschema, const Dialect& inherited,
                                     SourcePos where) {
  Dialect dialect;
  if (auto draft = draft_of_metaschema(metaschema)) {
    dialect.draft = *draft;
    return dialect;
  }
  if (auto known = dialects_.find(metaschema); known != dialects_.end()) return known->second;
  // Also ends meta-schemas that describe themselves in a circle.
  dialects_.emplace(metaschema, inherited);
  const JsonValue* document = load(std::string(split_fragment(metaschema).document));
  if (!document || !document->is_object()) {
    report(Severity::Warning, "schema-dialect",
           "the meta-schema \"" + metaschema + "\" is not known", where);
    return inherited;
  }
  dialect = inherited;
  if (auto parent = text_of(*document, "$schema"); parent && *parent != metaschema)
    dialect = dialect_for(std::string(*parent), inherited, document->find("$schema")->where());
  const JsonValue* vocabularies = document->find("$vocabulary");
  if (vocabularies && vocabularies->is_object() && dialect.draft >= Draft::Draft2019)
    enable_vocabularies(*vocabularies, dialect, where);
  dialects_[metaschema] = dialect;
  return dialect;
}

void SchemaDocuments::enable_vocabularies(const JsonValue& vocabularies, Dialect& dialect,
                                          SourcePos where) {
  dialect.vocabularies = kVocabularyCore;
  for (const JsonMember& member : vocabularies.members()) {
    auto bits = vocabulary_bits(member.name, dialect.draft);
    if (bits) {
      dialect.vocabularies |= *bits;
      bool is_assertion = member.name.ends_with("/format-assertion") ||
                          (member.name.ends_with("/format") && member.value.boolean);
      dialect.asserts_formats |= is_assertion;
    } else if (member.value.boolean) {
      report(Severity::Error, "schema-dialect",
             "the meta-schema needs the unknown vocabulary \"" + std::string(member.name) + "\"",
             where);
    }
  }
}

const JsonValue* SchemaDocuments::load(const std::string& uri) {
  if (is_metaschema(uri)) {
    if (!metaschemas_) metaschemas_ = read_metaschemas(arena_);
    return metaschemas_->find(uri);
  }
  return loader_ ? loader_(uri) : nullptr;
}

SchemaResource* SchemaDocuments::resource_at(const std::string& uri) {
  if (auto known = by_uri_.find(uri); known != by_uri_.end()) return known->second;
  const JsonValue* document = load(uri);
  if (!document) return nullptr;
  return add(*document, uri).resource;
}

std::optional<SchemaSite> SchemaDocuments::find(std::string_view uri) {
  FragmentSplit split = split_fragment(uri);
  SchemaResource* resource = resource_at(std::string(split.document));
  if (!resource) return std::nullopt;
  std::string fragment = percent_decode(split.fragment);
  if (fragment.empty()) return sites_.at(resource->root);
  if (fragment[0] == '/') return follow_pointer(*resource, fragment);
  const SchemaResource::Anchor* anchor = resource->find_anchor(fragment);
  if (!anchor) return std::nullopt;
  return sites_.at(anchor->schema);
}

std::optional<SchemaSite> SchemaDocuments::follow_pointer(SchemaResource& start,
                                                          std::string_view pointer) {
  const JsonValue* value = start.root;
  SchemaResource* resource = &start;
  std::string place;  // in `resource`, which changes where the pointer enters another one
  while (!pointer.empty()) {
    size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string token = unescape_pointer_token(pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
    if (value->is_array()) {
      bool is_number = !token.empty() && token.find_first_not_of("0123456789") == token.npos &&
                       token.size() < 10;
      size_t i = is_number ? std::stoul(token) : value->items().size();
      value = i < value->items().size() ? &value->items()[i] : nullptr;
    } else {
      value = value->find(token);
    }
    if (!value) return std::nullopt;
    append_pointer_token(place, token);
    if (const SchemaSite* known = site_of(*value)) {
      resource = known->resource;
      place = known->pointer;
    }
  }
  // A schema at a place that no keyword makes one.
  index(*value, resource, place, false);
  return sites_.at(value);
}

}  // namespace drydock::schemas
