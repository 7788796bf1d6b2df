#include <fmt/format.h>

#include "validate/server/downward.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/pods.h"
#include "validate/server/probes.h"
#include "validate/server/resources.h"

namespace drydock::validate::server {
namespace {

void check_ports(const Field& ports) {
  Seen names;
  for (Field port : ports.each()) {
    Field name = port["name"];
    if (!name.text().empty()) {
      Problems problems = port_name(name.text());
      if (!problems.empty()) {
        name.invalid_all(problems);
      } else if (!names.add(name.text())) {
        name.duplicate();
      }
    }
    Field number = port["containerPort"];
    if (number.number() == 0) {
      number.required();
    } else {
      check_port_number(number, number.number());
    }
    if (port["hostPort"].number() != 0)
      check_port_number(port["hostPort"], port["hostPort"].number());
    check_protocol(port["protocol"]);
  }
}

void check_key_selector(const Field& selector) {
  selector["name"].invalid_all(dns1123_subdomain(selector["name"].text()));
  if (selector["key"].require_text()) {
    selector["key"].invalid_all(config_map_key(selector["key"].text()));
  }
}

void check_env_source(const Field& variable) {
  Field from = variable["valueFrom"];
  if (!from) return;
  int sources = 0;
  struct Row {
    std::string_view key;
    void (*check)(const Field&);
  };
  constexpr Row kRows[] = {{"fieldRef", check_env_field},
                           {"resourceFieldRef", check_env_resource},
                           {"configMapKeyRef", check_key_selector},
                           {"secretKeyRef", check_key_selector}};
  for (const Row& row : kRows) {
    Field source = from[row.key];
    if (!source) continue;
    ++sources;
    row.check(source);
  }
  if (sources == 0) {
    from.invalid_text(
        "",
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
  } else if (!variable["value"].text().empty()) {
    from.invalid_text("", "may not be specified when `value` is not empty");
  } else if (sources > 1) {
    from.invalid_text("", "may not have more than one field specified at a time");
  }
}

void check_env(const Field& container) {
  for (Field variable : container["env"].each()) {
    Field name = variable["name"];
    if (name.require_text()) name.invalid_all(env_var_name(name.text()));
    check_env_source(variable);
  }
  Field all = container["envFrom"];
  for (Field source : all.each()) {
    Field prefix = source["prefix"];
    if (!prefix.text().empty()) prefix.invalid_all(env_var_name(prefix.text()));
    int sources = 0;
    for (std::string_view key : {"configMapRef", "secretRef"}) {
      Field reference = source[key];
      if (!reference) continue;
      ++sources;
      Field name = reference["name"];
      if (name.require_text()) {
        name.invalid_all(name_problems(NameRule::Subdomain, name.text(), true));
      }
    }
    if (sources == 0) {
      all.invalid_text("", "must specify one of: `configMapRef` or `secretRef`");
    } else if (sources > 1) {
      all.invalid_text("", "may not have more than one field specified at a time");
    }
  }
}

void check_propagation(const Field& shown, const Field& container) {
  if (!shown) return;
  shown.one_of({"Bidirectional", "HostToContainer", "None"});
  if (shown.is("Bidirectional") && !container["securityContext"]["privileged"].flag()) {
    shown.forbidden("Bidirectional mount propagation is available only to privileged containers");
  }
}

void check_recursive_read_only(const Field& shown, const Field& mount) {
  if (!shown || shown.is("Disabled")) return;
  if (!shown.is("Enabled") && !shown.is("IfPossible")) {
    shown.not_supported(shown.text(), {"Disabled", "Enabled", "IfPossible"});
    return;
  }
  if (!mount["readOnly"].flag()) shown.forbidden("may only be specified when readOnly is true");
  if (mount["mountPropagation"] && !mount["mountPropagation"].is("None")) {
    shown.forbidden("may only be specified when mountPropagation is None or not specified");
  }
}

bool has_entry(const Field& list, std::string_view key, std::string_view text) {
  for (Field entry : list.each()) {
    if (entry[key].is(text)) return true;
  }
  return false;
}

void check_sub_paths(const Field& mounts, const Field& mount) {
  // The server forgets the index in these paths.
  Field path = mounts.at("subPath").shows(mount["subPath"]);
  Field expression = mounts.at("subPathExpr").shows(mount["subPathExpr"]);
  if (!path.text().empty()) check_local_descending_path(path);
  if (expression.text().empty()) return;
  if (!path.text().empty()) {
    mount["subPathExpr"].invalid("subPathExpr and subPath are mutually exclusive");
  }
  check_local_descending_path(expression);
}

void check_mounts(const Field& container, const PodScope& scope) {
  Field mounts = container["volumeMounts"];
  Field devices = container["volumeDevices"];
  Seen paths;
  for (Field mount : mounts.each()) {
    Field name = mount["name"];
    Field path = mount["mountPath"];
    name.require_text();
    if (!scope.volumes.has(name.text())) name.not_found(name.text());
    path.require_text();
    if (!paths.add(path.text())) path.invalid_text(path.text(), "must be unique");
    if (has_entry(devices, "name", name.text())) {
      name.invalid("must not already exist in volumeDevices");
    }
    if (has_entry(devices, "devicePath", path.text())) {
      path.invalid("must not already exist as a path in volumeDevices");
    }
    check_sub_paths(mounts, mount);
    check_propagation(mounts.at("mountPropagation").shows(mount["mountPropagation"]), container);
    check_recursive_read_only(mounts.at("recursiveReadOnly").shows(mount["recursiveReadOnly"]),
                              mount);
  }
}

void check_devices(const Field& container, const PodScope& scope) {
  Field mounts = container["volumeMounts"];
  Seen names;
  Seen paths;
  for (Field device : container["volumeDevices"].each()) {
    Field name = device["name"];
    Field path = device["devicePath"];
    const Field* volume = scope.volumes.find(name.text());
    name.require_text();
    if (names.has(name.text())) name.invalid_text(name.text(), "must be unique");
    if (!volume) {
      name.not_found(name.text());
    } else if (!(*volume)["persistentVolumeClaim"] && !(*volume)["ephemeral"]) {
      name.invalid(
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
    path.require_text();
    if (paths.has(path.text())) path.invalid_text(path.text(), "must be unique");
    if (has_backsteps(path.text())) {
      path.invalid("can not contain backsteps ('..')");
    } else {
      paths.add(path.text());
    }
    if (has_entry(mounts, "name", name.text())) {
      name.invalid("must not already exist in volumeMounts");
    }
    if (has_entry(mounts, "mountPath", path.text())) {
      path.invalid("must not already exist as a path in volumeMounts");
    }
    if (!name.text().empty()) names.add(name.text());
  }
}

void check_resize_policy(const Field& policies, const PodScope& scope) {
  Seen resources;
  for (Field policy : policies.each()) {
    Field resource = policy["resourceName"];
    Field restart = policy["restartPolicy"];
    if (!resources.add(resource.text())) policy.duplicate(resource.text());
    if (resource.text().empty()) {
      policies.required();
    } else {
      policies.shows(resource).one_of({"cpu", "memory"});
    }
    std::string_view kind = restart.text().empty() ? "NotRequired" : restart.text();
    if (kind != "NotRequired") policies.shows(restart).one_of({"NotRequired", "RestartContainer"});
    if (scope.restart_policy == "Never" && kind != "NotRequired") {
      policies.invalid_text(kind, "must be 'NotRequired' when `restartPolicy` is 'Never'");
    }
  }
}

void check_common(const Field& container, const PodScope& scope) {
  Field name = container["name"];
  if (name.require_text()) name.invalid_all(dns1123_label(name.text()));
  container["image"].require_text();
  Field message = container["terminationMessagePolicy"];
  if (!message.text().empty()) message.one_of({"File", "FallbackToLogsOnError"});
  check_ports(container["ports"]);
  check_env(container);
  check_mounts(container, scope);
  check_devices(container, scope);
  Field pull = container["imagePullPolicy"];
  if (!pull.text().empty()) pull.one_of({"Always", "IfNotPresent", "Never"});
  check_resource_requirements(container["resources"],
                              {.requests_from_limits = scope.is_pod, .claims = &scope.claims});
  check_resize_policy(container["resizePolicy"], scope);
  check_container_security(container["securityContext"], scope);
}

/// Ports of the host that several containers want, by protocol and address.
class HostPorts {
 public:
  void check(const Field& container, const PodScope& scope) {
    for (Field port : container["ports"].each()) {
      int64_t number = host_port(port, scope);
      if (number == 0) continue;
      std::string key = fmt::format("{}/{}/{}", protocol_of(port), port["hostIP"].text(), number);
      for (const std::string& other : taken_) {
        if (other == key) port["hostPort"].duplicate(key);
      }
      taken_.push_back(std::move(key));
    }
  }

 private:
  std::vector<std::string> taken_;
};

void check_probes(const Field& container, const PodScope& scope) {
  check_lifecycle(container["lifecycle"], scope.grace_seconds);
  check_probe(container["livenessProbe"], ProbeKind::Liveness);
  check_probe(container["readinessProbe"], ProbeKind::Readiness);
  check_probe(container["startupProbe"], ProbeKind::Startup);
}

void check_regular(const PodScope& scope) {
  Field containers = scope.spec["containers"];
  if (containers.empty()) return containers.required();
  Seen names;
  HostPorts ports;
  for (Field container : containers.each()) {
    check_common(container, scope);
    if (!names.add(container["name"].text())) container["name"].duplicate();
    check_probes(container, scope);
  }
  for (Field container : containers.each()) ports.check(container, scope);
}

void add_names(const Field& containers, Seen& names) {
  for (Field container : containers.each()) names.add(container["name"].text());
}

void check_init(const PodScope& scope) {
  Seen names;
  add_names(scope.spec["containers"], names);
  for (Field container : scope.spec["initContainers"].each()) {
    check_common(container, scope);
    // Other policies, and the policies of other containers, belong to a feature that is off
    // in 1.34: the server drops them.
    Field restart = container["restartPolicy"];
    std::string_view name = container["name"].text();
    if (names.has(name)) {
      container["name"].duplicate();
    } else if (!name.empty()) {
      names.add(name);
    }
    HostPorts().check(container, scope);
    if (restart.is("Always")) {
      check_probes(container, scope);
      continue;
    }
    for (std::string_view key : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}) {
      if (container[key]) {
        container[key].forbidden("may not be set for init containers without restartPolicy=Always");
      }
    }
  }
}

bool is_set(const Field& field) {
  // What an empty list, map or structure leaves is no value in Go's comparison only for the last.
  return field && (field.node()->is_scalar() || !field.empty());
}

void check_ephemeral(const PodScope& scope) {
  Seen targets;
  add_names(scope.spec["containers"], targets);
  add_names(scope.spec["initContainers"], targets);
  Seen names = targets;
  for (Field container : scope.spec["ephemeralContainers"].each()) {
    check_common(container, scope);
    if (!names.add(container["name"].text())) container["name"].duplicate();
    Field target = container["targetContainerName"];
    if (!target.text().empty() && !targets.has(target.text())) target.not_found(target.text());
    for (std::string_view key : {"ports", "resources", "livenessProbe", "readinessProbe",
                                 "startupProbe", "lifecycle", "resizePolicy"}) {
      bool is_pointer = key.ends_with("Probe") || key == "lifecycle";
      if (is_pointer ? static_cast<bool>(container[key]) : is_set(container[key])) {
        container[key].forbidden("cannot be set for an Ephemeral Container");
      }
    }
    for (Field mount : container["volumeMounts"].each()) {
      for (std::string_view key : {"subPath", "subPathExpr"}) {
        if (!mount[key].text().empty()) {
          mount[key].forbidden("cannot be set for an Ephemeral Container");
        }
      }
    }
  }
}

}  // namespace

void check_containers(const PodScope& scope) {
  check_regular(scope);
  check_init(scope);
  check_ephemeral(scope);
}

}  // namespace drydock::validate::server
