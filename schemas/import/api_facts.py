"""Facts of the Kubernetes API that its published schemas leave out: which kinds live outside
namespaces, when versions were deprecated and removed, and closed sets of strings."""

# Kinds outside namespaces, by group. Everything else that is served is namespaced.
CLUSTER_SCOPED = {
    "": "ComponentStatus Namespace Node PersistentVolume",
    "admissionregistration.k8s.io":
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration "
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
    "apiextensions.k8s.io": "CustomResourceDefinition",
    "apiregistration.k8s.io": "APIService",
    "authentication.k8s.io": "SelfSubjectReview TokenReview",
    "authorization.k8s.io": "SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
    "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle",
    "extensions": "PodSecurityPolicy",
    "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
    "internal.apiserver.k8s.io": "StorageVersion",
    "networking.k8s.io": "ClusterCIDR IPAddress IngressClass ServiceCIDR",
    "node.k8s.io": "RuntimeClass",
    "policy": "PodSecurityPolicy",
    "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
    "resource.k8s.io":
        "DeviceClass DeviceTaintRule ResourceClass ResourcePoolStatusRequest ResourceSlice",
    "scheduling.k8s.io": "PriorityClass",
    "storage.k8s.io": "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass",
    "storagemigration.k8s.io": "StorageVersionMigration",
}

# Types that a client sends or receives and the server never stores as objects with a scope.
NO_SCOPE = {"APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "DeleteOptions", "Status",
            "WatchEvent"}

# Versions gone before the first release of the tables, and those whose deprecation was announced
# before the successor's arrival would tell: group/version, kinds, deprecated in, removed in (0: not
# yet), replacement ("" when there is none).
LIFECYCLES = [
    ("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 8, 16, "apps/v1"),
    ("extensions/v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy", 10, 16, "policy/v1beta1"),
    ("extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"),
    ("apps/v1beta1", "ControllerRevision Deployment StatefulSet", 9, 16, "apps/v1"),
    ("apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", 9, 16,
     "apps/v1"),
    ("batch/v2alpha1", "CronJob", 19, 21, "batch/v1"),
    ("admissionregistration.k8s.io/v1beta1",
     "MutatingWebhookConfiguration ValidatingWebhookConfiguration", 16, 22,
     "admissionregistration.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 16, 22, "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1"),
    ("authentication.k8s.io/v1beta1", "TokenReview", 19, 22, "authentication.k8s.io/v1"),
    ("authorization.k8s.io/v1beta1",
     "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
     19, 22, "authorization.k8s.io/v1"),
    ("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1"),
    ("coordination.k8s.io/v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "Ingress IngressClass", 19, 22, "networking.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1alpha1", "ClusterRole ClusterRoleBinding Role RoleBinding", 17, 23,
     "rbac.authorization.k8s.io/v1"),
    ("rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding", 17, 22,
     "rbac.authorization.k8s.io/v1"),
    ("scheduling.k8s.io/v1alpha1", "PriorityClass", 14, 23, "scheduling.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", 19, 22,
     "storage.k8s.io/v1"),
    ("storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", 21, 24, "storage.k8s.io/v1"),
    ("node.k8s.io/v1alpha1", "RuntimeClass", 20, 24, "node.k8s.io/v1"),
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2"),
    ("batch/v1beta1", "CronJob", 21, 25, "batch/v1"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", "Event", 19, 25, "events.k8s.io/v1"),
    ("node.k8s.io/v1beta1", "RuntimeClass", 22, 25, "node.k8s.io/v1"),
    ("policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"),
    ("policy/v1beta1", "PodSecurityPolicy", 21, 25, ""),
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema PriorityLevelConfiguration", 23, 26,
     "flowcontrol.apiserver.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema PriorityLevelConfiguration", 26, 29,
     "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema PriorityLevelConfiguration", 29, 32,
     "flowcontrol.apiserver.k8s.io/v1"),
    ("v1", "ComponentStatus", 19, 0, ""),
]

# Kinds of one version that another kind took over.
SUCCESSORS = {("", "v1", "Endpoints"): (33, ("discovery.k8s.io", "v1", "EndpointSlice"))}

# Go structs that are embedded in others: the published types that show their fields.
EMBEDDED_IN = {
    "admissionregistration/v1.Rule": ["admissionregistration/v1.RuleWithOperations",
                                      "admissionregistration/v1.NamedRuleWithOperations"],
    "core/v1.EphemeralContainerCommon": ["core/v1.EphemeralContainer"],
}

# Closed sets that enums.json lacks, or has wrong. The server's validation refuses other values.
MORE_ENUMS = {
    "apiextensions/v1.CustomResourceConversion": {"strategy": ["None", "Webhook"]},
    "apiextensions/v1.CustomResourceDefinitionSpec": {"scope": ["Cluster", "Namespaced"]},
    "autoscaling/v2.HPAScalingPolicy": {"type": ["Pods", "Percent"]},
    "autoscaling/v2.HPAScalingRules": {"selectPolicy": ["Max", "Min", "Disabled"]},
    "autoscaling/v2.MetricSpec": {
        "type": ["Object", "Pods", "Resource", "ContainerResource", "External"]},
    "autoscaling/v2.MetricTarget": {"type": ["Utilization", "Value", "AverageValue"]},
    "core/v1.ContainerResizePolicy": {"restartPolicy": ["NotRequired", "RestartContainer"]},
    "discovery/v1.EndpointPort": {"protocol": ["TCP", "UDP", "SCTP"]},
    "discovery/v1.EndpointSlice": {"addressType": ["IPv4", "IPv6", "FQDN"]},
    "flowcontrol/v1.LimitResponse": {"type": ["Queue", "Reject"]},
    "flowcontrol/v1.PriorityLevelConfigurationSpec": {"type": ["Exempt", "Limited"]},
    "flowcontrol/v1.Subject": {"kind": ["User", "Group", "ServiceAccount"]},
    "meta/v1.LabelSelectorRequirement": {"operator": ["In", "NotIn", "Exists", "DoesNotExist"]},
    "networking/v1.NetworkPolicyPort": {"protocol": ["TCP", "UDP", "SCTP"]},
    "storage/v1.CSIDriverSpec": {"fsGroupPolicy": ["ReadWriteOnceWithFSType", "File", "None"],
                                 "volumeLifecycleModes": ["Persistent", "Ephemeral"]},
}


def packages(short):
    """Full names of "core/v1.Container" in the published definitions."""
    group, _, rest = short.partition("/")
    if group == "meta":
        return f"io.k8s.apimachinery.pkg.apis.meta.{rest}"
    if group == "apiextensions":
        return f"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.{rest}"
    return f"io.k8s.api.{group}.{rest}"


def closed_strings(enums):
    """{full type name: {field: values}}; `enums` is what enums.json holds."""
    closed = {}
    for struct, fields in enums["fields"].items():
        types = enums["types"].get(struct.partition(".")[0], {})
        for target in EMBEDDED_IN.get(struct, [struct]):
            rows = closed.setdefault(packages(target), {})
            for name, type_name in fields.items():
                rows[name] = types[type_name.removesuffix("[]")]
    for struct, fields in MORE_ENUMS.items():
        closed.setdefault(packages(struct), {}).update(fields)
    return closed
