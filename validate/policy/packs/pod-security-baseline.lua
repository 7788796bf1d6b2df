-- Pod Security Standards, level baseline: https://kubernetes.io/docs/concepts/security/pod-security-standards
local controls = require "lib.pod-security"

policy {
  id = "host-process",
  title = "Windows HostProcess containers are not allowed",
  help = "Remove windowsOptions.hostProcess.",
  match = {pods = true},
  check = controls.host_process,
}

policy {
  id = "host-namespaces",
  title = "pods do not share namespaces with the host",
  help = "Remove hostNetwork, hostPID and hostIPC.",
  match = {pods = true},
  check = controls.host_namespaces,
}

policy {
  id = "privileged-containers",
  title = "containers are not privileged",
  help = "Remove privileged, and add the one capability that is needed.",
  match = {pods = true},
  check = controls.privileged,
}

policy {
  id = "default-capabilities",
  title = "containers add no capabilities beyond the default ones",
  help = "Remove the capability from securityContext.capabilities.add.",
  match = {pods = true},
  check = controls.default_capabilities,
}

policy {
  id = "host-path",
  title = "volumes are no paths of the host",
  help = "Use a persistentVolumeClaim, a configMap or an emptyDir.",
  match = {pods = true},
  check = controls.host_path,
}

policy {
  id = "host-ports",
  title = "containers use no ports of the host",
  help = "Remove hostPort and use a Service.",
  match = {pods = true},
  check = controls.host_ports,
}

policy {
  id = "apparmor-profile",
  title = "AppArmor profiles are the runtime's default or local ones",
  help = "Set the profile to RuntimeDefault, or remove it.",
  match = {pods = true},
  check = controls.apparmor,
}

policy {
  id = "selinux-options",
  title = "SELinux options are those of containers",
  help = "Remove user and role, and use a type of containers.",
  match = {pods = true},
  check = controls.selinux,
}

policy {
  id = "proc-mount",
  title = "/proc is mounted as by default",
  help = "Remove procMount.",
  match = {pods = true},
  check = controls.proc_mount,
}

policy {
  id = "seccomp-profile",
  title = "seccomp is not switched off",
  help = "Set the profile to RuntimeDefault, or remove it.",
  match = {pods = true},
  check = controls.seccomp,
}

policy {
  id = "safe-sysctls",
  title = "only sysctls of the pod alone are set",
  help = "Remove the sysctl, or set it on the node.",
  match = {pods = true},
  check = controls.sysctls,
}

policy {
  id = "host-probes",
  title = "probes and hooks name no host",
  help = "Remove host: the pod's own address is the default.",
  match = {pods = true},
  check = controls.host_probes,
}
