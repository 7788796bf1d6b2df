#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/sops.h"
#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock::projects::flux {

/// A ConfigMap or Secret, as the API server holds it: Secrets decoded, with `stringData` among the
/// data.
struct ValueObject {
  std::map<std::string, std::string, std::less<>> data;
  std::set<std::string, std::less<>> hidden;  // keys whose values are placeholders
  SourcePos where;
  bool encrypted = false;  // by SOPS
  bool is_made = false;    // by a controller in the cluster, from what is kept elsewhere
  bool is_open = false;    // there are more keys than those, and nobody knows which
};

/// The ConfigMaps and Secrets that definitions take variables and values from.
class ValueObjects {
 public:
  /// Takes note of an object that is one, instead of an earlier one of that name; also of the
  /// Secret that an ExternalSecret or the like makes, where there is none. Others are passed over.
  /// Its namespace is `default_namespace` when it names none.
  void add(const Node& object, std::string_view default_namespace = "default");

  /// Null when there is none. `kind` is ConfigMap or Secret.
  const ValueObject* find(std::string_view kind, std::string_view namespace_name,
                          std::string_view name) const;
  /// The names of that kind in a namespace, for suggestions.
  std::vector<std::string_view> names(std::string_view kind, std::string_view namespace_name) const;

 private:
  void add_made(const Node& object, std::string_view namespace_name);

  struct Key {
    std::string kind;
    std::string namespace_name;
    std::string name;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, ValueObject> objects_;
};

/// What stands for an encrypted value under a key: a text that may be part of a host name, and that
/// differs for each key.
std::string sops_placeholder(std::string_view key);
/// The same for a value that is kept outside of the repository.
std::string external_placeholder(std::string_view key);

}  // namespace drydock::projects::flux
