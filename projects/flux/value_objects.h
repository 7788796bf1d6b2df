#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock::projects::flux {

/// A ConfigMap or Secret, as the API server holds it: Secrets decoded, with `stringData` among the
/// data.
struct ValueObject {
  std::map<std::string, std::string, std::less<>> data;
  SourcePos where;
  bool encrypted = false;  // by SOPS; then encrypted values are placeholders
};

/// The ConfigMaps and Secrets that definitions take variables and values from.
class ValueObjects {
 public:
  /// Takes note of an object that is one, instead of an earlier one of that name; others are passed
  /// over. Its namespace is `default_namespace` when it names none.
  void add(const Node& object, std::string_view default_namespace = "default");

  /// Null when there is none. `kind` is ConfigMap or Secret.
  const ValueObject* find(std::string_view kind, std::string_view namespace_name,
                          std::string_view name) const;
  /// The names of that kind in a namespace, for suggestions.
  std::vector<std::string_view> names(std::string_view kind, std::string_view namespace_name) const;

 private:
  struct Key {
    std::string kind;
    std::string namespace_name;
    std::string name;
    auto operator<=>(const Key&) const = default;
  };
  std::map<Key, ValueObject> objects_;
};

/// Whether SOPS has encrypted values of the object.
bool is_encrypted_by_sops(const Node& object);
/// What stands for an encrypted value under a key: a text that may be part of a host name, and that
/// differs for each key.
std::string sops_placeholder(std::string_view key);

}  // namespace drydock::projects::flux
