#include <fmt/format.h>

#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/pods.h"

/// Annotations of pods that the server reads, from the time before they became fields.
namespace drydock::validate::server {
namespace {

constexpr std::string_view kSeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
constexpr std::string_view kSeccompContainer = "container.seccomp.security.alpha.kubernetes.io/";
constexpr std::string_view kAppArmor = "container.apparmor.security.beta.kubernetes.io/";
constexpr std::string_view kDeletionCost = "controller.kubernetes.io/pod-deletion-cost";
constexpr std::string_view kMirror = "kubernetes.io/config.mirror";

void check_seccomp_value(const Field& where, std::string_view profile) {
  if (profile == "runtime/default" || profile == "docker/default" || profile == "unconfined")
    return;
  if (!profile.starts_with("localhost/")) {
    return where.invalid_text(profile, "must be a valid seccomp profile");
  }
  profile.remove_prefix(std::string_view("localhost/").size());
  if (profile.starts_with('/')) where.invalid_text(profile, "must be a relative path");
  if (has_backsteps(profile)) where.invalid_text(profile, "must not contain '..'");
}

bool has_container(const Field& spec, std::string_view name) {
  bool found = false;
  visit_containers(spec, [&](const Field& container, ContainerKind) {
    found = found || container["name"].is(name);
  });
  return found;
}

void check_app_armor_value(const Field& where, std::string_view container, std::string_view profile,
                           const Field& spec) {
  if (!has_container(spec, container)) where.invalid_text(container, "container not found");
  if (!profile.empty() && profile != "runtime/default" && profile != "unconfined" &&
      !profile.starts_with("localhost/")) {
    where.invalid_text(profile, fmt::format("invalid AppArmor profile name: \"{}\"", profile));
  }
}

/// A number of 32 bits, without a plus sign or leading zeros.
bool is_deletion_cost(std::string_view text) {
  if (text.empty() || text == "0") return !text.empty();
  bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 10 || text.front() < '1' || text.front() > '9') return false;
  int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return value <= int64_t{2147483647} + negative;
}

/// Whether an annotation says the same as a profile's type; "localhost/..." names a file.
void check_match(const Field& profile, std::string_view annotation, std::string_view what) {
  Field type = profile["type"];
  std::string message = fmt::format("{} type in annotation and field must match", what);
  if (type.is("Unconfined")) {
    if (annotation != "unconfined") type.forbidden(message);
  } else if (type.is("RuntimeDefault")) {
    bool docker = what == "seccomp" && annotation == "docker/default";
    if (annotation != "runtime/default" && !docker) type.forbidden(message);
  } else if (type.is("Localhost")) {
    if (!annotation.starts_with("localhost/")) return type.forbidden(message);
    annotation.remove_prefix(std::string_view("localhost/").size());
    Field local = profile["localhostProfile"];
    if (!local || !local.is(annotation)) {
      local.forbidden(fmt::format("{} profile in annotation and field must match", what));
    }
  }
}

}  // namespace

void check_pod_annotations(const Field& annotations, const Field& shown, const Field& spec) {
  for (Entry entry : annotations.entries()) {
    std::string_view key = entry.key;
    std::string_view value = entry.value.text();
    if (key == kMirror && spec["nodeName"].text().empty()) {
      shown.at_key(key).invalid_text(value,
                                     "must set spec.nodeName if mirror pod annotation is set");
    } else if (key == kDeletionCost && !is_deletion_cost(value)) {
      shown.at_key(key).invalid_text(value, "must be a 32bit integer");
    } else if (key == kSeccompPod || key.starts_with(kSeccompContainer)) {
      check_seccomp_value(shown.at(key), value);
    } else if (key.starts_with(kAppArmor)) {
      check_app_armor_value(shown.at_key(key), key.substr(kAppArmor.size()), value, spec);
    }
  }
}

void check_profiles_match_annotations(const PodScope& scope) {
  Field annotations = scope.metadata["annotations"];
  if (annotations.empty()) return;
  Field context = scope.spec["securityContext"];
  if (Field annotation = annotations.key(kSeccompPod)) {
    check_match(context["seccompProfile"], annotation.text(), "seccomp");
  }
  for (Entry entry : annotations.entries()) {
    bool seccomp = entry.key.starts_with(kSeccompContainer);
    if (!seccomp && (!entry.key.starts_with(kAppArmor) || scope.os == "windows")) continue;
    std::string_view name = entry.key.substr(seccomp ? kSeccompContainer.size() : kAppArmor.size());
    visit_containers(scope.spec, [&](const Field& container, ContainerKind) {
      if (!container["name"].is(name)) return;
      Field own = container["securityContext"];
      if (seccomp) {
        check_match(own["seccompProfile"], entry.value.text(), "seccomp");
        return;
      }
      Field profile = own["appArmorProfile"];
      if (!profile) profile = profile.shows(context["appArmorProfile"]);
      check_match(profile, entry.value.text(), "apparmor");
    });
  }
}

}  // namespace drydock::validate::server
