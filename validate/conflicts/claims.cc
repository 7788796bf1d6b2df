#include "validate/conflicts/claims.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/hash.h"
#include "core/kinds.h"
#include "validate/conflicts/autoscalers.h"
#include "validate/conflicts/bindings.h"
#include "validate/conflicts/crd_names.h"
#include "validate/conflicts/defaults.h"
#include "validate/conflicts/deployers.h"
#include "validate/conflicts/dns_names.h"
#include "validate/conflicts/gateway_routes.h"
#include "validate/conflicts/generated_objects.h"
#include "validate/conflicts/host_ports.h"
#include "validate/conflicts/identity.h"
#include "validate/conflicts/ingress_paths.h"
#include "validate/conflicts/istio.h"
#include "validate/conflicts/pod_selection.h"
#include "validate/conflicts/service_addresses.h"
#include "validate/conflicts/volumes.h"
#include "validate/conflicts/webhooks.h"

namespace drydock::validate {
namespace {

// clang-format off
constexpr ClaimRule kClaimRules[] = {
    {"duplicate-object", collect_identity, judge_identity},
    {"crd-names-clash", collect_crd_names, judge_crd_names},
    {"ingress-host-path-clash", collect_ingress_paths, nullptr,
     "{} is claimed twice: one of the Ingresses gets no traffic"},
    {"httproute-match-clash", collect_http_routes, nullptr,
     "{} is matched twice: the older route wins and the other is never used", routes_meet},
    {"virtualservice-host-clash", collect_virtual_services, nullptr,
     "{} is claimed twice: only one VirtualService is used", istio_meets},
    {"destinationrule-host-clash", collect_destination_rules, nullptr,
     "{} has two DestinationRules: only one traffic policy is used", destination_rules_clash},
    {"external-dns-hostname-clash", collect_dns_names, nullptr,
     "{} is asked for twice: the DNS record has one of the two targets", dns_names_clash},
    {"node-port-clash", collect_node_ports, nullptr,
     "{} is asked for twice: the API server refuses the second Service"},
    {"load-balancer-ip-clash", collect_load_balancer_ips, nullptr,
     "{} is asked for twice: the second Service stays without an address", load_balancers_clash},
    {"cluster-ip-clash", collect_cluster_ips, nullptr,
     "{} is asked for twice: the API server refuses the second Service"},
    {"host-port-clash", collect_host_ports, nullptr,
     "{} is bound by pods of two projects that can meet on a node: the second pod does not start", host_ports_clash},
    {"autoscaler-target-clash", collect_autoscalers, nullptr,
     "{} has two autoscalers that change its replicas against each other"},
    {"generated-object-clash", collect_generated_objects, nullptr,
     "{} is made by a controller and owned elsewhere, too: each overwrites the other's", generated_objects_clash},
    {"volume-claimed-twice", collect_volume_claims, nullptr,
     "{} is asked for by two claims: the second stays pending"},
    {"webhook-name-clash", collect_webhooks, nullptr,
     "{} is configured twice: every request is sent to both"},
    {"priority-class-default-clash", collect_priority_defaults, nullptr,
     "{} are both the global default: the API server refuses the second"},
    {"storage-class-default-clash", collect_storage_defaults, nullptr,
     "{} are both the default: claims without a class get the newer one"},
    {"ingress-class-default-clash", collect_ingress_defaults, nullptr,
     "{} are both the default: Ingresses without a class get either, or are refused"},
    {"snapshot-class-default-clash", collect_snapshot_defaults, nullptr,
     "{} are both the default of one driver: snapshots without a class fail"},
    {"limit-range-overlap", collect_limit_ranges, nullptr,
     "{} both give containers a default: which one counts is not defined"},
    {"deployer-same-source-and-destination", collect_deployers, nullptr,
     "{} deploy one source to one place: both own the same objects"},
    {"service-selector-overlap", collect_pods_and_selectors, judge_pod_selection},
    {"binding-foreign-subject", collect_bindings, judge_bindings},
};
// clang-format on

// Rules that compare namespaces: what they find is as sure as these are.
constexpr std::string_view kRulesOnNamespaces[] = {
    "autoscaler-target-clash",  "disruption-budget-overlap", "duplicate-object",
    "generated-object-clash",   "limit-range-overlap",       "network-policy-overlap",
    "service-selector-overlap", "workload-selector-overlap"};

// What scaffolds of kubebuilder write where the kustomization that is deployed sets its own.
constexpr std::string_view kPlaceholderNamespace = "system";

/// Plain manifests and kustomizations go to the namespace that drydock takes for the default one,
/// unless somebody else deploys them; charts go wherever they are installed.
bool is_namespace_guessed(const Fleet& fleet, const Claim& claim) {
  const Resource& resource = resource_of(fleet, claim);
  const Project& project = *project_of(fleet, claim).project;
  if (!project.namespace_guessed || fleet.scope_of(resource.gvk) == Scope::Cluster) return false;
  if (resource.namespace_name == kPlaceholderNamespace) return true;
  bool elsewhere = fleet.has_deployers() || project.renderer == Renderer::Helm;
  return resource.namespace_name.empty() && elsewhere;
}

/// "stable-4.12", "fast", "v2": a release of something, which overlays may be for, and no place.
bool names_release(std::string_view name) {
  constexpr std::string_view kChannels[] = {"candidate", "eus",     "fast",
                                            "latest",    "release", "stable"};
  std::string_view word = name.substr(0, name.find_first_of("-_."));
  if (std::find(std::begin(kChannels), std::end(kChannels), word) != std::end(kChannels)) {
    return true;
  }
  if (name.starts_with('v')) name.remove_prefix(1);
  return !name.empty() && name.find_first_not_of("0123456789.") == name.npos;
}

/// Overlays of two apps for releases of the same name need not go to one cluster.
bool is_cluster_guessed(const Fleet& fleet, const Claim& claim) {
  const Project& project = *project_of(fleet, claim).project;
  return !project.cluster_from.empty() && names_release(project.cluster);
}

/// Whether less than two of the projects are known to claim the same: those for which `guessed`
/// holds do so only as far as discovery has guessed right.
bool is_guess(const Fleet& fleet, Contest contest, bool (*guessed)(const Fleet&, const Claim&)) {
  std::set<uint32_t> certain;
  for (const Claim& claim : contest) {
    if (!guessed(fleet, claim)) certain.insert(claim.project);
  }
  return certain.size() < 2;
}

/// What a finding says that is an error only if discovery has guessed right; empty when it is
/// certain.
std::string_view doubt(const Fleet& fleet, Contest contest, std::string_view rule) {
  if (is_guess(fleet, contest, is_cluster_guessed)) {
    return "The cluster is guessed from the name of a release. If the projects do not go to one "
           "cluster, give them their `cluster` in drydock.yaml; if they do, this is an error.";
  }
  bool compares_namespaces = std::find(std::begin(kRulesOnNamespaces), std::end(kRulesOnNamespaces),
                                       rule) != std::end(kRulesOnNamespaces);
  if (compares_namespaces && is_guess(fleet, contest, is_namespace_guessed)) {
    return "Neither the objects nor drydock.yaml say which namespace they go to. If it is not the "
           "same one, give the projects their `namespace` in drydock.yaml; if it is, this is an "
           "error.";
  }
  return "";
}

/// What may be the guess's fault is no error.
void lower_guess(const Fleet& fleet, Contest contest, Finding& finding) {
  Diagnostic& diagnostic = finding.diagnostic;
  std::string_view help = doubt(fleet, contest, diagnostic.rule);
  if (help.empty() || diagnostic.severity != Severity::Error) return;
  diagnostic.severity = Severity::Warning;
  diagnostic.help = help;
}

/// The node to underline: in the file that the object comes from, not in a patch of it.
const Node& place_of(const Fleet& fleet, const Claim& claim) {
  const Node* root = resource_of(fleet, claim).root;
  return claim.at && claim.at->file == root->file && claim.at->line > 0 ? *claim.at : *root;
}

bool is_rival(const Fleet& fleet, const ClaimRule& rule, const Claim& a, const Claim& b) {
  return a.project != b.project && !same_object(fleet, a, b) &&
         (!rule.clash || rule.clash(fleet, a, b));
}

/// The claims of a contest that clash with one of another project.
std::vector<Claim> rivals_in(const Fleet& fleet, const ClaimRule& rule, Contest contest) {
  std::vector<Claim> rivals;
  bool one_object = std::all_of(contest.begin(), contest.end(), [&](const Claim& claim) {
    return same_object(fleet, contest.front(), claim);
  });
  if (one_object) return rivals;
  for (const Claim& one : contest) {
    if (std::any_of(contest.begin(), contest.end(),
                    [&](const Claim& other) { return is_rival(fleet, rule, one, other); })) {
      rivals.push_back(one);
    }
  }
  return rivals;
}

}  // namespace

std::span<const ClaimRule> claim_rules() { return kClaimRules; }

void ClaimSink::add(uint32_t resource, const Node* at,
                    std::initializer_list<std::string_view> parts, std::string_view label,
                    std::string_view detail) {
  size_t size = cluster_.size();
  for (std::string_view part : parts) size += part.size() + 1;
  char* data = arena_.array<char>(size);
  char* end = std::copy(cluster_.begin(), cluster_.end(), data);
  for (std::string_view part : parts) {
    *end++ = '\0';
    end = std::copy(part.begin(), part.end(), end);
  }
  std::string_view key(data, size);
  claims_.push_back(
      {key, hash64(key), project_, resource, at, arena_.copy(label), arena_.copy(detail)});
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

bool same_object(const Fleet& fleet, const Claim& a, const Claim& b) {
  const Resource& one = resource_of(fleet, a);
  const Resource& two = resource_of(fleet, b);
  return one.name == two.name && one.gvk.kind == two.gvk.kind &&
         current_group(one.gvk.group, one.gvk.kind) == current_group(two.gvk.group, two.gvk.kind) &&
         fleet.namespace_of(one, *project_of(fleet, a).project) ==
             fleet.namespace_of(two, *project_of(fleet, b).project);
}

std::string joined_ids(const Fleet& fleet, Contest contest) {
  std::set<std::string> ids;
  for (const Claim& claim : contest) ids.insert(resource_id_of(fleet, claim));
  return fmt::format("{}", fmt::join(ids, " + "));
}

std::vector<Finding> judge_clashes(const Fleet& fleet, const ClaimRule& rule,
                                   std::span<const Contest> contests) {
  // Contests that reports call by one name are one finding.
  std::map<std::pair<std::string_view, std::string>, std::vector<Claim>> by_label;
  for (Contest contest : contests) {
    std::vector<Claim> rivals = rivals_in(fleet, rule, contest);
    if (rivals.empty()) continue;
    std::string label(rivals.front().label);
    if (label.empty()) label = joined_ids(fleet, rivals);
    std::vector<Claim>& all =
        by_label[{project_of(fleet, rivals.front()).project->cluster, std::move(label)}];
    all.insert(all.end(), rivals.begin(), rivals.end());
  }
  std::vector<Finding> findings;
  for (const auto& [name, claims] : by_label) {
    findings.push_back(contest_finding(fleet, claims, rule.rule, name.second,
                                       fmt::format(fmt::runtime(rule.message), name.second)));
  }
  return findings;
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
  std::set<std::pair<uint32_t, uint32_t>> told;
  for (const Claim& claim : contest) {
    if (!told.emplace(claim.project, claim.resource).second) continue;
    finding.locations.push_back(place_of(fleet, claim).where());
  }
  finding.diagnostic.rule = rule;
  finding.diagnostic.message = std::move(message);
  finding.diagnostic.severity = finding.rule().severity;
  finding.diagnostic.where = finding.locations.front();
  lower_guess(fleet, contest, finding);
  return finding;
}

}  // namespace drydock::validate
