#pragma once

#include <string>
#include <string_view>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// How a kind's objects may be called.
enum class NameRule : uint8_t { Subdomain, Label, Label1035, PathSegment, Other };

/// An object that someone asks the server to create.
struct Object {
  Field root;
  std::string_view version;    // of its API: "v1"
  std::string name;            // also when the server makes it from generateName
  std::string namespace_name;  // "default" when the object says nothing

  Field metadata() const { return root["metadata"]; }
  Field spec() const { return root["spec"]; }
  Field annotations() const { return metadata()["annotations"]; }
};

/// What a check of metadata has to know about a kind.
struct MetaRules {
  bool namespaced = true;
  NameRule name = NameRule::Subdomain;
  /// Kinds that come with their own rule about names; null for none.
  Problems (*own_name)(const Object& object, std::string_view name, bool is_prefix) = nullptr;
  /// Whether finalizers without a domain must be among the known ones.
  bool known_finalizers = true;
};

/// What may be wrong with a name; `is_prefix` when the server appends something to it.
Problems name_problems(NameRule rule, std::string_view name, bool is_prefix = false);

/// metadata: names, labels, annotations, owners, finalizers.
void check_metadata(const Object& object, const MetaRules& rules);
/// A name of the form "acme.io/name", as finalizers and conditions have it.
void check_finalizer_name(const Field& where, std::string_view name);

/// What stands in for the parts that the server draws at random.
constexpr std::string_view kRandomSuffix = "xxxxx";
constexpr std::string_view kRandomUid = "00000000-0000-0000-0000-000000000000";

}  // namespace drydock::validate::server
