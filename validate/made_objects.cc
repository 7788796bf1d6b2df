#include "validate/made_objects.h"

#include <algorithm>

namespace drydock::validate {
namespace {

/// Objects of `kind` make one of `made`, named by the value at `path`, or like themselves.
struct MadeRow {
  std::string_view group_end;  // the group is this, or ends in it
  std::string_view kind;
  std::string_view made;
  std::string_view path;
  bool named_alike = false;  // when there is no value
  bool everywhere = false;
};

// clang-format off
constexpr MadeRow kRows[] = {
    {"external-secrets.io", "ExternalSecret",         "Secret",    "spec.target.name", true},
    {"external-secrets.io", "ClusterExternalSecret",  "Secret",    "spec.externalSecretName", true, true},
    {"external-secrets.io", "ClusterExternalSecret",  "Secret",    "spec.externalSecretSpec.target.name", false, true},
    {"kubernetes-client.io", "ExternalSecret",        "Secret",    "", true},
    {"bitnami.com",         "SealedSecret",           "Secret",    "spec.template.metadata.name", true},
    {"cert-manager.io",     "Certificate",            "Secret",    "spec.secretName"},
    {"cert-manager.io",     "Issuer",                 "Secret",    "spec.acme.privateKeySecretRef.name"},
    {"cert-manager.io",     "ClusterIssuer",          "Secret",    "spec.acme.privateKeySecretRef.name", false, true},
    {"trust.cert-manager.io", "Bundle",               "ConfigMap", "", true, true},
    {"trust.cert-manager.io", "Bundle",               "Secret",    "", true, true},
    {"secrets.hashicorp.com", "VaultStaticSecret",    "Secret",    "spec.destination.name"},
    {"secrets.hashicorp.com", "VaultDynamicSecret",   "Secret",    "spec.destination.name"},
    {"secrets.hashicorp.com", "VaultPKISecret",       "Secret",    "spec.destination.name"},
    {"onepassword.com",     "OnePasswordItem",        "Secret",    "", true},
    {"secrets.infisical.com", "InfisicalSecret",      "Secret",    "spec.managedSecretReference.secretName"},
    {"secrets.doppler.com", "DopplerSecret",          "Secret",    "spec.managedSecret.name"},
    {"k8s.bitwarden.com",   "BitwardenSecret",        "Secret",    "spec.secretName"},
    {"spv.no",              "AzureKeyVaultSecret",    "Secret",    "spec.output.secret.name"},
    {"isindir.github.com",  "SopsSecret",             "Secret",    "spec.secretTemplates[].name"},
    {"ricoberger.de",       "VaultSecret",            "Secret",    "", true},
    {"secretgenerator.mittwald.de", "StringSecret",   "Secret",    "", true},
    {"secretgen.k14s.io",   "Password",               "Secret",    "", true},
    {"argoproj.io",         "Workflow",               "Secret",    ""},
};
// clang-format on

bool group_matches(std::string_view group, std::string_view end) {
  return group == end || (group.size() > end.size() && group.ends_with(end) &&
                          group[group.size() - end.size() - 1] == '.');
}

void tell_at(const Node* node, std::string_view path, const MadeRow& row,
             const std::function<void(const MadeObject&)>& tell, bool& told) {
  if (!node) return;
  if (path.empty()) {
    if (!node->is_scalar() || node->text().empty()) return;
    told = true;
    return tell({row.made, "", node->text(), row.everywhere});
  }
  size_t dot = std::min(path.find('.'), path.size());
  std::string_view key = path.substr(0, dot);
  std::string_view rest = path.substr(std::min(dot + 1, path.size()));
  bool through_items = key.ends_with("[]");
  if (through_items) key.remove_suffix(2);
  const Node* value = node->find(key);
  if (!through_items) return tell_at(value, rest, row, tell, told);
  for (const Node* item : value ? value->elements() : std::span<Node* const>()) {
    tell_at(item, rest, row, tell, told);
  }
}

/// Ingresses and Gateways whose annotations ask cert-manager for their certificates.
void tell_certificates(const Resource& resource,
                       const std::function<void(const MadeObject&)>& tell) {
  const Node* metadata = resource.root->find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  if (!annotations) return;
  bool asks = false;
  for (const NodeEntry& entry : annotations->pairs()) {
    std::string_view key = entry.key->text();
    asks = asks || key == "cert-manager.io/issuer" || key == "cert-manager.io/cluster-issuer" ||
           key == "kubernetes.io/tls-acme" || key == "cert-manager.io/issuer-kind";
  }
  if (!asks) return;
  bool told = false;
  tell_at(resource.root, "spec.tls[].secretName", {"", "", "Secret", ""}, tell, told);
  tell_at(resource.root, "spec.listeners[].tls.certificateRefs[].name", {"", "", "Secret", ""},
          tell, told);
}

/// Crossplane, and operators after its example, write credentials to a Secret of that name.
void tell_connection(const Resource& resource, const std::function<void(const MadeObject&)>& tell) {
  const Node* spec = resource.root->find("spec");
  const Node* secret = spec ? spec->find("writeConnectionSecretToRef") : nullptr;
  if (!secret || secret->text_of("name").empty()) return;
  tell({"Secret", secret->text_of("namespace"), secret->text_of("name")});
}

/// Jobs that make the certificate of a webhook, as ingress-nginx and kube-prometheus-stack have
/// them.
void tell_of_jobs(const Resource& resource, const std::function<void(const MadeObject&)>& tell) {
  constexpr std::string_view kPath[] = {"spec", "template", "spec", "containers"};
  constexpr std::string_view kFlag = "--secret-name=";
  const Node* containers = resource.root->find_path(kPath);
  for (const Node* one : containers ? containers->elements() : std::span<Node* const>()) {
    const Node* args = one->find("args");
    for (const Node* arg : args ? args->elements() : std::span<Node* const>()) {
      if (arg->text().starts_with(kFlag)) tell({"Secret", "", arg->text().substr(kFlag.size())});
    }
  }
}

}  // namespace

void made_objects(const Resource& resource, const std::function<void(const MadeObject&)>& tell) {
  for (const MadeRow& row : kRows) {
    if (row.kind != resource.gvk.kind || !group_matches(resource.gvk.group, row.group_end))
      continue;
    bool told = false;
    if (!row.path.empty()) tell_at(resource.root, row.path, row, tell, told);
    if (!told && row.named_alike && !resource.name.empty()) {
      tell({row.made, "", resource.name, row.everywhere});
    }
  }
  if (resource.gvk.kind == "Ingress" || resource.gvk.kind == "Gateway") {
    tell_certificates(resource, tell);
  }
  if (resource.gvk.kind == "Job") tell_of_jobs(resource, tell);
  tell_connection(resource, tell);
}

bool is_always_there(std::string_view group, std::string_view kind, std::string_view name) {
  if (group.empty()) {
    return (kind == "ConfigMap" &&
            (name == "kube-root-ca.crt" || name == "openshift-service-ca.crt" ||
             name == "extension-apiserver-authentication")) ||
           (kind == "ServiceAccount" && name == "default") ||
           (kind == "Service" && (name == "kubernetes" || name == "kube-dns"));
  }
  if (group == "rbac.authorization.k8s.io") {
    constexpr std::string_view kRoles[] = {"cluster-admin", "admin", "edit", "view",
                                           "extension-apiserver-authentication-reader"};
    return name.starts_with("system:") || std::ranges::find(kRoles, name) != std::end(kRoles);
  }
  return kind == "PriorityClass" &&
         (name == "system-cluster-critical" || name == "system-node-critical");
}

}  // namespace drydock::validate
