-- The controls of the Pod Security Standards, each a function (res, ctx) that denies what breaks it.
-- They follow the admission library of Kubernetes 1.34, also where it differs from the prose.
local controls = {}

local function containers(res, ctx)
  return ctx.containers(res)
end

local function spec_of(res, ctx)
  local pod = ctx.pod(res)
  return pod and pod.spec
end

-- What a pod on Windows need not set.
local function is_windows(res, ctx)
  return ctx.get(res and ctx.pod(res), "spec.os.name") == "windows"
end

-- Calls check(context, node, name) for the security context of the pod and of each container.
local function each_context(res, ctx, check)
  local pod = ctx.pod(res)
  local spec = pod and pod.spec
  if not spec then return end
  if spec.securityContext then check(spec.securityContext, spec, "the pod") end
  for c in containers(res, ctx) do
    if c.securityContext then
      check(c.securityContext, c, string.format("container %s", c.name))
    end
  end
end

function controls.host_process(res, ctx)
  each_context(res, ctx, function(context, _, name)
    if ctx.get(context, "windowsOptions.hostProcess") == true then
      ctx.deny(ctx.at(context, "windowsOptions.hostProcess"), "%s must not be a HostProcess container", name)
    end
  end)
end

function controls.host_namespaces(res, ctx)
  local spec = spec_of(res, ctx)
  for _, field in ipairs {"hostNetwork", "hostPID", "hostIPC"} do
    if spec and spec[field] == true then
      ctx.deny(ctx.at(spec, field), "the pod must not use the host's namespaces (%s)", field)
    end
  end
end

function controls.privileged(res, ctx)
  for c in containers(res, ctx) do
    if ctx.get(c, "securityContext.privileged") == true then
      ctx.deny(ctx.at(c, "securityContext.privileged"), "container %s must not be privileged", c.name)
    end
  end
end

local default_capabilities = {
  AUDIT_WRITE = true, CHOWN = true, DAC_OVERRIDE = true, FOWNER = true, FSETID = true, KILL = true,
  MKNOD = true, NET_BIND_SERVICE = true, SETFCAP = true, SETGID = true, SETPCAP = true, SETUID = true,
  SYS_CHROOT = true,
}

function controls.default_capabilities(res, ctx)
  for c in containers(res, ctx) do
    for capability, at in ctx.each(c, "securityContext.capabilities.add[]") do
      if not default_capabilities[capability] then
        ctx.deny(at, "container %s must not add the capability %s", c.name, capability)
      end
    end
  end
end

function controls.host_path(res, ctx)
  for volume, at in ctx.each(spec_of(res, ctx), "volumes[]") do
    if volume.hostPath ~= nil or ctx.has(volume, "hostPath") then
      ctx.deny(ctx.at(at, "hostPath"), "volume %s must not be a path of the host", volume.name)
    end
  end
end

function controls.host_ports(res, ctx)
  for c in containers(res, ctx) do
    for port, at in ctx.each(c, "ports[].hostPort") do
      if port ~= 0 then ctx.deny(at, "container %s must not use a port of the host (%s)", c.name, port) end
    end
  end
end

function controls.apparmor(res, ctx)
  each_context(res, ctx, function(context, _, name)
    local type = ctx.get(context, "appArmorProfile.type")
    if type and type ~= "RuntimeDefault" and type ~= "Localhost" then
      ctx.deny(ctx.at(context, "appArmorProfile.type"), "%s must not set the AppArmor profile %s", name, type)
    end
  end)
  local annotations = ctx.get(ctx.pod(res), "metadata.annotations")
  for key, value in pairs(annotations or {}) do
    if key:find("container.apparmor.security.beta.kubernetes.io/", 1, true) == 1 then
      value = tostring(value)
      if value ~= "" and value ~= "runtime/default" and value:find("localhost/", 1, true) ~= 1 then
        ctx.deny(ctx.at(annotations, "", key), "the AppArmor profile %s is not allowed", value)
      end
    end
  end
end

local selinux_types = {
  [""] = true, container_t = true, container_init_t = true, container_kvm_t = true, container_engine_t = true,
}

function controls.selinux(res, ctx)
  each_context(res, ctx, function(context, _, name)
    local options = context.seLinuxOptions
    if not options then return end
    if options.type and not selinux_types[options.type] then
      ctx.deny(ctx.at(options, "type"), "%s must not set the SELinux type %s", name, options.type)
    end
    for _, field in ipairs {"user", "role"} do
      if (options[field] or "") ~= "" then
        ctx.deny(ctx.at(options, field), "%s must not set an SELinux %s", name, field)
      end
    end
  end)
end

function controls.proc_mount(res, ctx)
  for c in containers(res, ctx) do
    local mount = ctx.get(c, "securityContext.procMount")
    if mount and mount ~= "Default" then
      ctx.deny(ctx.at(c, "securityContext.procMount"), "container %s must not set procMount to %s", c.name, mount)
    end
  end
end

function controls.seccomp(res, ctx)
  each_context(res, ctx, function(context, _, name)
    local type = ctx.get(context, "seccompProfile.type")
    if type and type ~= "RuntimeDefault" and type ~= "Localhost" then
      ctx.deny(ctx.at(context, "seccompProfile.type"), "%s must not set the seccomp profile %s", name, type)
    end
  end)
end

