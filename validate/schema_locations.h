#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "core/yaml/node.h"
#include "schemas/json_schema.h"
#include "schemas/kubernetes.h"
#include "validate/shape_error.h"

namespace drydock::validate {

/// What became of the download of a schema.
struct Download {
  int status = 0;  // of HTTP
  std::string body;
  std::string error;  // why there was no answer; empty when there was one
};

struct LocationOptions {
  std::vector<std::string> locations;  // as kubeconform takes them; none: the built-in schemas
  std::string kubernetes_version;      // "1.34.0", or "master"
  bool strict = false;
  std::string cache_folder;  // of kubeconform's downloads; empty: none
  /// Fetches a URL; empty: the network is not used.
  std::function<Download(const std::string& url)> download;
};

/// The schema that documents of one kind are checked against.
class KindSchema {
 public:
  virtual ~KindSchema() = default;
  /// Errors of a document in the form of kubeconform's library; none when it fits. Safe from many
  /// threads.
  /// `root` is the same document, or null when it is not known.
  virtual std::vector<ShapeError> check(const Value& document, const Node* root,
                                        bool strict) const = 0;
  /// The URL that messages name, with its fragment.
  std::string url;
};

class ReferredFiles;

/// Finds schemas in the order of the locations, each once. Safe from many threads.
class SchemaLocations {
 public:
  /// Throws Error with rule `usage` and kubeconform's words for a template that cannot be used.
  explicit SchemaLocations(LocationOptions options);
  ~SchemaLocations();

  struct Found {
    const KindSchema* schema = nullptr;  // null: none of the locations has it
    std::string error;                   // why it cannot be had, in kubeconform's words
  };
  /// `version` is an apiVersion. Valid as long as this.
  Found find(const std::string& kind, const std::string& version);

 private:
  struct Location;
  struct Entry;

  Found look_up(const std::string& kind, const std::string& version);
  Found look_in(const Location& location, const std::string& kind, const std::string& version);
  Found keep(std::unique_ptr<KindSchema> schema);
  Found load_file(const std::string& path);
  Found load_url(const std::string& url);
  Found look_in_definitions(const Location& location, const std::string& kind,
                            const std::string& version);

  LocationOptions options_;
  int release_ = 0;  // 0: the built-in schemas know nothing of this version
  std::vector<Location> locations_;
  std::unique_ptr<ReferredFiles> referred_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Found> found_;
  std::vector<std::unique_ptr<KindSchema>> schemas_;
};

}  // namespace drydock::validate
