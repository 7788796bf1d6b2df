#include "projects/variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "core/tree.h"

namespace drydock::projects {
namespace {

// Projects in a folder of this name may stand side by side; they are variants only when they are
// made of the same bases.
constexpr std::string_view kAggregates[] = {"aggregate", "aggregates", "distros",
                                            "platforms", "profiles",   "providers"};

/// Kustomizations in one environment.
struct Group {
  std::string_view owner;       // the folder that holds the environments, and bases beside them
  bool overlays = false;        // the environments are in a folder of that name
  std::vector<size_t> members;  // with folders between them and the environment's
};

std::string_view prefix_of(std::string_view path, size_t components) {
  size_t end = 0;
  for (size_t i = 0; i < components; ++i) {
    end = std::min(path.find('/', end + (i > 0)), path.size());
  }
  return path.substr(0, end);
}

/// What is below the folder of the environment.
std::string_view below(const VariantCandidate& candidate) {
  size_t prefix = prefix_of(candidate.path, candidate.guess.depth).size();
  return candidate.path.substr(std::min(prefix + 1, candidate.path.size()));
}

class Separation {
 public:
  Separation(std::vector<VariantCandidate>& candidates,
             const std::vector<std::string_view>& folders)
      : candidates_(candidates), folders_(folders) {}

  void run() {
    guess_from_aggregates();
    std::map<std::string_view, Group> groups;
    for (size_t i = 0; i < candidates_.size(); ++i) {
      const VariantCandidate& candidate = candidates_[i];
      if (!may_be_variant(candidate)) continue;
      std::string_view environment = prefix_of(candidate.path, candidate.guess.depth);
      Group& group = groups[environment];
      group.owner = owner_of(environment);
      group.overlays = file_name(parent_path(environment)).starts_with("overlay");
      group.members.push_back(i);
    }
    for (const auto& [environment, group] : groups) {
      for (size_t member : variants_in(group)) separated_[member] = environment;
    }
    find_ambiguous_names();
    for (const auto& [member, environment] : separated_) rename(member);
    take_over_names();
  }

 private:
  static bool may_be_variant(const VariantCandidate& candidate) {
    if (candidate.guess.depth == 0 || candidate.guess.sure) return false;
    std::vector<std::string_view> rest = path_components(below(candidate));
    if (rest.empty()) return false;
    if (rest.back() == "default") rest.pop_back();  // one variant of several, mostly
    return std::none_of(rest.begin(), rest.end(), is_common_name);
  }

  /// `shop/overlays/prod` belongs to `shop`, and so does `shop/prod`.
  static std::string_view owner_of(std::string_view environment) {
    std::string_view parent = parent_path(environment);
    return holds_environments(file_name(parent)) ? parent_path(parent) : parent;
  }

  void guess_from_aggregates() {
    for (VariantCandidate& candidate : candidates_) {
      if (candidate.guess.depth > 0) continue;
      std::vector<std::string_view> parts = path_components(candidate.path);
      for (size_t i = 1; i + 1 < parts.size(); ++i) {
        if (std::find(std::begin(kAggregates), std::end(kAggregates), parts[i]) ==
            std::end(kAggregates)) {
          continue;
        }
        candidate.guess.depth = i + 1;
        break;
      }
    }
  }

  /// The members of which most are made of bases that another member has, too, when all these bases
  /// are their owner's. What an owner of the whole repository has is everybody's, so there has to
  /// be one base only.
  std::vector<size_t> variants_in(const Group& group) const {
    std::unordered_map<size_t, size_t> users;
    for (size_t member : group.members) {
      for (size_t base : candidates_[member].bases) users[base] += is_own(group, base) ? 1 : 0;
    }
    if (group.owner.empty() && users.size() != 1) return {};
    std::vector<size_t> variants;
    for (size_t member : group.members) {
      const std::vector<size_t>& bases = candidates_[member].bases;
      auto used_twice = [&](size_t base) { return users.at(base) > 1; };
      auto common = static_cast<size_t>(std::count_if(bases.begin(), bases.end(), used_twice));
      if (common > 0 && common * 2 >= bases.size()) variants.push_back(member);
    }
    if (variants.size() < 2 || variants.size() * 2 < group.members.size()) return {};
    return group.members;
  }

