#include "core/rule_page.h"

namespace drydock {
namespace {

// clang-format off
constexpr RulePage kPages[] = {
    {"autoscaler-target-clash",
     "Each autoscaler computes its own number of replicas and writes it to the same workload. They overwrite each other every few seconds, and pods come and go without end.",
     "HorizontalPodAutoscaler/shop/web        scaleTargetRef: Deployment/web\n"
     "HorizontalPodAutoscaler/shop/web-peak   scaleTargetRef: Deployment/web\n"},
    {"binding-foreign-subject",
     "A RoleBinding lets the pods of another project act with rights that this project decides about. The owner of the account neither sees nor reviews what it may do.",
     "kind: RoleBinding            # in project shop\n"
     "subjects:\n"
     "  - {kind: ServiceAccount, namespace: payments, name: runner}   # of project payments\n"},
    {"cluster-ip-clash",
     "An address in the cluster belongs to one Service. The API server refuses the second one, so that the order of two rollouts decides which project works.",
     "Service/shop/dns       clusterIP: 10.96.0.53\n"
     "Service/payments/dns   clusterIP: 10.96.0.53\n"},
    {"crd-names-clash",
     "Kinds, plurals, singulars and short names are unique in an API group. The second definition stays in condition NamesAccepted=False: its kind is not served, and every object of it fails to apply.",
     "widgets.example.com   names: {kind: Widget, shortNames: [w]}\n"
     "wells.example.com     names: {kind: Well,   shortNames: [w]}\n"},
    {"deployer-same-source-and-destination",
     "Two deployers apply and prune the same objects. Each sees what the other wrote as its own drift; deleting one of them deletes what the other still needs.",
     "kind: Application   # argocd/shop and argocd/shop-copy\n"
     "spec:\n"
     "  source: {repoURL: https://git.example.com/shop, path: deploy}\n"
     "  destination: {name: main, namespace: shop}\n"},
    {"destinationrule-host-clash",
     "Istio merges or ignores a second DestinationRule for a host depending on its age and namespace. Load balancing, TLS settings and subsets of one of them silently do not apply.",
     "DestinationRule/shop/web       host: web.shop.svc.cluster.local\n"
     "DestinationRule/gateway/web    host: web.shop.svc.cluster.local\n"},
    {"disruption-budget-overlap",
     "The eviction API refuses to evict a pod that two budgets select. Nodes can no longer be drained: upgrades and scaling down hang until somebody deletes the pod by hand.",
     "PodDisruptionBudget/shop/web    selector: {app: web}\n"
     "PodDisruptionBudget/shop/all    selector: {tier: front}   # the same pods\n"},
    {"duplicate-apiservice",
     "An APIService sends a whole API group and version to one backend. The project that applies last takes the requests of the other's clients.",
     "kind: APIService\n"
     "metadata: {name: v1beta1.metrics.k8s.io}   # in projects metrics-server and adapter\n"},
    {"duplicate-cluster-object",
     "Objects without a namespace are one for the whole cluster. Two projects overwrite each other's version at each sync, and when one of them is removed it takes the object from the other.",
     "kind: ClusterRole\n"
     "metadata: {name: reader}   # in projects shop and payments\n"},
    {"duplicate-crd",
     "Whoever applies last decides about the versions of the kind. When one of the two projects is removed and pruned, the definition goes, and with it every object of that kind in the cluster.",
     "kind: CustomResourceDefinition\n"
     "metadata: {name: certificates.cert-manager.io}   # in projects cert-manager and shop\n"},
    {"duplicate-namespace",
     "Labels of a Namespace switch on pod security, network rules and injection: two owners change them in turn. When one of them is pruned, everything in the namespace is deleted.",
     "kind: Namespace\n"
     "metadata: {name: shop}   # in projects shop and shop-jobs\n"},
    {"duplicate-object",
     "Two appliers write one object. Each sync undoes the other's, controllers restart what they own, and when one project is removed the object disappears under the other.",
     "kind: ConfigMap\n"
     "metadata: {name: settings, namespace: shop}   # in projects shop and payments\n"},
    {"external-dns-hostname-clash",
     "ExternalDNS makes one record for a name. Which of the two objects it points to depends on the order in which they are seen, and can change with a restart.",
     "Ingress/shop/web       host: shop.example.com\n"
     "Service/payments/web   external-dns.alpha.kubernetes.io/hostname: shop.example.com\n"},
    {"generated-object-clash",
     "A controller makes an object from another one (a Secret of an ExternalSecret or Certificate, for instance) and overwrites what somebody applies under that name, or gives up with an ownership error.",
     "kind: ExternalSecret   # makes Secret/shop/db\n"
     "spec: {target: {name: db}}\n"
     "---\n"
     "kind: Secret           # applied by another project\n"
     "metadata: {name: db, namespace: shop}\n"},
    {"host-port-clash",
     "A port of a node can be bound once. The second pod stays Pending wherever the first one runs, which often shows only when nodes get scarce.",
     "DaemonSet/logs/agent      hostPort: 9100\n"
     "DaemonSet/metrics/node    hostPort: 9100\n"},
    {"httproute-match-clash",
     "Of two routes with the same match the older one gets all requests. When it is made anew, the traffic moves to the other.",
     "HTTPRoute/shop/web       hostnames: [shop.example.com], path: /\n"
     "HTTPRoute/payments/pay   hostnames: [shop.example.com], path: /\n"},
    {"ingress-class-default-clash",
     "With two default classes the API server refuses every Ingress that names none.",
     "kind: IngressClass   # nginx and traefik\n"
     "metadata:\n"
     "  annotations: {ingressclass.kubernetes.io/is-default-class: \"true\"}\n"},
    {"ingress-host-path-clash",
     "The controller sends a host and path to one backend. The other Ingress looks healthy and gets nothing; which of them it is can change when one is made anew.",
     "Ingress/shop/web       shop.example.com/cart -> web\n"
     "Ingress/payments/pay   shop.example.com/cart -> pay\n"},
    {"limit-range-overlap",
     "Which default a container without resources gets depends on the order of the LimitRanges. Pods of one namespace end up with different limits than either file says.",
     "LimitRange/shop/a   default: {memory: 256Mi}\n"
     "LimitRange/shop/b   default: {memory: 1Gi}\n"},
    {"load-balancer-ip-clash",
     "An address of a load balancer belongs to one Service unless both share it on purpose. The second one stays without address.",
     "Service/shop/web       loadBalancerIP: 192.0.2.10\n"
     "Service/payments/web   loadBalancerIP: 192.0.2.10\n"},
    {"network-policy-overlap",
     "As soon as one policy selects a pod, everything that no policy allows is forbidden. Another project's pods lose connections that their owner never restricted.",
     "kind: NetworkPolicy   # of project payments, in the namespace of shop\n"
     "spec: {podSelector: {}, policyTypes: [Ingress]}\n"},
    {"node-port-clash",
     "A node port is one for the whole cluster. The API server refuses the second Service with \"provided port is already allocated\".",
     "Service/shop/web       nodePort: 30080\n"
     "Service/payments/web   nodePort: 30080\n"},
    {"priority-class-default-clash",
     "The API server refuses a second class with globalDefault, so that the order of two rollouts decides which one exists.",
     "PriorityClass normal     globalDefault: true\n"
     "PriorityClass standard   globalDefault: true\n"},
    {"service-selector-overlap",
     "The Service's endpoints include pods of another project. Requests go to the wrong program at random, as soon as both run.",
     "Service/shop/web           selector: {app: web}\n"
     "Deployment/shop/web-admin  labels:   {app: web, part: admin}   # of another project\n"},
    {"snapshot-class-default-clash",
     "With two defaults for one driver, snapshots that name no class fail.",
     "VolumeSnapshotClass fast and slow\n"
     "  snapshot.storage.kubernetes.io/is-default-class: \"true\"\n"},
    {"storage-class-default-clash",
     "Claims that name no class get the newer of the two defaults. Data lands on another kind of disk than whoever wrote the claim expects.",
     "StorageClass fast and slow\n"
     "  storageclass.kubernetes.io/is-default-class: \"true\"\n"},
    {"virtualservice-host-clash",
     "Istio merges routes of one host in no order that anybody promises, or drops those of one VirtualService. Requests go to another service than the file says.",
     "VirtualService/shop/web       hosts: [shop.example.com]\n"
     "VirtualService/payments/pay   hosts: [shop.example.com]\n"},
    {"volume-claimed-twice",
     "A PersistentVolume binds to one claim. The other stays Pending, and its pods with it.",
     "PersistentVolumeClaim/shop/data       volumeName: disk-1\n"
     "PersistentVolumeClaim/payments/data   volumeName: disk-1\n"},
    {"webhook-name-clash",
     "The API server calls each configuration for every matching request. The product judges or changes objects twice, with two versions of itself.",
     "ValidatingWebhookConfiguration a and b\n"
     "  webhooks: [{name: validate.example.com}]\n"},
    {"workload-selector-overlap",
     "A controller takes pods that fit its selector for its own. Two of them count, adopt and delete each other's pods: replicas never settle.",
     "Deployment/shop/web     selector: {app: web}\n"
     "Deployment/shop/web-v2  selector: {app: web}   # of another project\n"},
};
// clang-format on

}  // namespace

std::span<const RulePage> conflict_rule_pages() { return kPages; }

}  // namespace drydock