local safe_sysctls = {
  ["kernel.shm_rmid_forced"] = true,
  ["net.ipv4.ip_local_port_range"] = true,
  ["net.ipv4.ip_local_reserved_ports"] = true,
  ["net.ipv4.ip_unprivileged_port_start"] = true,
  ["net.ipv4.ping_group_range"] = true,
  ["net.ipv4.tcp_fin_timeout"] = true,
  ["net.ipv4.tcp_keepalive_intvl"] = true,
  ["net.ipv4.tcp_keepalive_probes"] = true,
  ["net.ipv4.tcp_keepalive_time"] = true,
  ["net.ipv4.tcp_rmem"] = true,
  ["net.ipv4.tcp_syncookies"] = true,
  ["net.ipv4.tcp_wmem"] = true,
}

function controls.sysctls(res, ctx)
  for sysctl, at in ctx.each(spec_of(res, ctx), "securityContext.sysctls[]") do
    if not safe_sysctls[sysctl.name] then
      ctx.deny(ctx.at(at, "name"), "the pod must not set the sysctl %s", sysctl.name)
    end
  end
end

-- Probes and hooks run from the node: a host in them reaches what the pod does not.
function controls.host_probes(res, ctx)
  for c in containers(res, ctx) do
    for _, place in ipairs {
      "livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop",
    } do
      for _, action in ipairs {"httpGet", "tcpSocket"} do
        local path = place .. "." .. action .. ".host"
        local host = ctx.get(c, path)
        if host and host ~= "" then
          ctx.deny(ctx.at(c, path), "container %s must not name a host in %s", c.name, place)
        end
      end
    end
  end
end

local volume_types = {
  configMap = true, csi = true, downwardAPI = true, emptyDir = true, ephemeral = true,
  persistentVolumeClaim = true, projected = true, secret = true,
}

function controls.volume_types(res, ctx)
  for volume, at in ctx.each(spec_of(res, ctx), "volumes[]") do
    local allowed, other = false, nil
    for key in pairs(volume) do
      if volume_types[key] then allowed = true end
      if key ~= "name" and not volume_types[key] then other = key end
    end
    if other and not allowed then
      ctx.deny(ctx.at(at, other), "volume %s must not be of type %s", volume.name, other)
    end
  end
end

function controls.privilege_escalation(res, ctx)
  if is_windows(res, ctx) then return end
  for c in containers(res, ctx) do
    if ctx.get(c, "securityContext.allowPrivilegeEscalation") ~= false then
      ctx.deny(ctx.at(c, "securityContext.allowPrivilegeEscalation"),
               "container %s must set securityContext.allowPrivilegeEscalation to false", c.name)
    end
  end
end

-- A setting of the pod that each container may override; bad(value) says which are wrong, and one of
-- both has to be set.
local function require_setting(res, ctx, path, bad, wanted)
  local spec = spec_of(res, ctx)
  if not spec then return end
  path = "securityContext." .. path
  local of_pod = ctx.get(spec, path)
  if of_pod ~= nil and bad(of_pod) then
    ctx.deny(ctx.at(spec, path), "the pod must not set %s to %s", path, of_pod)
  end
  for c in containers(res, ctx) do
    local own = ctx.get(c, path)
    if own ~= nil and bad(own) then
      ctx.deny(ctx.at(c, path), "container %s must not set %s to %s", c.name, path, own)
    elseif own == nil and (of_pod == nil or bad(of_pod)) then
      ctx.deny(ctx.at(c, path), "the pod or container %s must set %s to %s", c.name, path, wanted)
    end
  end
end

function controls.run_as_non_root(res, ctx)
  require_setting(res, ctx, "runAsNonRoot", function(value) return value ~= true end, "true")
end

function controls.run_as_user(res, ctx)
  each_context(res, ctx, function(context, _, name)
    if context.runAsUser == 0 then
      ctx.deny(ctx.at(context, "runAsUser"), "%s must not run as root (runAsUser 0)", name)
    end
  end)
end

function controls.seccomp_required(res, ctx)
  if is_windows(res, ctx) then return end
  require_setting(res, ctx, "seccompProfile.type", function(value)
    return value ~= "RuntimeDefault" and value ~= "Localhost"
  end, "RuntimeDefault or Localhost")
end

function controls.drop_capabilities(res, ctx)
  if is_windows(res, ctx) then return end
  for c in containers(res, ctx) do
    local capabilities = ctx.get(c, "securityContext.capabilities")
    if not ctx.has(capabilities and capabilities.drop, "ALL") then
      ctx.deny(ctx.at(c, "securityContext.capabilities.drop"), "container %s must drop ALL capabilities", c.name)
    end
    for capability, at in ctx.each(capabilities, "add[]") do
      if capability ~= "NET_BIND_SERVICE" then
        ctx.deny(at, "container %s must not add the capability %s", c.name, capability)
      end
    end
  end
end

-- What each level asks for, by the ids of the policies.
controls.baseline = {
  ["host-process"] = controls.host_process,
  ["host-namespaces"] = controls.host_namespaces,
  ["privileged-containers"] = controls.privileged,
  ["default-capabilities"] = controls.default_capabilities,
  ["host-path"] = controls.host_path,
  ["host-ports"] = controls.host_ports,
  ["apparmor-profile"] = controls.apparmor,
  ["selinux-options"] = controls.selinux,
  ["proc-mount"] = controls.proc_mount,
  ["seccomp-profile"] = controls.seccomp,
  ["safe-sysctls"] = controls.sysctls,
  ["host-probes"] = controls.host_probes,
}
controls.restricted = {
  ["volume-types"] = controls.volume_types,
  ["privilege-escalation"] = controls.privilege_escalation,
  ["run-as-non-root"] = controls.run_as_non_root,
  ["run-as-non-root-user"] = controls.run_as_user,
  ["seccomp-required"] = controls.seccomp_required,
  ["drop-all-capabilities"] = controls.drop_capabilities,
}

return controls
