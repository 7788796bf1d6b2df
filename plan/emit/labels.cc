#include "plan/emit/labels.h"

#include <algorithm>

#include "core/hash.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"

namespace drydock::plan {
namespace {

using Named = std::pair<std::string, const PlanObject*>;  // by key

/// Two objects of a cluster that would have one label get a hash, both.
std::unordered_map<std::string, std::string> labels_of(const std::vector<Named>& objects) {
  std::unordered_map<std::string, std::string> labels;
  std::unordered_map<std::string, size_t> count;
  auto in_cluster = [](const PlanObject& object) {
    return fmt::format("{}\n{}", object.cluster, identifier_of(object));
  };
  for (const auto& [key, object] : objects) {
    if (labels.emplace(key, identifier_of(*object)).second) ++count[in_cluster(*object)];
  }
  for (const auto& [key, object] : objects) {
    if (count[in_cluster(*object)] < 2) continue;
    labels[key] = fmt::format("{}-{:08x}", identifier_of(*object),
                              static_cast<uint32_t>(hash64(object->resource())));
  }
  return labels;
}

}  // namespace

Labels::Labels(const EmitInput& input, const Desired& desired) {
  std::vector<Named> now, before;
  for (const Wanted& one : desired.objects()) now.emplace_back(one.key, one.object);
  for (const PlanObject& object : input.base.objects) {
    if (!object.name.empty()) before.emplace_back(object.key(), &object);
  }
  now_ = labels_of(now);
  before_ = labels_of(before);
}

std::string Labels::earlier(const std::string& key) const {
  auto found = before_.find(key);
  return found == before_.end() || found->second == of(key) ? std::string() : found->second;
}

Dependencies::Dependencies(const Desired& desired) {
  for (const Wanted& one : desired.objects()) {
    if (!one.is_first) continue;
    Group& group = groups_[{one.object->cluster, one.object->project, one.stage}];
    group.members.push_back(&one);
    group.gate = &one;
  }
  Group* last = nullptr;
  Group* first = nullptr;
  Place before, first_place;
  auto same_project = [](const Place& a, const Place& b) {
    return std::get<0>(a) == std::get<0>(b) && std::get<1>(a) == std::get<1>(b);
  };
  for (auto& [place, group] : groups_) {
    const Stage& stage = std::get<2>(place);
    if (stage.part == Stage::First) {
      first = &group;
      first_place = place;
      continue;
    }
    if (first && same_project(first_place, place) &&
        std::get<2>(first_place).sync_wave == stage.sync_wave) {
      group.first = first;
    }
    if (last && same_project(before, place)) {
      group.previous = last;
      last->wave_follows = std::get<2>(before).sync_wave != stage.sync_wave;
    }
    last = &group;
    before = place;
  }
}

std::vector<std::string> Dependencies::of(const Wanted& one, const Desired& desired) const {
  std::vector<std::string> keys;
  const Group& group = groups_.at({one.object->cluster, one.object->project, one.stage});
  if (group.gate == &one) {
    for (const Wanted* member : group.members) {
      if (member != &one) keys.push_back(member->key);
    }
  }
  for (const Group* other : {group.previous, group.first}) {
    if (other) keys.push_back(other->gate->key);
  }
  for (const Wanted* needed :
       {desired.namespace_of(*one.object), desired.definition_of(*one.object)}) {
    if (needed) keys.push_back(needed->key);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool Dependencies::is_waited_for(const Wanted& one) const {
  return groups_.at({one.object->cluster, one.object->project, one.stage}).wave_follows;
}

std::vector<const Change*> forgotten(const EmitInput& input, const Desired& desired) {
  std::vector<const Change*> found;
  for (const Change& change : input.plan.changes) {
    bool leaves = change.action == Action::Keep && change.before && !change.object;
    if (leaves && !desired.find(change.before->key())) found.push_back(&change);
  }
  return found;
}

}  // namespace drydock::plan
