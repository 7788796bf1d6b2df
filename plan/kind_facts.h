#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/resource.h"
#include "plan/shape.h"
#include "schemas/server_defaults.h"

namespace drydock::plan {

/// What is known of the objects of one kind and version.
struct KindFacts {
  Gvk gvk;
  Shape shape;
  const schemas::KindDefaults* defaults = nullptr;
  const schemas::JsonValue* custom_schema = nullptr;  // null: built in, or not defined anywhere
  bool is_built_in = false;
};

/// The kinds of a run: built-in ones, and those that definitions bring. Refers to the definitions'
/// nodes. Adding is for one thread, the rest is safe from many.
class Kinds {
 public:
  /// Takes what an object defines, if it defines anything. What came first stays. `cluster` is
  /// where it counts; other clusters take it when nobody defines the kind for them.
  void add(const Node& definition, YamlDialect dialect, std::string_view cluster = "");
  KindFacts find(const Gvk& gvk, std::string_view cluster = "") const;

 private:
  struct Custom {
    std::string group, version, kind;
    schemas::JsonValue schema;
    bool has_schema = false;
  };

  Arena arena_;
  std::deque<Custom> custom_;
  std::map<std::string, const Custom*, std::less<>> by_name_;  // "cluster|group/version/kind"
};

/// The release that objects are compared by: the facts of the tables in schemas/ are its.
constexpr int kRelease = 34;

}  // namespace drydock::plan
