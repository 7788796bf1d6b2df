#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plan/emit/emission.h"
#include "plan/marks.h"

namespace drydock::plan {

/// What must be there before the next may come. Finer than that nothing waits: settings and
/// workloads of one stage may need each other, whatever their waves.
struct Stage {
  enum Part : uint8_t { First, Before, Main, After, Last };
  int sync_wave = 0;
  Part part = Main;  // namespaces and definitions, hooks before, the rest, hooks after, webhooks

  auto operator<=>(const Stage&) const = default;
};

Stage stage_of(const PlanObject& object, const Marks& marks);

/// One object that shall be there.
struct Wanted {
  const PlanObject* object = nullptr;
  Marks marks;
  Stage stage;
  std::string key;
  const Change* change = nullptr;  // what is done to it; null: nothing
  bool is_first = true;            // false: an earlier project has it as well

  bool is_replaced() const { return change && change->action == Action::Replace; }
  /// Whether it stays when it leaves its project, or is a hook, whose end is its own.
  bool is_kept() const { return !marks.keeping().empty(); }
};

/// The head as whole, for appliers that are told what shall be there. Refers to the input.
class Desired {
 public:
  explicit Desired(const EmitInput& input);

  /// All of them, sorted by cluster, project, stage and resource, whatever the input takes.
  const std::vector<Wanted>& objects() const { return objects_; }
  /// The first that has this key (PlanObject::key); null when it goes.
  const Wanted* find(const std::string& key) const;
  /// Whether this project has an object of this key.
  bool has(std::string_view project, const std::string& key) const;
  /// Who makes the namespace of an object; null when nobody does.
  const Wanted* namespace_of(const PlanObject& object) const;
  /// Who defines its kind; null for built-in ones and what nobody defines.
  const Wanted* definition_of(const PlanObject& object) const;
  /// Clusters of the head, and those that something is done in; sorted.
  const std::set<std::string_view>& clusters() const { return clusters_; }

 private:
  std::vector<Wanted> objects_;
  std::unordered_map<std::string, const Wanted*> by_key_;
  std::map<std::string, const Wanted*, std::less<>> definitions_;  // cluster, group, kind
  std::set<std::string_view> clusters_;
};

/// What the base had that is no hook and has a name.
std::vector<const PlanObject*> earlier_objects(const EmitInput& input);

}  // namespace drydock::plan
