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
  std::string_view label;    // what a report calls it; empty: the objects that claim it
  std::string_view detail;   // what else a rule needs to compare two claims
};

/// Claims on one key, made by at least two projects, in order of project and resource.
using Contest = std::span<const Claim>;

/// Where a rule puts the claims of one project.
class ClaimSink {
 public:
  /// Texts are kept in `arena`.
  ClaimSink(uint32_t project, std::string_view cluster, Arena& arena)
      : project_(project), cluster_(cluster), arena_(arena) {}

  /// `parts` are what is claimed; together with the cluster they make the key.
  void add(uint32_t resource, const Node* at, std::initializer_list<std::string_view> parts,
           std::string_view label = {}, std::string_view detail = {});

  std::vector<Claim> take() { return std::move(claims_); }

 private:
  uint32_t project_;
  std::string_view cluster_;
  Arena& arena_;
  std::vector<Claim> claims_;
};

/// One sort of claims. A new one is a function and a row in `claim_rules`.
struct ClaimRule {
  std::string_view rule;
  /// Called for every object that an apply creates; from many threads.
  void (*collect)(const Fleet& fleet, const Project& project, const Resource& resource,
                  uint32_t index, ClaimSink& sink);
  /// Turns contests into findings. Contests come in an order that depends only on the sources.
  /// Null: a contest is a finding when two projects claim with different objects that `clash`.
  std::vector<Finding> (*judge)(const Fleet& fleet, std::span<const Contest> contests) = nullptr;
  std::string_view message = {};  // what follows from it, with {} for the label
  /// Null: any two do. Called with claims of different projects on different objects.
  bool (*clash)(const Fleet& fleet, const Claim& a, const Claim& b) = nullptr;
};

std::span<const ClaimRule> claim_rules();

// What judges have in common.
const RenderedProject& project_of(const Fleet& fleet, const Claim& claim);
const Resource& resource_of(const Fleet& fleet, const Claim& claim);
std::string resource_id_of(const Fleet& fleet, const Claim& claim);
/// Whether two claims are of one object, which is then another rule's finding.
bool same_object(const Fleet& fleet, const Claim& a, const Claim& b);
/// "A + B": the objects of claims, sorted, each once.
std::string joined_ids(const Fleet& fleet, Contest contest);
/// The findings of a row without a judge of its own.
std::vector<Finding> judge_clashes(const Fleet& fleet, const ClaimRule& rule,
                                   std::span<const Contest> contests);
/// The names of the projects of a contest, sorted, each once.
std::vector<std::string> project_names(const Fleet& fleet, Contest contest);
/// A finding on all claims of a contest, a place for each object, at the first one, with severity
/// and help of the rule; a warning instead of an error when the projects meet only if discovery has
/// guessed their cluster or namespace right.
Finding contest_finding(const Fleet& fleet, Contest contest, std::string_view rule,
                        std::string resource, std::string message);

}  // namespace drydock::validate
