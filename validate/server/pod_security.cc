#include <fmt/format.h>

#include "core/ascii.h"
#include "validate/quantity.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/pods.h"

/// Security contexts of pods and containers, and what the operating system allows.
namespace drydock::validate::server {
namespace {

void check_id(const Field& id) {
  if (!id) return;
  for (const std::string& problem : user_id(id.number())) id.invalid_number(id.number(), problem);
}

void check_seccomp(const Field& profile) {
  if (!profile) return;
  Field type = profile["type"];
  Field local = profile["localhostProfile"];
  if (type.require_text("type is required when seccompProfile is set")) {
    type.one_of({"Localhost", "RuntimeDefault", "Unconfined"});
  }
  if (!type.is("Localhost")) {
    if (local) local.invalid("can only be set when seccomp type is Localhost");
  } else if (!local) {
    local.required("must be set when seccomp type is Localhost");
  } else {
    check_local_descending_path(local);
  }
}

void check_app_armor(const Field& profile) {
  if (!profile) return;
  Field type = profile["type"];
  Field local = profile["localhostProfile"];
  if (!type.require_text("type is required when appArmorProfile is set")) return;
  if (type.is("Localhost")) {
    constexpr std::string_view kMissing = "must be set when AppArmor type is Localhost";
    constexpr size_t kPathLimit = 4095;
    if (!local) return local.required(kMissing);
    if (trim_spaces(local.text()) != local.text()) {
      local.invalid("must not be padded with whitespace");
    } else if (local.text().empty()) {
      local.required(kMissing);
    }
    if (local.text().size() > kPathLimit) local.too_long(kPathLimit);
  } else if (type.is("RuntimeDefault") || type.is("Unconfined")) {
    if (local) local.invalid("can only be set when AppArmor type is Localhost");
  } else {
    type.not_supported(type.text(), {"Localhost", "RuntimeDefault", "Unconfined"});
  }
}

bool is_net_bios_domain(std::string_view text) {
  if (text.empty() || text.size() > 15 || text.front() == '.') return false;
  return text.find_first_of("\\/:*?\"<>|") == std::string_view::npos;
}

void check_windows_user(const Field& name) {
  std::string_view text = name.text();
  if (text.empty()) return name.invalid("runAsUserName cannot be an empty string");
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) {
      return name.invalid("runAsUserName cannot contain control characters");
    }
  }
  size_t slash = text.find('\\');
  bool has_domain = slash != std::string_view::npos;
  if (has_domain && text.find('\\', slash + 1) != std::string_view::npos) {
    return name.invalid("runAsUserName cannot contain more than one backslash");
  }
  std::string_view domain = has_domain ? text.substr(0, slash) : std::string_view();
  std::string_view user = has_domain ? text.substr(slash + 1) : text;
  if (domain.size() >= 256) {
    name.invalid("runAsUserName's Domain length must be under 256 characters");
  }
  if (has_domain && !is_net_bios_domain(domain) &&
      !dns1123_subdomain(ascii_lower(domain)).empty()) {
    name.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user.empty()) {
    name.invalid("runAsUserName's User cannot be empty");
  } else if (user.size() > 104) {
    name.invalid("runAsUserName's User length must not be longer than 104 characters");
  } else if (user.find_first_not_of(". ") == std::string_view::npos) {
    name.invalid("runAsUserName's User cannot contain only periods or spaces");
  }
  if (user.find_first_of("\"/\\:;|=,+*?<>@[]") != std::string_view::npos) {
    name.invalid(
        "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
  }
}

void check_windows_options(const Field& options) {
  if (!options) return;
  Field spec_name = options["gmsaCredentialSpecName"];
  if (spec_name) spec_name.invalid_all(dns1123_subdomain(spec_name.text()));
  Field spec = options["gmsaCredentialSpec"];
  if (spec && spec.text().empty()) spec.invalid("gmsaCredentialSpec cannot be an empty string");
  if (spec.text().size() > 64 * 1024) {
    spec.invalid_text("", "gmsaCredentialSpec size must be under 64 KiB");
  }
  Field user = options["runAsUserName"];
  if (user) check_windows_user(user);
}

bool is_sysctl_segment(std::string_view text) {
  auto is_end = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.empty() || !is_end(text.front()) || !is_end(text.back())) return false;
  for (char c : text) {
    if (!is_end(c) && c != '-' && c != '_') return false;
  }
  return true;
}

