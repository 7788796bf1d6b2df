#include "validate/server/create_check.h"

#include <algorithm>

#include "validate/server/admission.h"
#include "validate/server/apps.h"
#include "validate/server/autoscaling.h"
#include "validate/server/batch.h"
#include "validate/server/certificates.h"
#include "validate/server/core_kinds.h"
#include "validate/server/custom_resources.h"
#include "validate/server/device_claims.h"
#include "validate/server/events.h"
#include "validate/server/flow_control.h"
#include "validate/server/networking.h"
#include "validate/server/object.h"
#include "validate/server/persistent_volumes.h"
#include "validate/server/pods.h"
#include "validate/server/rbac.h"
#include "validate/server/services.h"
#include "validate/server/small_kinds.h"
#include "validate/server/storage.h"

namespace drydock::validate {
namespace server {
namespace {

constexpr bool kNamespaced = true;
constexpr bool kCluster = false;

struct KindRow {
  std::string_view group;
  std::string_view kind;
  MetaRules meta;
  void (*check)(const Object& object);  // null: only metadata is looked at
};

constexpr MetaRules named(bool namespaced, NameRule rule) { return {namespaced, rule}; }
constexpr MetaRules generic(bool namespaced, NameRule rule) {
  return {namespaced, rule, nullptr, false};
}
constexpr MetaRules own_names(bool namespaced,
                              Problems (*problems)(const Object&, std::string_view, bool)) {
  return {namespaced, NameRule::Other, problems};
}

constexpr std::string_view kAdmission = "admissionregistration.k8s.io";
constexpr std::string_view kRbac = "rbac.authorization.k8s.io";
constexpr std::string_view kStorage = "storage.k8s.io";
constexpr std::string_view kNetworking = "networking.k8s.io";
constexpr std::string_view kDevices = "resource.k8s.io";

using enum NameRule;

// clang-format off
/// Every kind that the server checks: where its objects live, how they may be called, and its rules.
constexpr KindRow kKinds[] = {
    {"", "Binding",                named(kNamespaced, PathSegment), check_binding},
    {"", "ConfigMap",              named(kNamespaced, Subdomain),   check_config_map},
    {"", "Endpoints",              named(kNamespaced, Subdomain),   check_endpoints},
    {"", "Event",                  generic(kNamespaced, PathSegment), check_event},
    {"", "LimitRange",             named(kNamespaced, Subdomain),   check_limit_range},
    {"", "Namespace",              named(kCluster, Label),          check_namespace},
    {"", "Node",                   named(kCluster, Subdomain),      check_node},
    {"", "PersistentVolume",       named(kCluster, Subdomain),      check_persistent_volume},
    {"", "PersistentVolumeClaim",  named(kNamespaced, Subdomain),   check_persistent_volume_claim},
    {"", "Pod",                    named(kNamespaced, Subdomain),   check_pod},
    {"", "PodTemplate",            named(kNamespaced, Subdomain),   check_pod_template_object},
    {"", "ReplicationController",  named(kNamespaced, Subdomain),   check_replication_controller},
    {"", "ResourceQuota",          named(kNamespaced, Subdomain),   check_resource_quota},
    {"", "Secret",                 named(kNamespaced, Subdomain),   check_secret},
    {"", "Service",                named(kNamespaced, Label1035),   check_service},
    {"", "ServiceAccount",         named(kNamespaced, Subdomain),   nullptr},

    {kAdmission, "MutatingAdmissionPolicy",          generic(kCluster, Subdomain), check_mutating_policy},
    {kAdmission, "MutatingAdmissionPolicyBinding",   generic(kCluster, Subdomain), check_mutating_policy_binding},
    {kAdmission, "MutatingWebhookConfiguration",     generic(kCluster, Subdomain), check_mutating_webhooks},
    {kAdmission, "ValidatingAdmissionPolicy",        generic(kCluster, Subdomain), check_validating_policy},
    {kAdmission, "ValidatingAdmissionPolicyBinding", generic(kCluster, Subdomain), check_validating_policy_binding},
    {kAdmission, "ValidatingWebhookConfiguration",   generic(kCluster, Subdomain), check_validating_webhooks},

    {"apiextensions.k8s.io", "CustomResourceDefinition",
     {kCluster, Other, custom_resource_name, false}, check_custom_resource_definition},
    {"apiregistration.k8s.io", "APIService", own_names(kCluster, api_service_name), check_api_service},

    {"apps", "ControllerRevision", named(kNamespaced, Subdomain), check_controller_revision},
    {"apps", "DaemonSet",          named(kNamespaced, Subdomain), check_daemon_set},
    {"apps", "Deployment",         named(kNamespaced, Subdomain), check_deployment},
    {"apps", "ReplicaSet",         named(kNamespaced, Subdomain), check_replica_set},
    {"apps", "StatefulSet",        named(kNamespaced, Label),     check_stateful_set},

    {"autoscaling", "HorizontalPodAutoscaler", named(kNamespaced, Subdomain), check_horizontal_pod_autoscaler},
    {"autoscaling", "Scale",                   named(kNamespaced, Subdomain), check_scale},

    {"batch", "CronJob", named(kNamespaced, Subdomain), check_cron_job},
    {"batch", "Job",     named(kNamespaced, Subdomain), check_job},

    {"certificates.k8s.io", "CertificateSigningRequest", named(kCluster, PathSegment), check_certificate_signing_request},
    {"certificates.k8s.io", "ClusterTrustBundle", own_names(kCluster, cluster_trust_bundle_name), check_cluster_trust_bundle},

    {"coordination.k8s.io", "Lease", named(kNamespaced, Subdomain), check_lease},
    {"discovery.k8s.io", "EndpointSlice", named(kNamespaced, Subdomain), check_endpoint_slice},
    {"events.k8s.io", "Event", named(kNamespaced, Subdomain), check_new_event},

    {"flowcontrol.apiserver.k8s.io", "FlowSchema",                 named(kCluster, Subdomain), check_flow_schema},
    {"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", named(kCluster, Subdomain), check_priority_level},

    {kNetworking, "IPAddress",     own_names(kCluster, ip_address_name), check_ip_address},
    {kNetworking, "Ingress",       named(kNamespaced, Subdomain),        check_ingress},
    {kNetworking, "IngressClass",  named(kCluster, Subdomain),           check_ingress_class},
    {kNetworking, "NetworkPolicy", named(kNamespaced, Subdomain),        check_network_policy},
    {kNetworking, "ServiceCIDR",   named(kCluster, Subdomain),           check_service_cidr},

    {"node.k8s.io", "RuntimeClass", named(kCluster, Subdomain), check_runtime_class},
    {"policy", "PodDisruptionBudget", generic(kNamespaced, PathSegment), check_pod_disruption_budget},

    {kRbac, "ClusterRole",        named(kCluster, PathSegment),    check_cluster_role},
    {kRbac, "ClusterRoleBinding", named(kCluster, PathSegment),    check_cluster_role_binding},
    {kRbac, "Role",               named(kNamespaced, PathSegment), check_role},
    {kRbac, "RoleBinding",        named(kNamespaced, PathSegment), check_role_binding},

    {kDevices, "DeviceClass",           named(kCluster, Subdomain),    check_device_class},
    {kDevices, "DeviceTaintRule",       named(kCluster, Subdomain),    check_device_taint_rule},
    {kDevices, "ResourceClaim",         named(kNamespaced, Subdomain), check_resource_claim},
    {kDevices, "ResourceClaimTemplate", named(kNamespaced, Subdomain), check_resource_claim_template},
    {kDevices, "ResourceSlice",         named(kCluster, Subdomain),    check_resource_slice},

    {"scheduling.k8s.io", "PriorityClass", named(kCluster, Subdomain), check_priority_class},

    {kStorage, "CSIDriver",             named(kCluster, Subdomain),    check_csi_driver},
    {kStorage, "CSINode",               named(kCluster, Subdomain),    check_csi_node},
    {kStorage, "CSIStorageCapacity",    named(kNamespaced, Subdomain), check_csi_storage_capacity},
    {kStorage, "StorageClass",          named(kCluster, Subdomain),    check_storage_class},
    {kStorage, "VolumeAttachment",      named(kCluster, Subdomain),    check_volume_attachment},
    {kStorage, "VolumeAttributesClass", named(kCluster, Subdomain),    check_volume_attributes_class},
};
// clang-format on

constexpr bool is_before(const KindRow& row, const Gvk& gvk) {
  return row.group != gvk.group ? row.group < gvk.group : row.kind < gvk.kind;
}
static_assert(std::is_sorted(std::begin(kKinds), std::end(kKinds),
                             [](const KindRow& a, const KindRow& b) {
                               return is_before(a, {b.group, "", b.kind});
                             }));

const KindRow* find_row(const Gvk& gvk) {
  const KindRow* row = std::lower_bound(std::begin(kKinds), std::end(kKinds), gvk, is_before);
  bool found = row != std::end(kKinds) && row->group == gvk.group && row->kind == gvk.kind;
  return found ? row : nullptr;
}

/// The name that the object will have: the server appends something to generateName, and cuts it.
std::string final_name(const Field& metadata) {
  constexpr size_t kLongestBase = 58;
  std::string_view name = metadata["name"].text();
  if (!name.empty()) return std::string(name);
  std::string_view base = metadata["generateName"].text();
  if (base.empty()) return {};
  return std::string(base.substr(0, kLongestBase)).append(kRandomSuffix);
}

}  // namespace
}  // namespace server

const std::vector<FieldProblem>& CreateCheck::check(const Gvk& gvk, const Node& root) {
  report_.reset();
  const server::KindRow* row = server::find_row(gvk);
  if (!row) return report_.problems();
  server::Field top(&report_, report_.step(nullptr, {}, -1, false, &root), &root);
  server::Object object{top, gvk.version, server::final_name(top["metadata"]), "default"};
  std::string_view name = top["metadata"]["namespace"].text();
  if (!name.empty()) object.namespace_name = name;
  server::check_metadata(object, row->meta);
  if (row->check) row->check(object);
  return report_.problems();
}

bool has_create_checks(const Gvk& gvk) { return server::find_row(gvk) != nullptr; }

}  // namespace drydock::validate
