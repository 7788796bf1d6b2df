#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// A thing that only one project may own in a target, and who says it owns it.
struct Claim {
  std::string_view key;      // "cluster NUL what is claimed"; equal keys meet
  uint64_t hash = 0;         // of the key
  uint32_t project = 0;      // index into the fleet
  uint32_t resource = 0;     // index into the project's objects
  const Node* at = nullptr;  // what a report underlines
};

/// Claims on one key, made by at least two projects, in order of project and resource.
using Contest = std::span<const Claim>;

/// Where a rule puts the claims of one project.
class ClaimSink {
 public:
  ClaimSink(uint32_t project, std::string_view cluster) : project_(project), cluster_(cluster) {}

  /// `parts` are what is claimed; together with the cluster they make the key.
  void add(uint32_t resource, const Node* at, std::initializer_list<std::string_view> parts);

  std::vector<Claim> take() { return std::move(claims_); }
  Arena take_arena() { return std::move(arena_); }

 private:
  uint32_t project_;
  std::string_view cluster_;
  Arena arena_;
  std::vector<Claim> claims_;
};

/// One family of claims. A new one is a new file and a row in `claim_rules`.
struct ClaimRule {
  std::string_view family;
  /// Called for every object that an apply creates; from many threads.
  void (*collect)(const Fleet& fleet, const Project& project, const Resource& resource,
                  uint32_t index, ClaimSink& sink);
  /// Turns contests into findings. Contests come in an order that depends only on the sources.
  std::vector<Finding> (*judge)(const Fleet& fleet, std::span<const Contest> contests);
};

std::span<const ClaimRule> claim_rules();

// What judges have in common.
const RenderedProject& project_of(const Fleet& fleet, const Claim& claim);
const Resource& resource_of(const Fleet& fleet, const Claim& claim);
std::string resource_id_of(const Fleet& fleet, const Claim& claim);
/// The names of the projects of a contest, sorted, each once.
std::vector<std::string> project_names(const Fleet& fleet, Contest contest);
/// A finding on all claims of a contest, at the first one, with severity and help of the rule.
Finding contest_finding(const Fleet& fleet, Contest contest, std::string_view rule,
                        std::string resource, std::string message);

}  // namespace drydock::validate
