#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plan/emit/desired.h"

namespace drydock::plan {

/// What the objects of one cluster are called in a configuration that keeps a state: each once, by
/// what it is, whoever has it.
class Labels {
 public:
  Labels(const EmitInput& input, const Desired& desired);

  /// The label of a wanted object.
  const std::string& of(const std::string& key) const { return now_.at(key); }
  /// The label that it had before, when that was another; else empty.
  std::string earlier(const std::string& key) const;
  /// The label that an object of the base had.
  const std::string& before(const std::string& key) const { return before_.at(key); }

 private:
  std::unordered_map<std::string, std::string> now_, before_;
};

/// The wanted objects of one cluster that must wait for each other, and for what. Of each stage of
/// a project one object stands for all: it waits for the others of its stage, and all of the next
/// stage wait for it; so there are few edges for each object. Namespaces and definitions wait for
/// nothing else, so that whoever needs them can wait for them without a circle.
class Dependencies {
 public:
  explicit Dependencies(const Desired& desired);

  /// Keys of what an object waits for, sorted; its namespace and definition included.
  std::vector<std::string> of(const Wanted& one, const Desired& desired) const;
  /// Whether workloads of its stage are waited for: a later sync wave follows.
  bool is_waited_for(const Wanted& one) const;

 private:
  struct Group {
    std::vector<const Wanted*> members;
    const Wanted* gate = nullptr;
    const Group* previous = nullptr;  // the stage before, but for namespaces and definitions
    const Group* first = nullptr;     // those of its sync wave
    bool wave_follows = false;
  };
  using Place = std::tuple<std::string_view, std::string_view, Stage>;  // cluster, project
  std::map<Place, Group> groups_;
};

/// Kept objects that are in no project of the head any more: forgotten, not destroyed.
std::vector<const Change*> forgotten(const EmitInput& input, const Desired& desired);

}  // namespace drydock::plan
