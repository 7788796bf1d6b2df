#include "schemas/merge_schema.h"

#include <algorithm>

#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

constexpr std::string_view kKindKey = "x-kubernetes-group-version-kind";
/// References to references; a circle of them means nothing.
constexpr int kMaxReferences = 100;

std::string kind_key(std::string_view group, std::string_view version, std::string_view kind) {
  return std::string(group).append("/").append(version).append("/").append(kind);
}

std::string kind_key(const JsonValue& row) {
  auto text = [&](std::string_view name) {
    const JsonValue* value = row.find(name);
    return value ? value->text() : "";
  };
  return kind_key(text("group"), text("version"), text("kind"));
}

/// The value that "#/definitions/x" points to.
const JsonValue* follow_pointer(const JsonValue& document, std::string_view reference) {
  if (!reference.starts_with('#')) return nullptr;
  reference.remove_prefix(1);
  const JsonValue* value = &document;
  while (value && reference.starts_with('/')) {
    size_t end = std::min(reference.find('/', 1), reference.size());
    value = value->find(unescape_pointer_token(reference.substr(1, end - 1)));
    reference.remove_prefix(end);
  }
  return value;
}

/// What kustomize's own document defines under "#/definitions/io.k8s.api.core.v1.PodSpec".
ApiSchema own_definition(std::string_view reference) {
  constexpr std::string_view kPlace = "#/definitions/";
  if (!reference.starts_with(kPlace)) return {};
  std::string_view name = reference.substr(kPlace.size());
  size_t kind_at = name.rfind('.');
  if (kind_at == name.npos || kind_at == 0) return {};
  std::string_view package = name.substr(0, kind_at);
  size_t version_at = package.rfind('.');
  if (version_at == package.npos || version_at == 0) return {};
  size_t group_at = package.rfind('.', version_at - 1) + 1;
  std::string suffix;  // as files of published schemas are named: "-apps-v1", "-v1" for core
  std::string_view group = package.substr(group_at, version_at - group_at);
  if (group != "core") suffix.append("-").append(group);
  suffix.append("-").append(package.substr(version_at + 1));
  std::string kind(name.substr(kind_at + 1));
  std::transform(kind.begin(), kind.end(), kind.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  const ApiTable& table = kustomize_api();
  ApiSchema found = table.find_published(kind, suffix, table.newest());
  bool is_meant =
      found && found.type().package() == package && found.type().name() == name.substr(kind_at + 1);
  return is_meant ? found : ApiSchema();
}

bool is_list(const JsonValue& schema) {
  const JsonValue* type = schema.find("type");
  if (!type) return false;
  if (type->is_array()) return type->items().size() == 1 && type->items()[0].text() == "array";
  return type->text() == "array";
}

}  // namespace

MergeSchema::MergeSchema(const JsonValue* schema, const JsonValue& document, OwnDocument own)
    : document_(&document), own_(own) {
  // As kustomize does, which forgets what stands beside a reference.
  for (int i = 0; schema && i < kMaxReferences; ++i) {
    const JsonValue* reference = schema->find("$ref");
    if (!reference || reference->text().empty()) {
      schema_ = schema;
      return;
    }
    std::string_view text = reference->text();
    schema = own == OwnDocument::ReadAfter && own_definition(text) ? nullptr
                                                                   : follow_pointer(document, text);
    if (schema) continue;
    if (own != OwnDocument::Unused) built_in_ = own_definition(text);
    return;
  }
}

MergeSchema MergeSchema::field(std::string_view key) const {
  if (!schema_) return MergeSchema(built_in_.field(key));
  const JsonValue* properties = schema_->find("properties");
  const JsonValue* found = properties ? properties->find(key) : nullptr;
  if (!found) {
    found = schema_->find("additionalProperties");
    if (!found || !found->is_object()) return {};
  }
  return {found, *document_, own_};
}

MergeSchema MergeSchema::element() const {
  if (!schema_) return MergeSchema(built_in_.element());
  const JsonValue* items = schema_->find("items");
  if (!is_list(*schema_) || !items || !items->is_object()) return {};
  return {items, *document_, own_};
}

std::string_view MergeSchema::strategy() const {
  if (!schema_) return built_in_ ? built_in_.patch_strategy_text() : "";
  const JsonValue* strategy = schema_->find("x-kubernetes-patch-strategy");
  return strategy ? strategy->text() : "";
}

size_t MergeSchema::key_count() const {
  if (!schema_) return built_in_.patch_keys().size();
  if (!schema_->find("x-kubernetes-patch-strategy")) return 0;
  if (const JsonValue* keys = schema_->find("x-kubernetes-list-map-keys"))
    return keys->items().size();
  return schema_->find("x-kubernetes-patch-merge-key") ? 1 : 0;
}

std::string_view MergeSchema::key(size_t i) const {
  if (!schema_) return built_in_.patch_keys()[i];
  if (const JsonValue* keys = schema_->find("x-kubernetes-list-map-keys"))
    return keys->items()[i].text();
  return schema_->find("x-kubernetes-patch-merge-key")->text();
}

MergeSchemas::MergeSchemas(const JsonValue& document, OwnDocument own)
    : document_(&document), own_(own) {
  add_kinds();
  add_scopes();
}

void MergeSchemas::add_kinds() {
  const JsonValue* definitions = document_->find("definitions");
  if (!definitions) return;
  for (const JsonMember& definition : definitions->members()) {
    const JsonValue* rows = definition.value.find(kKindKey);
    if (!rows) continue;
    for (const JsonValue& row : rows->items()) kinds_[kind_key(row)] = &definition.value;
  }
}

/// A kind has a namespace when one of the paths to read it says so.
void MergeSchemas::add_scopes() {
  const JsonValue* paths = document_->find("paths");
  if (!paths) return;
  for (const JsonMember& path : paths->members()) {
    const JsonValue* get = path.value.find("get");
    const JsonValue* row = get ? get->find(kKindKey) : nullptr;
    if (!row || !row->is_object()) continue;
    bool is_namespaced = path.name.find("namespaces/{namespace}") != path.name.npos;
    is_namespaced_[kind_key(*row)] |= is_namespaced;
  }
}

MergeSchema MergeSchemas::find(const Gvk& gvk) const {
  use_ = OwnDocument::ReadBefore;
  MergeSchema own;
  // Where it is not used, kustomize still keeps its own kinds.
  if (!document_ || own_ != OwnDocument::Unused || gvk.group == "kustomize.config.k8s.io") {
    own = MergeSchema(kustomize_api().find(gvk).schema());
  }
  if (!document_ || (own && own_ == OwnDocument::ReadAfter)) return own;
  auto known = kinds_.find(kind_key(gvk.group, gvk.version, gvk.kind));
  return known == kinds_.end() ? own : MergeSchema(known->second, *document_, own_);
}

bool MergeSchemas::is_cluster_scoped(const Gvk& gvk) const {
  // The list of scopes that is built into kustomize counts before any document.
  ApiKind built_in = kustomize_api().find(gvk);
  if (built_in && built_in.scope() != Scope::Unknown) return built_in.scope() == Scope::Cluster;
  if (use_ == OwnDocument::Unused) use_ = OwnDocument::ReadAfter;
  auto known = is_namespaced_.find(kind_key(gvk.group, gvk.version, gvk.kind));
  return known != is_namespaced_.end() && !known->second;
}

}  // namespace drydock::schemas
