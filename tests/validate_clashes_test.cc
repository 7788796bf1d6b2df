// What two projects claim beside the identity of objects: near misses and variants of each rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fleet_fixture.h"
#include "validate/conflicts/find_conflicts.h"

namespace drydock::validate {
namespace {

using testing_support::FleetFixture;

std::string object(const std::string& api, const std::string& kind, const std::string& name,
                   const std::string& rest, const std::string& metadata = "") {
  return fmt::format("apiVersion: {}\nkind: {}\nmetadata: {{name: {}{}}}\n{}\n---\n", api, kind,
                     name, metadata, rest);
}

/// "rule resource projects" of every conflict between what two projects have, with "; " between.
std::string clash(const std::string& a, const std::string& b) {
  FleetFixture f;
  f.project("a", a, "main", "a").project("b", b, "main", "b");
  auto fleet = f.fleet();
  std::vector<std::string> rows;
  for (const Finding& finding : find_conflicts(fleet, 1)) {
    rows.push_back(fmt::format("{} {} {}", finding.diagnostic.rule, finding.resource,
                               fmt::join(finding.projects, "+")));
  }
  return fmt::format("{}", fmt::join(rows, "; "));
}

struct Row {
  std::string a, b, expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(clash(row.a, row.b), row.expected) << row.a << row.b;
  }
}

std::string service(const std::string& name, const std::string& spec,
                    const std::string& metadata = "") {
  return object("v1", "Service", name, "spec: {" + spec + "}", metadata);
}

TEST(Clashes, ServicesAskForAddressesAndPorts) {
  std::string ports = "ports: [{port: 80, nodePort: 30080}]";
  std::string lb = "type: LoadBalancer, ports: [{port: 80}]";
  std::string key = ", annotations: {metallb.io/allow-shared-ip: k, metallb.io/loadBalancerIPs: ";
  check({
      {service("x", "type: NodePort, " + ports), service("y", "type: LoadBalancer, " + ports),
       "node-port-clash nodePort 30080 a+b"},
      {service("x", ports), service("y", "type: NodePort, " + ports), ""},  // x has no such type
      {service("x", "type: LoadBalancer, healthCheckNodePort: 30080"),
       service("y", "type: NodePort, " + ports), "node-port-clash nodePort 30080 a+b"},
      {service("x", lb + ", loadBalancerIP: 1.2.3.4"),
       service("y", lb, ", annotations: {metallb.io/loadBalancerIPs: '1.2.3.5, 1.2.3.4'}"),
       "load-balancer-ip-clash loadBalancerIP 1.2.3.4 a+b"},
      {service("x", lb, key + "1.2.3.4}"),
       service("y", "type: LoadBalancer, ports: [{port: 81}]", key + "1.2.3.4}"), ""},
      {service("x", lb, key + "1.2.3.4}"), service("y", lb, key + "1.2.3.4}"),
       "load-balancer-ip-clash loadBalancerIP 1.2.3.4 a+b"},
      {service("x", lb, key + "1.2.3.4}"),
       service("y", "type: LoadBalancer, ports: [{port: 80, protocol: UDP}]", key + "1.2.3.4}"),
       ""},
      {service("x", "clusterIP: 10.0.0.9, clusterIPs: [10.0.0.9]"),
       service("y", "clusterIP: 10.0.0.9"), "cluster-ip-clash clusterIP 10.0.0.9 a+b"},
      {service("x", "clusterIP: None"), service("y", "clusterIP: None"), ""},
  });
}

TEST(Clashes, WhatIsOneObjectIsNotComparedAgain) {
  std::string same = service("x", "type: NodePort, ports: [{nodePort: 30080}]", ", namespace: n");
  EXPECT_EQ(clash(same, same), "duplicate-object Service/n/x a+b");
}

TEST(Clashes, OneProjectAloneClashesWithNobody) {
  std::string two = service("x", "type: NodePort, ports: [{nodePort: 30080}]") +
                    service("y", "type: NodePort, ports: [{nodePort: 30080}]");
  EXPECT_EQ(clash(two, service("z", "type: NodePort, ports: [{nodePort: 30081}]")), "");
}

std::string ingress(const std::string& name, const std::string& host, const std::string& path,
                    const std::string& type, const std::string& class_name,
                    const std::string& metadata = "") {
  return object(
      "networking.k8s.io/v1", "Ingress", name,
      fmt::format("spec: {{{}rules: [{{{}http: {{paths: [{{path: {}, pathType: {}}}]}}}}]}}",
                  class_name.empty() ? "" : "ingressClassName: " + class_name + ", ",
                  host.empty() ? "" : "host: " + host + ", ", path, type),
      metadata);
}

TEST(Clashes, IngressesOfOneClassClaimHostAndPath) {
  std::string base = ingress("x", "h.example", "/a", "Prefix", "nginx");
  check({
      {base, ingress("y", "H.example", "/a/", "Prefix", "nginx"),
       "ingress-host-path-clash h.example/a class nginx a+b"},
      {base, ingress("y", "h.example", "/a", "Exact", "nginx"), ""},
      {ingress("x", "h.example", "/a", "Exact", "nginx"),
       ingress("y", "h.example", "/a/", "Exact", "nginx"), ""},
      {base, ingress("y", "h.example", "/a", "Prefix", "other"), ""},
      {base,
       ingress("y", "h.example", "/a", "Prefix", "nginx",
               ", annotations: {nginx.ingress.kubernetes.io/canary: 'true'}"),
       ""},
      {ingress("x", "", "/", "Prefix", "nginx"), ingress("y", "", "/", "Prefix", "nginx"),
       "ingress-host-path-clash */ class nginx a+b"},
  });
}

std::string route(const std::string& name, const std::string& parent, const std::string& match) {
  return object("gateway.networking.k8s.io/v1", "HTTPRoute", name,
                fmt::format("spec: {{parentRefs: [{{name: gw, namespace: infra{}}}], hostnames: "
                            "[h.example], rules: [{{matches: [{}]}}]}}",
                            parent, match));
}

TEST(Clashes, RoutesOfOneListenerMatchTheSame) {
  check({
      {route("x", "", "{path: {value: /a/}}"),
       route("y", ", sectionName: web", "{path: {type: PathPrefix, value: /a}}"),
       "httproute-match-clash infra/gw h.example PathPrefix /a a+b"},
      {route("x", ", sectionName: tls", "{path: {value: /a}}"),
       route("y", ", sectionName: web", "{path: {value: /a}}"), ""},
      {route("x", "", "{method: GET}"), route("y", "", "{method: POST}"), ""},
      {route("x", "", "{headers: [{name: A, value: '1'}, {name: b, value: '2'}]}"),
       route("y", "", "{headers: [{name: B, value: '2'}, {name: a, value: '1'}]}"),
       "httproute-match-clash infra/gw h.example PathPrefix / header Exact a=1 header Exact b=2 "
       "a+b"},
  });
}

std::string virtual_service(const std::string& name, const std::string& spec) {
  return object("networking.istio.io/v1", "VirtualService", name, "spec: {" + spec + "}");
}

std::string destination_rule(const std::string& name, const std::string& spec,
                             const std::string& metadata = "") {
  return object("networking.istio.io/v1", "DestinationRule", name, "spec: {" + spec + "}",
                metadata);
}

TEST(Clashes, IstioUsesOneRuleForAHost) {
  std::string on_gateway = "hosts: [h.example], gateways: [infra/gw], http: [{match: [{uri: ";
  check({
      {virtual_service("x", "hosts: [h.example]"), virtual_service("y", "hosts: [h.example]"),
       "virtualservice-host-clash h.example gateway mesh a+b"},
      {virtual_service("x", "hosts: [h.example], exportTo: ['.']"),
       virtual_service("y", "hosts: [h.example]"),
       "virtualservice-host-clash h.example gateway mesh a+b"},
      {virtual_service("x", "hosts: [h.example], exportTo: ['.']"),
       virtual_service("y", "hosts: [h.example], exportTo: [c]"), ""},
      {virtual_service("x", on_gateway + "{prefix: /a}}]}]"),
       virtual_service("y", on_gateway + "{exact: /a}}]}]"), ""},
      {virtual_service("x", on_gateway + "{exact: /a}}]}]"),
       virtual_service("y", on_gateway + "{exact: /a}}]}]"),
       "virtualservice-host-clash h.example gateway infra/gw exact /a a+b"},
      {virtual_service("x", on_gateway + "{exact: /a}, method: {exact: GET}}]}]"),
       virtual_service("y", on_gateway + "{exact: /a}}]}]"), ""},
      {virtual_service("x", "hosts: [web]"), virtual_service("y", "hosts: [web]"), ""},
      {virtual_service("x", "hosts: [web.b.svc.cluster.local]"),
       virtual_service("y", "hosts: [web]"),
       "virtualservice-host-clash web.b.svc.cluster.local gateway mesh a+b"},
      {destination_rule("x", "host: h.example, trafficPolicy: {}"),
       destination_rule("y", "host: h.example, subsets: [{name: v1}]"),
       "destinationrule-host-clash h.example a+b"},
      // Rules of one namespace are merged.
      {destination_rule("x", "host: h.example, trafficPolicy: {}", ", namespace: n"),
       destination_rule("y", "host: h.example, subsets: [{name: v1}]", ", namespace: n"), ""},
      {destination_rule("x", "host: h.example, workloadSelector: {matchLabels: {a: b}}"),
       destination_rule("y", "host: h.example"), ""},
  });
}

TEST(Clashes, NamesOfTheDnsHaveOneTarget) {
  std::string name = ", annotations: {external-dns.alpha.kubernetes.io/hostname: ";
  std::string id = ", external-dns.alpha.kubernetes.io/set-identifier: ";
  std::string endpoint =
      "spec: {endpoints: [{dnsName: h.example, recordType: A, targets: [1.2.3.4]}]}";
  check({
      {service("x", "", name + "H.example.}"), service("y", "", name + "'g.example, h.example'}"),
       "external-dns-hostname-clash h.example a+b"},
      {service("x", "", name + "h.example" + id + "one}"),
       service("y", "", name + "h.example" + id + "one}"),
       "external-dns-hostname-clash h.example a+b"},
      {service("x", "", name + "h.example" + id + "one}"), service("y", "", name + "h.example}"),
       "external-dns-hostname-clash h.example a+b"},
      {service("x", "", name + "h.example}"),
       object("externaldns.k8s.io/v1alpha1", "DNSEndpoint", "y", endpoint),
       "external-dns-hostname-clash h.example a+b"},
      {object("externaldns.k8s.io/v1alpha1", "DNSEndpoint", "x", endpoint),
       object("externaldns.k8s.io/v1alpha1", "DNSEndpoint", "y", endpoint), ""},
      {ingress("x", "h.example", "/a", "Prefix", "nginx", name + "h.example}"),
       ingress("y", "h.example", "/b", "Prefix", "nginx", name + "h.example}"), ""},
  });
}

std::string daemon_set(const std::string& name, const std::string& pod,
                       const std::string& labels = "") {
  std::string l = labels.empty() ? "app: " + name : labels;
  return object("apps/v1", "DaemonSet", name,
                fmt::format("spec: {{selector: {{matchLabels: {{{0}}}}}, template: {{metadata: "
                            "{{labels: {{{0}}}}}, spec: {{{1}}}}}}}",
                            l, pod));
}

TEST(Clashes, PodsBindPortsOfANode) {
  std::string port = "containers: [{name: c, ports: [{containerPort: 9100, hostPort: 9100}]}]";
  std::string needs =
      ", affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
      "{nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [";
  check({
      {daemon_set("x", port),
       daemon_set("y",
                  "hostNetwork: true, containers: [{ports: "
                  "[{containerPort: 9100}]}]"),
       "host-port-clash hostPort 9100/TCP a+b"},
      {daemon_set("x", port), daemon_set("y", "containers: [{ports: [{containerPort: 9100}]}]"),
       ""},
      {daemon_set("x", port),
       daemon_set("y",
                  "containers: [{ports: [{hostPort: 9100, protocol: "
                  "UDP}]}]"),
       ""},
      {daemon_set("x", port + ", nodeSelector: {zone: one}"),
       daemon_set("y", port + needs + "two, three]}]}]}}}"), ""},
      {daemon_set("x", port + ", nodeSelector: {zone: one}"),
       daemon_set("y", port + needs + "one, three]}]}]}}}"),
       "host-port-clash hostPort 9100/TCP a+b"},
      {daemon_set("x", "containers: [{ports: [{hostPort: 9100, hostIP: 10.0.0.1}]}]"),
       daemon_set("y", "containers: [{ports: [{hostPort: 9100, hostIP: 10.0.0.2}]}]"), ""},
      {daemon_set("x", port), daemon_set("y", "initContainers: [{ports: [{hostPort: 9100}]}]"), ""},
  });
}

TEST(Clashes, AutoscalersOfAnySortHaveOneTarget) {
  std::string hpa = "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}";
  std::string keda = "spec: {scaleTargetRef: {name: web}}";
  std::string space = ", namespace: n";
  check({
      {object("autoscaling/v2", "HorizontalPodAutoscaler", "x", hpa, space),
       object("keda.sh/v1alpha1", "ScaledObject", "y", keda, space),
       "autoscaler-target-clash Deployment.apps/n/web a+b"},
      {object("autoscaling/v2", "HorizontalPodAutoscaler", "x", hpa, space),
       object("keda.sh/v1alpha1", "ScaledObject", "y", keda,
              space + ", annotations: {scaledobject.keda.sh/transfer-hpa-ownership: 'true'}"),
       ""},
      {object("autoscaling/v2", "HorizontalPodAutoscaler", "x", hpa),
       object("autoscaling/v2", "HorizontalPodAutoscaler", "x", hpa), ""},
  });
}

TEST(Clashes, ControllersMakeObjectsThatOthersOwn) {
  std::string space = ", namespace: n";
  std::string secret = object("v1", "Secret", "db", "", space);
  std::string certificate =
      object("cert-manager.io/v1", "Certificate", "c", "spec: {secretName: db}", space);
  std::string asks = space + ", annotations: {cert-manager.io/cluster-issuer: le}";
  std::string tls = "spec: {tls: [{secretName: db}]}";
  std::string result = "generated-object-clash Secret/n/db a+b";
  check({
      {secret, certificate, result},
      {certificate, object("external-secrets.io/v1", "ExternalSecret", "db", "spec: {}", space),
       result},
      {secret, object("bitnami.com/v1alpha1", "SealedSecret", "db", "spec: {}", space), result},
      {object("v1", "Secret", "db", "",
              space + ", annotations: {sealedsecrets.bitnami.com/managed: 'true'}"),
       object("bitnami.com/v1alpha1", "SealedSecret", "db", "spec: {}", space), ""},
      {secret, object("networking.k8s.io/v1", "Ingress", "x", tls, asks), result},
      {object("networking.k8s.io/v1", "Ingress", "x", tls, asks),
       object("networking.k8s.io/v1", "Ingress", "y", tls, asks), ""},
      {object("v1", "Secret", "db", ""), certificate, ""},  // in another namespace
  });
}

TEST(Clashes, DefaultsVolumesAndWebhooksAreThereOnce) {
  std::string driver = "driver: csi.example\n";
  std::string standard = ", annotations: {snapshot.storage.kubernetes.io/is-default-class: 'true'}";
  std::string api = "snapshot.storage.k8s.io/v1";
  std::string limits =
      "spec: {limits: [{type: Container, default: {cpu: 1}, defaultRequest: {cpu: "
      "1, memory: 1Gi}}]}";
  check({
      {object(api, "VolumeSnapshotClass", "x", driver, standard),
       object(api, "VolumeSnapshotClass", "y", driver, standard),
       "snapshot-class-default-clash VolumeSnapshotClass.snapshot.storage.k8s.io/x + "
       "VolumeSnapshotClass.snapshot.storage.k8s.io/y a+b"},
      {object(api, "VolumeSnapshotClass", "x", driver, standard),
       object(api, "VolumeSnapshotClass", "y", "driver: other.example", standard), ""},
      {object("v1", "PersistentVolumeClaim", "x", "spec: {volumeName: disk}"),
       object("v1", "PersistentVolumeClaim", "y", "spec: {volumeName: disk}"),
       "volume-claimed-twice PersistentVolume/disk a+b"},
      {object("v1", "LimitRange", "x", limits, ", namespace: n"),
       object("v1", "LimitRange", "y", limits, ", namespace: n"),
       "limit-range-overlap LimitRange/n/x + LimitRange/n/y a+b"},
      {object("v1", "LimitRange", "x", limits, ", namespace: n"),
       object("v1", "LimitRange", "y",
              "spec: {limits: [{type: Pod, max: {cpu: 1}}, {type: Container, default: "
              "{ephemeral-storage: 1Gi}}]}",
              ", namespace: n"),
       ""},
  });
}

std::string workload(const std::string& kind, const std::string& name, const std::string& selector,
                     const std::string& labels) {
  return object("apps/v1", kind, name,
                fmt::format("spec: {{selector: {{matchLabels: {{{}}}}}, template: {{metadata: "
                            "{{labels: {{{}}}}}}}}}",
                            selector, labels),
                ", namespace: n");
}

TEST(Clashes, SelectorsFitPodsOfOtherProjects) {
  std::string web = workload("Deployment", "web", "app: web", "app: web, tier: front");
  std::string other = workload("StatefulSet", "other", "app: other", "app: other, tier: front");
  std::string space = ", namespace: n";
  auto budget = [&](const std::string& name, const std::string& api, const std::string& selector) {
    return object(api, "PodDisruptionBudget", name, "spec: {selector: {" + selector + "}}", space);
  };
  auto policy = [&](const std::string& selector) {
    return object("networking.k8s.io/v1", "NetworkPolicy", "p",
                  "spec: {podSelector: {" + selector + "}}", space);
  };
  check({
      {web, workload("StatefulSet", "y", "app: web, role: db", "app: web, role: db"),
       "workload-selector-overlap Deployment.apps/n/web + StatefulSet.apps/n/y a+b"},
      {web, other, ""},
      {web + service("s", "selector: {tier: front}", space), other,
       "service-selector-overlap Service/n/s a+b"},
      {web + service("s", "selector: {}", space), other, ""},
      {web + policy("matchExpressions: [{key: tier, operator: Exists}]"), other,
       "network-policy-overlap NetworkPolicy.networking.k8s.io/n/p a+b"},
      {web + policy("matchExpressions: [{key: app, operator: NotIn, values: [other]}]"), other, ""},
      {web + budget("one", "policy/v1", "matchLabels: {app: web}"), budget("two", "policy/v1", ""),
       "disruption-budget-overlap PodDisruptionBudget.policy/n/one + "
       "PodDisruptionBudget.policy/n/two a+b"},
      {web + budget("one", "policy/v1", "matchLabels: {app: web}"),
       budget("two", "policy/v1beta1", ""), ""},
      {budget("one", "policy/v1", "matchLabels: {app: web}"), budget("two", "policy/v1", ""), ""},
      {web, object("v1", "Pod", "p", "", space + ", labels: {app: web}"),
       "workload-selector-overlap Deployment.apps/n/web + Pod/n/p a+b"},
      // Both have the Deployment: the Service of one has its pods, whoever makes them.
      {web + service("s", "selector: {app: web}", space), web,
       "duplicate-object Deployment.apps/n/web a+b"},
  });
}

TEST(Clashes, BindingsGiveRightsToAccountsOfOthers) {
  auto account = [](const std::string& space) {
    return object("v1", "ServiceAccount", "runner", "", ", namespace: " + space);
  };
  auto binding = [](const std::string& space) {
    return object("rbac.authorization.k8s.io/v1", "RoleBinding", "x",
                  "subjects: [{kind: ServiceAccount, name: runner, namespace: " + space + "}]");
  };
  std::string own = object("rbac.authorization.k8s.io/v1", "RoleBinding", "x",
                           "subjects: [{kind: ServiceAccount, name: runner}]");
  check({
      {binding("n"), account("n"),
       "binding-foreign-subject RoleBinding.rbac.authorization.k8s.io/a/x a+b"},
      {binding("n"), account("m"), ""},
      {binding("n") + account("n"), account("m"), ""},
      {own, account("a"), "binding-foreign-subject RoleBinding.rbac.authorization.k8s.io/a/x a+b"},
      {own, account("b"), ""},
  });
}

TEST(Clashes, DeployersTakeOneSourceToOnePlace) {
  auto application = [](const std::string& name, const std::string& source) {
    return object("argoproj.io/v1alpha1", "Application", name,
                  "spec: {source: {repoURL: 'https://git.example/x.git', " + source +
                      "}, destination: {name: in-cluster, namespace: n}}",
                  ", namespace: argocd");
  };
  std::string both =
      "deployer-same-source-and-destination Application.argoproj.io/argocd/x + "
      "Application.argoproj.io/argocd/y a+b";
  check({
      {application("x", "path: apps/web"), application("y", "path: ./apps/web/"), both},
      {application("x", "path: apps/web"),
       application("y", "path: apps/web, kustomize: {namePrefix: y-}"), ""},
      {application("x", "chart: web"), application("y", "chart: web"), ""},
      {application("x", "chart: web, helm: {releaseName: r}"),
       application("y", "chart: web, helm: {releaseName: r}"), both},
  });
}

}  // namespace
}  // namespace drydock::validate