bool is_sysctl_name(std::string_view text) {
  if (text.size() > 253) return false;
  for (;;) {
    size_t end = text.find_first_of("./");
    if (!is_sysctl_segment(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

/// The host namespace that a sysctl belongs to: "hostNetwork", "hostIPC", or none.
std::string_view sysctl_namespace(std::string_view name) {
  std::string dotted(name);
  if (size_t first = dotted.find_first_of("./");
      first != std::string::npos && dotted[first] == '/') {
    for (char& c : dotted) c = c == '/' ? '.' : c == '.' ? '/' : c;
  }
  if (dotted.starts_with("net.")) return "hostNetwork";
  if (dotted == "kernel.sem" || dotted.starts_with("kernel.shm") ||
      dotted.starts_with("kernel.msg") || dotted.starts_with("fs.mqueue.")) {
    return "hostIPC";
  }
  return {};
}

void check_sysctls(const Field& sysctls, const Field& spec) {
  Seen names;
  for (Field sysctl : sysctls.each()) {
    Field name = sysctl["name"];
    if (name.require_text()) {
      if (!is_sysctl_name(name.text())) {
        name.invalid(
            "must have at most 253 characters and match regex "
            "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
      } else if (names.has(name.text())) {
        name.duplicate();
      }
    }
    std::string_view host = sysctl_namespace(name.text());
    if (!host.empty() && spec[host].flag()) {
      name.invalid(fmt::format("may not be specified when '{}' is true", host));
    }
    names.add(name.text());
  }
}

constexpr std::string_view kWindowsPodKeys[] = {
    "appArmorProfile",          "seLinuxOptions",     "seccompProfile", "fsGroup",
    "fsGroupChangePolicy",      "runAsUser",          "runAsGroup",     "supplementalGroups",
    "supplementalGroupsPolicy", "seLinuxChangePolicy"};
constexpr std::string_view kWindowsContainerKeys[] = {"appArmorProfile",
                                                      "seLinuxOptions",
                                                      "seccompProfile",
                                                      "capabilities",
                                                      "readOnlyRootFilesystem",
                                                      "privileged",
                                                      "allowPrivilegeEscalation",
                                                      "procMount",
                                                      "runAsUser",
                                                      "runAsGroup"};

template <size_t N>
void forbid(const Field& holder, const std::string_view (&keys)[N]) {
  for (std::string_view key : keys) {
    if (holder[key]) holder[key].forbidden("cannot be set for a windows pod");
  }
}

void check_windows_pod(const Field& spec) {
  constexpr std::string_view kWindows = "cannot be set for a windows pod";
  Field context = spec["securityContext"];
  forbid(context, kWindowsPodKeys);
  if (!context["sysctls"].empty()) context["sysctls"].forbidden(kWindows);
  if (spec["hostUsers"]) spec["hostUsers"].forbidden(kWindows);
  if (spec["shareProcessNamespace"]) spec["shareProcessNamespace"].forbidden(kWindows);
  for (std::string_view key : {"hostPID", "hostIPC"}) {
    if (spec[key].flag()) spec[key].forbidden(kWindows);
  }
  visit_containers(spec, [](const Field& container, ContainerKind) {
    forbid(container["securityContext"], kWindowsContainerKeys);
  });
}

void check_linux_pod(const Field& spec) {
  constexpr std::string_view kLinux = "windows options cannot be set for a linux pod";
  Field options = spec["securityContext"]["windowsOptions"];
  if (options) options.forbidden(kLinux);
  visit_containers(spec, [&](const Field& container, ContainerKind) {
    Field own = container["securityContext"]["windowsOptions"];
    if (own) own.forbidden(kLinux);
  });
}

}  // namespace

void check_container_security(const Field& context, const PodScope& scope) {
  if (!context) return;
  check_id(context["runAsUser"]);
  check_id(context["runAsGroup"]);
  Field mount = context["procMount"];
  if (mount) mount.one_of({"Default", "Unmasked"});
  if (mount.is("Unmasked") && scope.host_users) {
    mount.invalid("`hostUsers` must be false to use `Unmasked`");
  }
  check_seccomp(context["seccompProfile"]);
  if (!context["allowPrivilegeEscalation"].flag(true)) {
    if (context["privileged"].flag()) {
      context.invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
    for (Field capability : context["capabilities"]["add"].each()) {
      if (capability.is("CAP_SYS_ADMIN")) {
        context.invalid(
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
      }
    }
  }
  check_windows_options(context["windowsOptions"]);
  check_app_armor(context["appArmorProfile"]);
}

void check_pod_security(const PodScope& scope) {
  const Field& spec = scope.spec;
  Field context = spec["securityContext"];
  for (std::string_view key : {"fsGroup", "runAsUser", "runAsGroup"}) check_id(context[key]);
  for (Field group : context["supplementalGroups"].each()) check_id(group);
  if (spec["shareProcessNamespace"].flag() && spec["hostPID"].flag()) {
    context.at("shareProcessNamespace")
        .shows(spec["shareProcessNamespace"])
        .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
  }
  check_sysctls(context["sysctls"], spec);
  context["fsGroupChangePolicy"].one_of_if_set({"Always", "OnRootMismatch"});
  check_seccomp(context["seccompProfile"]);
  check_windows_options(context["windowsOptions"]);
  check_app_armor(context["appArmorProfile"]);
  context["supplementalGroupsPolicy"].one_of_if_set({"Merge", "Strict"});
  // The other policy, MountOption, belongs to a feature that is off in 1.34.
  context["seLinuxChangePolicy"].one_of_if_set({"Recursive"});
}

void check_host_process(const PodScope& scope) {
  Field of_pod = scope.spec["securityContext"]["windowsOptions"]["hostProcess"];
  int containers = 0;
  int host_processes = 0;
  visit_containers(scope.spec, [&](const Field& container, ContainerKind) {
    ++containers;
    Field own = container["securityContext"]["windowsOptions"]["hostProcess"];
    if (of_pod && own && of_pod.flag() != own.flag()) {
      own.invalid(fmt::format(
          "pod hostProcess value must be identical if both are specified, was {}", of_pod.flag()));
    }
    if (own ? own.flag() : of_pod.flag()) ++host_processes;
  });
  if (host_processes == 0) return;
  if (host_processes != containers) {
    scope.spec.invalid_text("",
                            "If pod contains any hostProcess containers then all containers must "
                            "be HostProcess containers");
  }
  if (!scope.host_network) {
    scope.spec["hostNetwork"].invalid_value(
        "false", "hostNetwork must be true if pod contains any hostProcess containers");
  }
}

void check_os_rules(const PodScope& scope) {
  Field os = scope.spec["os"];
  if (!os) return;
  if (scope.os.empty()) return os["name"].required("cannot be empty");
  if (scope.os == "linux") {
    check_linux_pod(scope.spec);
  } else if (scope.os == "windows") {
    check_windows_pod(scope.spec);
  } else {
    os.not_supported(scope.os, {"linux", "windows"});
  }
}

}  // namespace drydock::validate::server
