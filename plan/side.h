#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/project.h"
#include "core/resource.h"
#include "plan/object_change.h"

namespace drydock::plan {

struct Marks;

/// One object of a side. Refers to what was rendered or read.
struct PlanObject {
  Gvk gvk;                          // as written
  std::string_view namespace_name;  // where it goes; empty outside of namespaces
  std::string_view name;
  std::string_view project;  // empty in a dump of a cluster
  std::string_view cluster;
  const Node* root = nullptr;  // null: only its name is known
  YamlDialect dialect = YamlDialect::Sigs;
  bool is_chart = false;            // rendered from a Helm chart
  const Marks* recorded = nullptr;  // without a root: what an inventory remembers of its marks

  /// "Kind.group/namespace/name" with the group that serves the kind today.
  std::string resource() const;
  /// The same with the group as it is written.
  std::string resource_as_written() const;
  /// What makes two objects the same: cluster, group as of today, kind, namespace, name.
  std::string key() const;
  Manifest manifest() const { return {root, gvk, dialect, cluster, namespace_name}; }
};

/// What there was, or what there shall be.
struct Side {
  std::vector<PlanObject> objects;
  std::vector<std::string_view> projects;  // all of them, also those without objects; sorted
};

/// Whether a manifest is the same without any reading: node for node, in the same style.
bool same_tree(const Node& a, const Node& b);

}  // namespace drydock::plan
