#include "validate/schema_catalog.h"

#include <algorithm>

#include "core/tree.h"
#include "core/yaml/read.h"

namespace drydock::validate {
namespace {

std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::string key_of(std::string_view group, std::string_view kind) {
  return small_letters(fmt::format("{}/{}", group, kind));
}

/// A JSON Schema as if a definition had brought it.
struct LoneSchema {
  std::string_view group;
  std::string_view version;
  std::string_view kind;

  explicit operator bool() const { return !kind.empty() && !version.empty(); }
};

LoneSchema named_inside(const Node& document) {
  const Node* kinds = document.find("x-kubernetes-group-version-kind");
  if (!kinds || kinds->elements().empty()) return {};
  const Node& first = *kinds->elements()[0];
  return {first.text_of("group"), first.text_of("version"), first.text_of("kind")};
}

LoneSchema named_by_path(std::string_view path) {
  std::string_view name = file_name(path);
  name = name.substr(0, name.rfind('.'));
  size_t underscore = name.rfind('_');
  if (underscore != name.npos) {
    return {file_name(parent_path(path)), name.substr(underscore + 1), name.substr(0, underscore)};
  }
  size_t version = name.rfind('-');
  size_t kind = name.find('-');
  if (kind == name.npos || kind == version) return {};
  return {name.substr(kind + 1, version - kind - 1), name.substr(version + 1),
          name.substr(0, kind)};
}

}  // namespace

YamlDialect dialect_of(const Project& project) {
  return project.renderer == Renderer::Kustomize ? YamlDialect::Kustomize : YamlDialect::Sigs;
}

void SchemaCatalog::add_version(const schemas::CustomVersion& version, std::string_view cluster,
                                YamlDialect dialect) const {
  Entry entry;
  entry.version = version;
  entry.cluster = cluster;
  entry.dialect = dialect;
  entries_.emplace(key_of(version.group, version.kind), std::move(entry));
}

void SchemaCatalog::add_fleet(const Fleet& fleet) {
  for (const RenderedProject& rendered : fleet.projects()) {
    for (const Resource& resource : rendered.set.resources) {
      if (!resource.gvk.kind.ends_with("ResourceDefinition")) continue;
      for (const schemas::CustomVersion& version : schemas::custom_versions(*resource.root)) {
        add_version(version, rendered.project->cluster, dialect_of(*rendered.project));
      }
    }
  }
}

void SchemaCatalog::add_document(const Node& document, std::string_view path) {
  std::vector<schemas::CustomVersion> versions = schemas::custom_versions(document);
  for (const schemas::CustomVersion& version : versions) {
    add_version(version, "", YamlDialect::Sigs);
  }
  if (!versions.empty() || !document.find("properties")) return;
  LoneSchema named = named_inside(document);
  if (!named) named = named_by_path(path);
  if (!named) return;
  schemas::CustomVersion version;
  version.group = named.group;
  version.version = named.version;
  version.kind = named.kind;
  version.schema = &document;
  version.where = &document;
  add_version(version, "", YamlDialect::Sigs);
}

void SchemaCatalog::add_catalog_file(const std::string& path) {
  files_.push_back(std::make_unique<schemas::CatalogFile>(path));
}

const SchemaCatalog::Entry* SchemaCatalog::find_entry(const Gvk& gvk,
                                                      std::string_view cluster) const {
  const Entry* best = nullptr;
  auto look_at = [&](std::string_view group) {
    auto [begin, end] = entries_.equal_range(key_of(group, gvk.kind));
    for (auto at = begin; at != end; ++at) {
      const Entry& entry = at->second;
      if (entry.version.version != gvk.version) continue;
      if (!best || (best->cluster != cluster && entry.cluster == cluster)) best = &entry;
    }
  };
  look_at(gvk.group);
  // Files of schemas may be named by the group's first label.
  if (!best) look_at(gvk.group.substr(0, gvk.group.find('.')));
  return best;
}

void SchemaCatalog::unpack(const Gvk& gvk) const {
  std::string name = fmt::format("{}/{}/{}", gvk.group, gvk.version, gvk.kind);
  if (!asked_.insert(name).second) return;
  for (const std::unique_ptr<schemas::CatalogFile>& file : files_) {
    std::optional<std::string> text = file->find(gvk.group, gvk.kind, gvk.version);
    if (!text) continue;
    Unpacked& unpacked = *unpacked_.emplace_back(std::make_unique<Unpacked>());
    unpacked.source = {name, std::move(*text)};
    YamlDocuments documents = read_yaml(unpacked.source, unpacked.arena);
    if (documents.roots.empty() || !documents.roots.front()) return;
    for (const schemas::CustomVersion& version : schemas::custom_versions(*documents.roots[0])) {
      add_version(version, "", YamlDialect::Sigs);
    }
    return;
  }
}

const CustomSchema* SchemaCatalog::find(const Gvk& gvk, std::string_view cluster) const {
  std::lock_guard lock(mutex_);
  const Entry* best = find_entry(gvk, cluster);
  if (!best && !files_.empty()) {
    unpack(gvk);
    best = find_entry(gvk, cluster);
  }
  if (!best) return nullptr;
  if (!best->schema) best->schema = std::make_unique<CustomSchema>(best->version, best->dialect);
  return best->schema.get();
}

std::vector<Diagnostic> SchemaCatalog::problems() const {
  std::lock_guard lock(mutex_);
  std::vector<Diagnostic> all;
  for (const auto& [key, entry] : entries_) {
    if (!entry.schema) continue;
    for (const Diagnostic& problem : entry.schema->problems()) {
      all.push_back(problem);
      if (!problem.where.file && entry.version.where)
        all.back().where = entry.version.where->where();
    }
  }
  return all;
}

std::vector<std::string_view> SchemaCatalog::served_versions(std::string_view group,
                                                             std::string_view kind) const {
  std::lock_guard lock(mutex_);
  std::vector<std::string_view> versions;
  auto [begin, end] = entries_.equal_range(key_of(group, kind));
  for (auto at = begin; at != end; ++at) {
    if (at->second.version.served) versions.push_back(at->second.version.version);
  }
  for (const std::unique_ptr<schemas::CatalogFile>& file : files_) {
    std::vector<std::string_view> more = file->versions(group, kind);
    versions.insert(versions.end(), more.begin(), more.end());
  }
  std::ranges::sort(versions);
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

}  // namespace drydock::validate
