#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "render/builtins/context.h"

namespace drydock::render {

/// A cluster as `kubectl get -o yaml` has written it down: what `lookup` answers from.
class ClusterDump final : public ClusterState {
 public:
  /// The file must outlive this. Throws Error for what is no YAML, at the fault.
  explicit ClusterDump(const SourceFile& file);

  /// Objects that are not in the dump are not in the cluster.
  Value lookup(const LookupRequest& request, Arena& arena) override;

 private:
  struct Object {
    std::string_view namespace_name;
    std::string_view name;
    const ValueMap* value;
  };

  void add(const Value& object);

  Arena arena_;
  std::map<std::string, std::vector<Object>> by_kind_;  // "apps/v1 Deployment"
};

}  // namespace drydock::render
