#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource.h"
#include "core/source.h"
#include "schemas/catalog_file.h"
#include "schemas/custom_kinds.h"
#include "validate/custom_schema.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// The custom kinds of a run: those that the fleet defines, and those of files besides. Refers to
/// the nodes it was given. Adding is for one thread, the rest is safe from many.
class SchemaCatalog {
 public:
  /// Definitions among the objects of all projects; where clusters differ, an object is judged by
  /// its own cluster's.
  void add_fleet(const Fleet& fleet);
  /// A document with one or more definitions, or a JSON Schema of one kind, whose group and version
  /// are named in it or by its path: "GROUP/KIND_VERSION.json" or "KIND-GROUP-VERSION.json".
  void add_document(const Node& document, std::string_view path);

  /// A file made by `drydock schema import`; what is asked for is unpacked.
  void add_catalog_file(const std::string& path);

  /// Null when nothing defines this version of the kind.
  const CustomSchema* find(const Gvk& gvk, std::string_view cluster) const;
  /// All versions of a kind that are served, as far as one is defined.
  std::vector<std::string_view> served_versions(std::string_view group,
                                                std::string_view kind) const;
  /// What is wrong with the schemas that were asked for, at their own lines; they restrict nothing
  /// there.
  std::vector<Diagnostic> problems() const;
  bool empty() const { return entries_.empty() && files_.empty(); }

 private:
  struct Entry {
    schemas::CustomVersion version;
    std::string cluster;  // empty: every
    YamlDialect dialect = YamlDialect::Sigs;
    mutable std::unique_ptr<CustomSchema> schema;  // once somebody asked for it
  };

  /// A definition that a file of schemas brought, and its memory.
  struct Unpacked {
    SourceFile source;
    Arena arena;
  };

  void add_version(const schemas::CustomVersion& version, std::string_view cluster,
                   YamlDialect dialect) const;
  const Entry* find_entry(const Gvk& gvk, std::string_view cluster) const;
  void unpack(const Gvk& gvk) const;

  std::vector<std::unique_ptr<schemas::CatalogFile>> files_;
  // By "group/kind" in small letters; grows as files are unpacked, under the mutex.
  mutable std::multimap<std::string, Entry, std::less<>> entries_;
  mutable std::vector<std::unique_ptr<Unpacked>> unpacked_;
  mutable std::set<std::string, std::less<>> asked_;  // what was looked for in the files
  mutable std::mutex mutex_;
};

/// The dialect in which a project's nodes are to be read.
YamlDialect dialect_of(const Project& project);

}  // namespace drydock::validate
