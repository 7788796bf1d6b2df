#include "validate/server/pods.h"

#include <fmt/format.h>

#include "validate/server/addresses.h"
#include "validate/server/names.h"
#include "validate/server/resources.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kNameservers = 3;
constexpr size_t kSearches = 32;
constexpr size_t kSearchBytes = 2048;

void check_resource_claims(const Field& claims, Seen& names) {
  for (Field claim : claims.each()) {
    Field name = claim["name"];
    if (name.require_text()) {
      if (names.add(name.text())) {
        name.invalid_all(dns1123_label(name.text()));
      } else {
        name.duplicate();
      }
    }
    Field direct = claim["resourceClaimName"];
    Field made = claim["resourceClaimTemplateName"];
    if (direct && made) {
      claim.invalid(
          "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
    }
    if (!direct && !made) {
      claim.invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    }
    if (direct) direct.invalid_all(dns1123_subdomain(direct.text()));
    if (made) made.invalid_all(dns1123_subdomain(made.text()));
  }
}

void check_host_network_ports(const PodScope& scope) {
  if (!scope.host_network) return;
  for (Field container : scope.spec["containers"].each()) {
    for (Field port : container["ports"].each()) {
      int64_t host = host_port(port, scope);
      if ((scope.is_pod || host != 0) && host != port["containerPort"].number()) {
        port["hostPort"].invalid_number(host,
                                        "must match `containerPort` when `hostNetwork` is true");
      }
    }
  }
}

void check_dns_searches(const Field& searches) {
  size_t bytes = 0;
  for (Field search : searches.each()) {
    std::string_view name = search.text();
    bytes += name.size() + 1;
    if (name == ".") continue;
    if (name.ends_with('.')) name.remove_suffix(1);
    search.invalid_all(name, dns1123_subdomain_with_underscore(name));
  }
  if (searches.size() > kSearches) {
    searches.invalid(fmt::format("must not have more than {} search paths", kSearches));
  }
  if (bytes > kSearchBytes + 1) {
    searches.invalid(
        fmt::format("must not have more than {} characters (including spaces) in the search list",
                    kSearchBytes));
  }
}

void check_dns(const Field& spec) {
  Field policy = spec["dnsPolicy"];
  bool is_none = policy.is("None");
  Field config = spec["dnsConfig"];
  Field servers = config["nameservers"];
  if (is_none && !config) {
    return config.required("must provide `dnsConfig` when `dnsPolicy` is None");
  }
  if (is_none && servers.empty()) {
    return servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
  }
  if (servers.size() > kNameservers) {
    servers.invalid(fmt::format("must not have more than {} nameservers", kNameservers));
  }
  for (Field address : servers.each()) check_ip(address, address.text());
  check_dns_searches(config["searches"]);
  for (Field option : config["options"].each()) {
    if (option["name"].text().empty()) option.required("must not be empty");
  }
}

void check_gates(const Field& spec) {
  for (Field gate : spec["readinessGates"].each()) {
    check_label_name(gate["conditionType"], gate["conditionType"].text());
  }
  Seen names;
  for (Field gate : spec["schedulingGates"].each()) {
    std::string_view name = gate["name"].text();
    gate.invalid_all(name, qualified_name(name));
    if (!names.add(name)) gate.duplicate(name);
  }
}

void check_names(const Field& spec) {
  struct Row {
    std::string_view key;
    Problems (*check)(std::string_view);
  };
  constexpr Row kRows[] = {{"nodeName", dns1123_subdomain},
                           {"hostname", dns1123_label},
                           {"subdomain", dns1123_label},
                           {"priorityClassName", dns1123_subdomain}};
  Field account = spec["serviceAccountName"];
  std::string_view name = account.text().empty() ? spec["serviceAccount"].text() : account.text();
  if (!name.empty()) account.invalid_all(name, dns1123_subdomain(name));
  for (const Row& row : kRows) {
    Field field = spec[row.key];
    if (!field.text().empty()) field.invalid_all(row.check(field.text()));
  }
  Field runtime = spec["runtimeClassName"];
  if (runtime) runtime.invalid_all(dns1123_subdomain(runtime.text()));
}

void check_host_aliases(const Field& aliases) {
  for (Field alias : aliases.each()) {
    check_ip(alias["ip"], alias["ip"].text());
    for (Field name : alias["hostnames"].each()) name.invalid_all(dns1123_subdomain(name.text()));
  }
}

void check_policies(const Field& spec) {
  Field restart = spec["restartPolicy"];
  if (!restart.text().empty()) restart.one_of({"Always", "OnFailure", "Never"});
  Field dns = spec["dnsPolicy"];
  if (!dns.text().empty()) {
    dns.one_of({"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
  }
  Field preemption = spec["preemptionPolicy"];
  if (preemption && preemption.require_text()) {
    preemption.one_of({"PreemptLowerPriority", "Never"});
  }
  Field deadline = spec["activeDeadlineSeconds"];
  if (deadline && (deadline.number() < 1 || deadline.number() > 2147483647)) {
    deadline.invalid_number(deadline.number(), "must be between 1 and 2147483647, inclusive");
  }
}

/// With users of its own a pod cannot share the host's other namespaces. The paths are the
/// server's.
void check_host_users(const PodScope& scope) {
  if (scope.host_users) return;
  struct Row {
    std::string_view key;
    std::string_view shown;
  };
  for (Row row :
       {Row{"hostNetwork", "hostNetwork"}, Row{"hostPID", "HostPID"}, Row{"hostIPC", "HostIPC"}}) {
    if (scope.spec[row.key].flag()) {
      scope.spec.renamed(row.key, row.shown).forbidden("when `pod.Spec.HostUsers` is false");
    }
  }
}

PodScope make_scope(const Field& spec, const Field& metadata, bool is_pod) {
  PodScope scope;
  scope.spec = spec;
  scope.metadata = metadata;
  scope.is_pod = is_pod;
  scope.host_network = spec["hostNetwork"].flag();
  scope.host_users = spec["hostUsers"].flag(true);
  if (!spec["restartPolicy"].text().empty()) scope.restart_policy = spec["restartPolicy"].text();
  scope.grace_seconds = spec["terminationGracePeriodSeconds"].number(30);
  scope.os = spec["os"]["name"].text();
  return scope;
}

void check_pod_spec(PodScope& scope, std::string_view pod_name) {
  const Field& spec = scope.spec;
  scope.volumes = check_volumes(spec["volumes"], pod_name);
  check_resource_claims(spec["resourceClaims"], scope.claims);
  check_containers(scope);
  check_pod_resources(scope);
  check_host_network_ports(scope);
  check_policies(spec);
  check_labels(spec["nodeSelector"]);
  check_pod_security(scope);
  check_affinity(scope);
  check_dns(spec);
  check_gates(spec);
  check_topology_spread(scope);
  check_host_process(scope);
  check_host_users(scope);
  check_names(spec);
  check_tolerations(spec["tolerations"]);
  check_host_aliases(spec["hostAliases"]);
  check_overhead(spec["overhead"]);
  check_os_rules(scope);
}

/// Tokens of a service account need one to be named in the pod itself.
void check_tokens_have_account(const Field& spec) {
  if (!spec["serviceAccountName"].text().empty() || !spec["serviceAccount"].text().empty()) return;
  for (Field volume : spec["volumes"].each()) {
    for (Field source : volume["projected"]["sources"].each()) {
      if (source["serviceAccountToken"]) {
        source["serviceAccountToken"].forbidden(
            "must not be specified when serviceAccountName is not set");
      }
    }
  }
}

void check_image_spaces(const Field& container) {
  constexpr std::string_view kSpaces = " \t\n\v\f\r";
  Field image = container["image"];
  std::string_view text = image.text();
  if (text.empty()) return;
  if (kSpaces.find(text.front()) != std::string_view::npos ||
      kSpaces.find(text.back()) != std::string_view::npos) {
    image.invalid("must not have leading or trailing whitespace");
  }
}

}  // namespace

int64_t host_port(const Field& port, const PodScope& scope) {
  int64_t number = port["hostPort"].number();
  // Only in a Pod is the port of the host filled in.
  if (number == 0 && scope.is_pod && scope.host_network) return port["containerPort"].number();
  return number;
}

void check_pod(const Object& object) {
  Field spec = object.spec();
  PodScope scope = make_scope(spec, object.metadata(), true);
  check_pod_annotations(object.annotations(), object.annotations(), spec);
  check_pod_spec(scope, object.name);
  check_tokens_have_account(spec);
  visit_containers(spec,
                   [](const Field& container, ContainerKind) { check_image_spaces(container); });
  if (!spec["ephemeralContainers"].empty()) {
    spec["ephemeralContainers"].forbidden("cannot be set on create");
  }
  if (!spec["nodeName"].text().empty() && !spec["schedulingGates"].empty()) {
    spec["nodeName"].forbidden("cannot be set until all schedulingGates have been cleared");
  }
  check_profiles_match_annotations(scope);
}

void check_pod_template(const Field& pod_template) {
  Field spec = pod_template["spec"];
  Field metadata = pod_template["metadata"];
  // The server leaves `metadata` out of these paths.
  Field annotations = pod_template.at("annotations").shows(metadata["annotations"]);
  check_labels(metadata["labels"], pod_template.at("labels").shows(metadata["labels"]));
  check_annotations(metadata["annotations"], annotations);
  PodScope scope = make_scope(spec, metadata, false);
  check_pod_annotations(metadata["annotations"], annotations, spec);
  check_pod_spec(scope, {});
  check_profiles_match_annotations(scope);
  if (!spec["ephemeralContainers"].empty()) {
    spec["ephemeralContainers"].forbidden("ephemeral containers not allowed in pod template");
  }
}

void check_pod_template_object(const Object& object) {
  check_pod_template(object.root["template"]);
}

}  // namespace drydock::validate::server
