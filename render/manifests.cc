#include "render/manifests.h"

#include <algorithm>

#include "core/ascii.h"
#include "render/go_text.h"

namespace drydock::render {
namespace {

/// `\s` of Go's regular expressions.
bool is_regex_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

/// Where `---` next stands at the beginning of a line, from `from` on; npos when nowhere.
size_t find_dashes(std::string_view text, size_t from) {
  for (size_t at = text.find("---", from); at != std::string_view::npos;
       at = text.find("---", at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return at;
  }
  return std::string_view::npos;
}

/// The original splits at `(?:^|\s*\n)---\s*`, so dashes right behind other dashes and their blank
/// lines are text: there is no line break left for them.
std::vector<std::string_view> split3(std::string_view text) {
  std::vector<std::string_view> parts;
  text = trim_space(text);
  size_t begin = 0;
  auto add = [&](size_t end) {
    if (end > begin) parts.push_back(trim_space(text.substr(begin, end - begin)));
  };
  for (size_t from = 0;;) {
    size_t at = find_dashes(text, from);
    if (at == std::string_view::npos) break;
    from = at + 3;
    if (at > 0 && at == begin) continue;
    size_t end = at;
    while (end > begin && is_regex_space(text[end - 1])) --end;
    add(end);
    begin = at + 3;
    while (begin < text.size() && is_regex_space(text[begin])) ++begin;
    from = begin;
  }
  add(text.size());
  return parts;
}

/// At `(?m)^---[ \t]*`.
std::vector<std::string_view> split4(std::string_view text) {
  std::vector<std::string_view> parts;
  text = trim_left_space(text);
  size_t begin = 0;
  auto add = [&](size_t end) {
    std::string_view part = trim_left_space(text.substr(begin, end - begin));
    if (!part.empty()) parts.push_back(part);
  };
  for (size_t at = find_dashes(text, 0); at != std::string_view::npos;
       at = find_dashes(text, begin)) {
    add(at);
    begin = at + 3;
    while (begin < text.size() && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
  }
  add(text.size());
  return parts;
}

constexpr std::string_view kInstallOrder[] = {
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",  // from here on only Helm 4 knows them
    "ValidatingWebhookConfiguration",
};
constexpr int kKnown4 = static_cast<int>(std::size(kInstallOrder));
constexpr int kKnown3 = kKnown4 - 2;

constexpr std::string_view kHookNames[] = {
    "pre-install",  "post-install", "pre-delete",    "post-delete", "pre-upgrade",
    "post-upgrade", "pre-rollback", "post-rollback", "test",        "test-success",
};

}  // namespace

std::vector<std::string_view> split_manifests(std::string_view text, int helm_version) {
  return helm_version == 3 ? split3(text) : split4(text);
}

int install_order(std::string_view kind, int helm_version) {
  int known = helm_version == 3 ? kKnown3 : kKnown4;
  const std::string_view* found = std::find(kInstallOrder, kInstallOrder + known, kind);
  return static_cast<int>(found - kInstallOrder);
}

bool installs_before(std::string_view kind_a, std::string_view kind_b, int helm_version) {
  int a = install_order(kind_a, helm_version);
  int b = install_order(kind_b, helm_version);
  bool both_unknown = a == b && a == (helm_version == 3 ? kKnown3 : kKnown4);
  return both_unknown ? kind_a < kind_b : a < b;
}

HookEvents read_hook_events(std::string_view annotation) {
  HookEvents events;
  for (bool more = true; more;) {
    size_t comma = annotation.find(',');
    more = comma != std::string_view::npos;
    std::string name = ascii_lower(trim_space(annotation.substr(0, comma)));
    if (more) annotation.remove_prefix(comma + 1);
    if (std::find(std::begin(kHookNames), std::end(kHookNames), name) == std::end(kHookNames)) {
      events.known = false;
      return events;
    }
    events.test = events.test || name.starts_with("test");
  }
  return events;
}

}  // namespace drydock::render
