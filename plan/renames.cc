#include "plan/renames.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/hash.h"
#include "core/kinds.h"
#include "core/suggest.h"
#include "plan/content.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

/// The leaves of an object outside metadata, each as a hash of path and value, sorted.
class Leaves {
 public:
  explicit Leaves(const PlanObject& object) : name_(object.name) {
    Arena arena;
    Node* root = content_of(*object.root, object.dialect, arena);
    for (const NodeEntry& entry : root->pairs()) {
      std::string_view key = entry.key->text();
      if (key == "metadata" || key == "apiVersion" || key == "kind" || key == "status") continue;
      collect(*entry.value, std::string(key));
    }
    std::sort(hashes_.begin(), hashes_.end());
  }

  size_t size() const { return hashes_.size(); }

  static size_t common(const Leaves& a, const Leaves& b) {
    size_t count = 0;
    for (auto i = a.hashes_.begin(), j = b.hashes_.begin();
         i != a.hashes_.end() && j != b.hashes_.end();) {
      if (*i == *j)
        ++count, ++i, ++j;
      else if (*i < *j)
        ++i;
      else
        ++j;
    }
    return count;
  }

 private:
  void collect(const Node& node, const std::string& path) {
    if (node.is_scalar()) {
      std::string value(node.text());
      // The own name is another on both sides.
      for (size_t at = 0; !name_.empty() && (at = value.find(name_, at)) != value.npos; ++at) {
        value.replace(at, name_.size(), "\x01");
      }
      hashes_.push_back(hash64(path + '\n' + value));
      return;
    }
    for (const Node* item : node.elements()) collect(*item, path + "[]");
    for (const NodeEntry& entry : node.pairs()) {
      collect(*entry.value, path_below(path, entry.key->text()));
    }
  }

  std::string_view name_;
  std::vector<uint64_t> hashes_;
};

struct Candidate {
  size_t common = 0;
  size_t distance = 0;
  size_t from = 0, to = 0;

  /// Better ones first.
  std::pair<size_t, size_t> rank() const { return {SIZE_MAX - common, distance}; }
};

using Group = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

Group group_of(const PlanObject& one) {
  return {one.cluster, one.project, current_group(one.gvk.group, one.gvk.kind), one.gvk.kind};
}

/// More objects than these of one kind that went and came in a project are not compared one by one.
constexpr size_t kMost = 400;

void pair_group(std::span<const PlanObject* const> gone, std::span<const PlanObject* const> came,
                std::vector<Renaming>& found) {
  if (gone.size() > kMost || came.size() > kMost) return;
  std::vector<Leaves> old_leaves, new_leaves;
  for (const PlanObject* one : gone) old_leaves.emplace_back(*one);
  for (const PlanObject* one : came) new_leaves.emplace_back(*one);
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < gone.size(); ++i) {
    for (size_t j = 0; j < came.size(); ++j) {
      size_t common = Leaves::common(old_leaves[i], new_leaves[j]);
      size_t most = std::max(old_leaves[i].size(), new_leaves[j].size());
      if (common == 0 || common * 2 < most) continue;
      candidates.push_back({common, edit_distance(gone[i]->name, came[j]->name), i, j});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.rank() < b.rank(); });
  std::set<size_t> old_taken, new_taken;
  for (size_t at = 0; at < candidates.size(); ++at) {
    const Candidate& one = candidates[at];
    if (old_taken.count(one.from) || new_taken.count(one.to)) continue;
    bool tie = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
      bool rival = (other.from == one.from) != (other.to == one.to);
      bool free = !old_taken.count(other.from) && !new_taken.count(other.to);
      return rival && free && other.rank() == one.rank();
    });
    if (tie) continue;
    old_taken.insert(one.from);
    new_taken.insert(one.to);
    found.push_back({gone[one.from], came[one.to]});
  }
}

}  // namespace

std::vector<Renaming> find_renames(std::span<const PlanObject* const> gone,
                                   std::span<const PlanObject* const> came) {
  std::map<Group, std::pair<std::vector<const PlanObject*>, std::vector<const PlanObject*>>> groups;
  for (const PlanObject* one : gone) {
    if (one->root) groups[group_of(*one)].first.push_back(one);
  }
  for (const PlanObject* one : came) {
    auto group = groups.find(group_of(*one));
    if (group != groups.end() && one->root) group->second.second.push_back(one);
  }
  std::vector<Renaming> found;
  for (const auto& [group, objects] : groups) pair_group(objects.first, objects.second, found);
  return found;
}

}  // namespace drydock::plan
