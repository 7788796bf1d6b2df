#include "validate/claims.h"

#include <set>

#include "core/hash.h"
#include "validate/claims_crd_names.h"
#include "validate/claims_identity.h"

namespace drydock::validate {
namespace {

constexpr ClaimRule kClaimRules[] = {
    {"identity", collect_identity, judge_identity},
    {"crd-names", collect_crd_names, judge_crd_names},
};

}  // namespace

std::span<const ClaimRule> claim_rules() { return kClaimRules; }

void ClaimSink::add(uint32_t resource, const Node* at,
                    std::initializer_list<std::string_view> parts) {
  size_t size = cluster_.size();
  for (std::string_view part : parts) size += part.size() + 1;
  char* data = arena_.array<char>(size);
  char* end = std::copy(cluster_.begin(), cluster_.end(), data);
  for (std::string_view part : parts) {
    *end++ = '\0';
    end = std::copy(part.begin(), part.end(), end);
  }
  std::string_view key(data, size);
  claims_.push_back({key, hash64(key), project_, resource, at});
}

const RenderedProject& project_of(const Fleet& fleet, const Claim& claim) {
  return fleet.projects()[claim.project];
}

const Resource& resource_of(const Fleet& fleet, const Claim& claim) {
  return project_of(fleet, claim).set.resources[claim.resource];
}

std::string resource_id_of(const Fleet& fleet, const Claim& claim) {
  return fleet.resource_id(resource_of(fleet, claim), *project_of(fleet, claim).project);
}

std::vector<std::string> project_names(const Fleet& fleet, Contest contest) {
  std::set<std::string> names;
  for (const Claim& claim : contest) names.insert(project_of(fleet, claim).project->name);
  return {names.begin(), names.end()};
}

Finding contest_finding(const Fleet& fleet, Contest contest, std::string_view rule,
                        std::string resource, std::string message) {
  Finding finding;
  finding.resource = std::move(resource);
  finding.cluster = project_of(fleet, contest.front()).project->cluster;
  finding.projects = project_names(fleet, contest);
  for (const Claim& claim : contest) finding.locations.push_back(claim.at->where());
  finding.diagnostic.rule = rule;
  finding.diagnostic.message = std::move(message);
  finding.diagnostic.severity = finding.rule().severity;
  finding.diagnostic.where = finding.locations.front();
  return finding;
}

}  // namespace drydock::validate
