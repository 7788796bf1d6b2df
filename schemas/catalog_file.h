#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::schemas {

/// One version of a kind, ready to be packed: a definition with this version alone, as JSON.
struct CatalogRecord {
  std::string group;
  std::string kind;
  std::string version;
  std::string definition;
};

/// Packs records into the bytes of a catalogue: an index, then the definitions, compressed by API
/// group so that one can be had without the others. Of records of one name the last one stays.
std::string pack_catalog(std::vector<CatalogRecord> records);

/// A catalogue on disk, mapped into memory; only what is asked for is unpacked. Safe from many
/// threads.
class CatalogFile {
 public:
  /// Whether a file begins like a catalogue.
  static bool is_catalog(const std::string& path);
  /// Throws Error with rule `schema-catalog` for a file that is none, or is damaged.
  explicit CatalogFile(const std::string& path);
  ~CatalogFile();
  CatalogFile(const CatalogFile&) = delete;

  /// The definition that brings a kind's version.
  std::optional<std::string> find(std::string_view group, std::string_view kind,
                                  std::string_view version) const;
  /// The versions of a kind that are in it.
  std::vector<std::string_view> versions(std::string_view group, std::string_view kind) const;
  size_t size() const;

 private:
  struct Index;

  std::string path_;
  std::string_view bytes_;
  std::unique_ptr<Index> index_;
};

}  // namespace drydock::schemas
