#include "render/capabilities.h"

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "render/chart_objects.h"

namespace drydock::render {
namespace {

// clang-format off
/// In the order of client-go's scheme, which Helm keeps.
constexpr std::string_view kApiVersions[] = {
    "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1",
    "apps/v1beta1", "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1", "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1",
    "autoscaling/v1", "autoscaling/v2", "batch/v1", "batch/v1beta1", "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1", "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1", "events.k8s.io/v1", "events.k8s.io/v1beta1", "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3",
    "lifecycle.k8s.io/v1alpha1", "networking.k8s.io/v1", "networking.k8s.io/v1beta1",
    "node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1", "policy/v1beta1",
    "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1", "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3", "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1", "storage.k8s.io/v1alpha1", "storagemigration.k8s.io/v1",
    "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
};
// clang-format on

bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[noreturn]] void refuse(std::string message) { fail("usage", std::move(message)); }

/// A numeric part as it is printed again: without leading zeros.
std::string component(std::string_view digits, bool first, std::string_view text) {
  if (first && digits.size() > 1 && digits[0] == '0') {
    refuse("illegal zero-prefixed version component " + go_quote(digits) + " in " + go_quote(text));
  }
  GoParsed<uint64_t> number = parse_go_uint(digits);
  if (!number.ok()) {
    refuse("illegal non-numeric version component " + go_quote(digits) + " in " + go_quote(text) +
           ": strconv.ParseUint: parsing " + go_quote(digits) + ": " +
           std::string(go_parse_problem(number.status)));
  }
  return format_go_uint(number.value);
}

/// The numbers at the beginning, split at their dots.
std::vector<std::string_view> number_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == 0) return parts;
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) return parts;
    text.remove_prefix(1);
  }
}

}  // namespace

KubeVersion parse_kube_version(std::string_view text) {
  std::string_view rest = text.substr(std::min(text.find_first_not_of(" \t\n\f\r"), text.size()));
  if (rest.starts_with('v')) rest.remove_prefix(1);
  std::vector<std::string_view> parts = number_parts(rest);
  if (parts.empty() || rest.find('\n') != std::string_view::npos) {
    refuse("could not parse " + go_quote(text) + " as version");
  }
  if (parts.size() < 2) refuse("illegal version string " + go_quote(text));
  KubeVersion version;
  version.full = text.starts_with('v') ? std::string(text) : "v" + std::string(text);
  version.normalized = "v";
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string number = component(parts[i], i == 0, text);
    if (i > 0) version.normalized += '.';
    version.normalized += number;
    if (i == 0) version.major = number;
    if (i == 1) version.minor = number;
  }
  return version;
}

std::span<const std::string_view> built_in_api_versions() { return kApiVersions; }

Value make_release_capabilities(const KubeVersion& kube_version,
                                std::span<const std::string> more_api_versions, int helm_version,
                                Arena& arena) {
  std::vector<std::string_view> api_versions(std::begin(kApiVersions), std::end(kApiVersions));
  for (const std::string& version : more_api_versions) api_versions.push_back(arena.copy(version));
  CapabilityFacts facts;
  facts.kube_version = arena.copy(kube_version.shown(helm_version));
  facts.normalized_version = arena.copy(kube_version.normalized);
  facts.major = arena.copy(kube_version.major);
  facts.minor = arena.copy(kube_version.minor);
  facts.api_versions = api_versions;
  facts.helm_version = helm_version == 3 ? "v3.22" : "v4.3";
  facts.go_version = "go1.26.8";
  facts.kube_client_version = "v1.37";
  return make_capabilities(arena, facts, helm_version);
}

}  // namespace drydock::render
