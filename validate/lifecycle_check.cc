#include "validate/lifecycle_check.h"

#include <algorithm>

#include "core/suggest.h"
#include "schemas/kubernetes.h"

namespace drydock::validate {
namespace {

using schemas::ApiKind;
using schemas::ApiTable;

std::string api_version(const Gvk& gvk) {
  return gvk.group.empty() ? std::string(gvk.version)
                           : fmt::format("{}/{}", gvk.group, gvk.version);
}

Diagnostic at_version(const Resource& resource, Severity severity, std::string_view rule,
                      std::string message) {
  const Node* version = resource.root->find("apiVersion");
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = (version ? version : resource.root)->where();
  return diagnostic;
}

std::string replacement_help(const ApiKind& kind, int release) {
  ApiKind next = kind.replacement();
  if (!next) return "";
  std::string since = next.releases().contains(release)
                          ? ""
                          : fmt::format(", served from Kubernetes 1.{} on", next.releases().first);
  Gvk gvk = next.gvk();
  if (gvk.kind != kind.gvk().kind) {
    return fmt::format("Use {} of {}{}.", gvk.kind, api_version(gvk), since);
  }
  return fmt::format("Use apiVersion {}{}.", api_version(gvk), since);
}

std::optional<Diagnostic> check_built_in(const Resource& resource, const ApiKind& kind,
                                         int release) {
  std::string what = fmt::format("{} of {}", resource.gvk.kind, api_version(resource.gvk));
  std::optional<Diagnostic> found;
  if (kind.removed_in() > 0 && kind.removed_in() <= release) {
    found = at_version(resource, Severity::Error, "api-removed",
                       fmt::format("{} was removed in Kubernetes 1.{}, and the target is 1.{}",
                                   what, kind.removed_in(), release));
  } else if (!kind.is_served()) {
    auto releases = kind.releases();
    found = at_version(resource, Severity::Error, "api-unknown",
                       fmt::format("{} is served from Kubernetes 1.{} to 1.{}, and the target is "
                                   "1.{}",
                                   what, releases.first, releases.last, release));
  } else if (kind.deprecated_in() > 0 && kind.deprecated_in() <= release) {
    std::string end = kind.removed_in() > 0
                          ? fmt::format(" and gone from 1.{} on", kind.removed_in())
                          : std::string();
    found = at_version(
        resource, Severity::Warning, "api-deprecated",
        fmt::format("{} is deprecated since Kubernetes 1.{}{}", what, kind.deprecated_in(), end));
  }
  if (found) found->help = replacement_help(kind, release);
  return found;
}

/// Kinds or versions that a group of Kubernetes itself has not.
std::optional<Diagnostic> check_unknown(const Resource& resource, int release) {
  const ApiTable& table = schemas::kubernetes_api();
  std::vector<std::string_view> kinds;
  std::vector<std::string> versions;
  for (size_t i = 0; i < table.kind_count(); ++i) {
    ApiKind kind = table.kind_at(i, release);
    Gvk gvk = kind.gvk();
    if (gvk.group != resource.gvk.group || !kind.is_served()) continue;
    kinds.push_back(gvk.kind);
    if (gvk.kind == resource.gvk.kind) versions.push_back(api_version(gvk));
  }
  if (kinds.empty()) return std::nullopt;
  if (!versions.empty()) {
    return at_version(resource, Severity::Error, "api-unknown",
                      fmt::format("there is no version {} of {}; Kubernetes 1.{} serves {}",
                                  api_version(resource.gvk), resource.gvk.kind, release,
                                  fmt::join(versions, ", ")));
  }
  return at_version(resource, Severity::Error, "api-unknown",
                    fmt::format("the API group of {} has no kind {}{}", api_version(resource.gvk),
                                resource.gvk.kind, did_you_mean(resource.gvk.kind, kinds)));
}

std::optional<Diagnostic> check_custom(const Resource& resource, const SchemaCatalog& catalog,
                                       std::string_view cluster) {
  const CustomSchema* schema = catalog.find(resource.gvk, cluster);
  std::string what = fmt::format("{} of {}", resource.gvk.kind, api_version(resource.gvk));
  if (!schema || !schema->version().served) {
    auto versions = catalog.served_versions(resource.gvk.group, resource.gvk.kind);
    std::erase(versions, resource.gvk.version);
    if (versions.empty()) return std::nullopt;
    return at_version(
        resource, Severity::Error, "api-unknown",
        fmt::format("the definition of {} does not serve version {}, but {}", resource.gvk.kind,
                    resource.gvk.version, fmt::join(versions, ", ")));
  }
  if (!schema->version().deprecated) return std::nullopt;
  std::string_view warning = schema->version().deprecation_warning;
  return at_version(resource, Severity::Warning, "api-deprecated",
                    warning.empty() ? fmt::format("{} is deprecated by its definition", what)
                                    : fmt::format("{} is deprecated: {}", what, warning));
}

}  // namespace

std::optional<Diagnostic> check_lifecycle(const Resource& resource, int release,
                                          const SchemaCatalog& catalog, std::string_view cluster) {
  ApiKind kind = schemas::kubernetes_api().find(resource.gvk, release);
  if (kind) return check_built_in(resource, kind, release);
  if (auto found = check_custom(resource, catalog, cluster)) return found;
  if (catalog.find(resource.gvk, cluster)) return std::nullopt;
  return check_unknown(resource, release);
}

}  // namespace drydock::validate