  /// What different apps have in common (`common`, `shared`) makes no variants of them, but in
  /// overlays of one app.
  bool is_own(const Group& group, size_t base) const {
    std::string_view path = folders_[base];
    if (!is_below(path, group.owner)) return false;
    std::string_view name = file_name(path);
    return group.overlays || name == "base" || name == "bases" || !is_common_name(name);
  }

  /// "eu" says too little where `prod/eu` and `staging/eu` are in one folder, or where both are
  /// usual names of environments.
  void find_ambiguous_names() {
    std::map<std::string_view, std::string_view> environments;
    for (const VariantCandidate& candidate : candidates_) {
      if (!may_be_variant(candidate)) continue;
      std::string_view leaf = file_name(candidate.path);
      for (std::string_view part : path_components(parent_path(candidate.path))) {
        if (!is_environment_name(part)) continue;
        auto known = environments.emplace(leaf, part).first;
        if (known->second != part) ambiguous_.insert(leaf);
      }
    }
    std::map<std::pair<std::string_view, std::string_view>, std::string_view> parents;
    for (const auto& [member, environment] : separated_) {
      std::string_view path = top_of(member);
      std::string_view container = parent_path(environment);
      auto known = parents.emplace(std::pair(container, file_name(path)), path).first;
      if (known->second != path) ambiguous_.insert(file_name(path));
    }
  }

  /// The folder of the variant: that of the candidate, or of another variant around it.
  std::string_view top_of(size_t member) const {
    std::string_view top = candidates_[member].path;
    std::string_view environment = separated_.at(member);
    for (std::string_view at = parent_path(top); at.size() > environment.size();
         at = parent_path(at)) {
      if (paths().contains(at)) top = at;
    }
    return top;
  }

  const std::set<std::string_view>& paths() const {
    if (paths_.empty()) {
      for (const auto& [member, environment] : separated_) paths_.insert(candidates_[member].path);
    }
    return paths_;
  }

  void rename(size_t member) {
    VariantCandidate& candidate = candidates_[member];
    std::string_view top = top_of(member);
    std::string name(file_name(top));
    bool unclear = ambiguous_.contains(name) || is_common_name(name);
    if (unclear && !candidate.guess.cluster.empty()) {
      name = candidate.guess.cluster;
      std::string_view rest = top.substr(separated_.at(member).size() + 1);
      for (std::string_view part : path_components(rest)) name += fmt::format("-{}", part);
    }
    candidate.guess.cluster = std::move(name);
    candidate.guess.why =
        fmt::format("the folder `{}`, one of several made of the same bases", top);
  }

  /// A place that is known by its name is the same for everybody, also for an app that goes nowhere
  /// else.
  void take_over_names() {
    std::set<std::string_view> names;
    for (const auto& [member, environment] : separated_) {
      std::string_view name = file_name(top_of(member));
      if (!ambiguous_.contains(name)) names.insert(name);
    }
    for (size_t i = 0; i < candidates_.size(); ++i) {
      VariantCandidate& candidate = candidates_[i];
      std::string_view name = file_name(candidate.path);
      if (separated_.contains(i) || !may_be_variant(candidate) || !names.contains(name)) continue;
      candidate.guess.cluster = name;
      candidate.guess.why = fmt::format("the folder `{}`, as elsewhere", candidate.path);
    }
  }

  std::vector<VariantCandidate>& candidates_;
  const std::vector<std::string_view>& folders_;
  std::map<size_t, std::string_view> separated_;  // candidates, with the path of the environment
  std::set<std::string_view> ambiguous_;          // names of folders
  mutable std::set<std::string_view> paths_;      // of the separated ones
};

}  // namespace

void separate_variants(std::vector<VariantCandidate>& candidates,
                       const std::vector<std::string_view>& folders) {
  Separation(candidates, folders).run();
}

}  // namespace drydock::projects
