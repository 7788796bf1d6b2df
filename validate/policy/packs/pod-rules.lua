-- Rules for pods that have parameters: for who knows what his platform allows.

local function exempt(c, ctx)
  return ctx.params.exemptImages and ctx.glob(ctx.params.exemptImages, c.image or "")
end

local function in_ranges(value, ranges)
  for _, range in ipairs(ranges or {}) do
    local min, max = range.min or range[1], range.max or range[2]
    if value >= min and value <= max then return true end
  end
  return false
end

policy {
  id = "apparmor-profiles",
  title = "containers have an AppArmor profile that is listed",
  match = {pods = true},
  params = {allowedProfiles = {type = "string[]", default = {"runtime/default"}}, exemptImages = "string[]"},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    local function named(profile)
      if not profile then return nil end
      if profile.type == "RuntimeDefault" then return "runtime/default" end
      if profile.type == "Localhost" then return "localhost/" .. (profile.localhostProfile or "") end
      return "unconfined"
    end
    local of_pod = named(ctx.get(pod, "spec.securityContext.appArmorProfile"))
    for c in ctx.containers(res) do
      local noted = ctx.get(pod, "metadata.annotations", "container.apparmor.security.beta.kubernetes.io/" .. c.name)
      local profile = named(ctx.get(c, "securityContext.appArmorProfile")) or noted or of_pod or "runtime/default"
      if not exempt(c, ctx) and not ctx.glob(ctx.params.allowedProfiles, profile) then
        ctx.deny(ctx.at(c, "securityContext.appArmorProfile"), "container %s has the AppArmor profile %s", c.name, profile)
      end
    end
  end,
}

policy {
  id = "no-service-account-token",
  title = "pods do not mount the token of their service account",
  help = "Set automountServiceAccountToken: false where the pod does not talk to the API server.",
  match = {pods = true, namespaces = {"!kube-system"}},
  params = {
    required = {type = "boolean", default = true, help = "whether the field must be set; else it must not be true"},
    exempt_labels = {type = "object", default = {}, help = "labels of pods that may"},
  },
  check = function(res, ctx)
    local pod = ctx.pod(res)
    local labels = ctx.get(res, "metadata.labels")
    for key, value in pairs(ctx.params.exempt_labels) do
      if labels and labels[key] == value then return end
    end
    local value = ctx.get(pod, "spec.automountServiceAccountToken")
    local mounts = ctx.params.required and value == nil
    for c in ctx.containers(res) do
      for path in ctx.each(c, "volumeMounts[].mountPath") do
        mounts = mounts or path == "/var/run/secrets/kubernetes.io/serviceaccount"
      end
    end
    if value == true or (mounts and value ~= false) then
      ctx.deny(ctx.at(pod, "spec.automountServiceAccountToken"), "%s mounts a service account token", res.metadata.name)
    end
  end,
}

policy {
  id = "resource-limits",
  title = "containers have CPU and memory limits up to a maximum",
  match = {pods = true},
  params = {
    cpu = {type = "any", default = "-1", help = "most CPU; -1: any"},
    memory = {type = "any", default = "-1", help = "most memory; -1: any"},
    exemptImages = "string[]",
  },
  check = function(res, ctx)
    for c in ctx.containers(res) do
      for _, name in ipairs {"cpu", "memory"} do
        local most = ctx.quantity(ctx.params[name])
        local limit = ctx.get(c, "resources.limits." .. name)
        if most ~= -1 and not exempt(c, ctx) then
          if limit == nil then
            ctx.deny(ctx.at(c, "resources.limits." .. name), "container %s has no %s limit", c.name, name)
          elseif (ctx.quantity(limit) or math.huge) > most then
            ctx.deny(ctx.at(c, "resources.limits." .. name), "container %s has the %s limit %s, the most is %s",
                     c.name, name, limit, ctx.params[name])
          end
        end
      end
    end
  end,
}

policy {
  id = "no-interactive-containers",
  title = "containers ask for neither stdin nor a terminal",
  match = {pods = true},
  params = {exemptImages = "string[]"},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      for _, field in ipairs {"stdin", "tty"} do
        if c[field] == true and not exempt(c, ctx) then
          ctx.deny(ctx.at(c, field), "container %s asks for %s", c.name, field)
        end
      end
    end
  end,
}

policy {
  id = "forbidden-sysctls",
  title = "pods set only sysctls that are allowed and not forbidden",
  match = {pods = true},
  params = {
    allowedSysctls = {type = "string[]", help = "globs; without it all are"},
    forbiddenSysctls = {type = "string[]", default = {}, help = "globs"},
  },
  check = function(res, ctx)
    for name, at in ctx.each(ctx.pod(res), "spec.securityContext.sysctls[].name") do
      local allowed = ctx.params.allowedSysctls
      if ctx.glob(ctx.params.forbiddenSysctls, name) or (allowed and not ctx.glob(allowed, name)) then
        ctx.deny(at, "the sysctl %s is not allowed", name)
      end
    end
  end,
}

-- MustRunAs: it is set, and in a range. MayRunAs: in a range if it is set.
local function check_id(ctx, rule, value, at, what)
  if not rule or rule.rule == nil or rule.rule == "RunAsAny" then return end
  if rule.rule == "MustRunAsNonRoot" then
    if value == 0 then ctx.deny(at, "%s must not be 0", what) end
  elseif value == nil then
    if rule.rule == "MustRunAs" then ctx.deny(at, "%s must be set", what) end
  elseif not in_ranges(value, rule.ranges) then
    ctx.deny(at, "%s must not be %s", what, value)
  end
end

policy {
  id = "fs-group",
  title = "fsGroup follows a rule",
  match = {pods = true},
  params = {
    rule = {type = "string", default = "RunAsAny", enum = {"RunAsAny", "MustRunAs", "MayRunAs"}},
    ranges = {type = "object[]", default = {}},
  },
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    if spec then
      check_id(ctx, ctx.params, ctx.get(spec, "securityContext.fsGroup"), ctx.at(spec, "securityContext.fsGroup"), "fsGroup")
    end
  end,
}

policy {
  id = "users-and-groups",
  title = "users and groups of containers follow rules",
  match = {pods = true},
  params = {
    runAsUser = "object", runAsGroup = "object", supplementalGroups = "object", fsGroup = "object",
    exemptImages = "string[]",
  },
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    if not spec then return end
    local params = ctx.params
    for c in ctx.containers(res) do
      if not exempt(c, ctx) then
        for _, field in ipairs {"runAsUser", "runAsGroup"} do
          local path = "securityContext." .. field
          local value, at = ctx.get(c, path), ctx.at(c, path)
          if value == nil and ctx.get(spec, path) ~= nil then
            value, at = ctx.get(spec, path), ctx.at(spec, path)
          end
          local rule = params[field]
          if rule and rule.rule == "MustRunAsNonRoot" then
            local non_root = ctx.get(c, "securityContext.runAsNonRoot")
            if non_root == nil then non_root = ctx.get(spec, "securityContext.runAsNonRoot") end
            if value == 0 or (value == nil and non_root ~= true) then
              ctx.deny(at, "container %s may run as root: set runAsNonRoot or %s", c.name, field)
            end
          else
            check_id(ctx, rule, value, at, field .. " of container " .. c.name)
          end
        end
      end
    end
    check_id(ctx, params.fsGroup, ctx.get(spec, "securityContext.fsGroup"), ctx.at(spec, "securityContext.fsGroup"), "fsGroup")
    local groups = ctx.get(spec, "securityContext.supplementalGroups")
    local at = ctx.at(spec, "securityContext.supplementalGroups")
    if groups == nil or #groups == 0 then
      check_id(ctx, params.supplementalGroups, nil, at, "supplementalGroups")
    else
      for _, group in ipairs(groups) do check_id(ctx, params.supplementalGroups, group, at, "a supplemental group") end
    end
  end,
}

policy {
  id = "supplemental-groups",
  title = "supplemental groups lie in ranges",
  match = {pods = true},
  params = {ranges = {type = "any", default = {}, help = "[[100, 200], [500, 600]]"}},
  check = function(res, ctx)
    for group, at in ctx.each(ctx.pod(res), "spec.securityContext.supplementalGroups[]") do
      if not in_ranges(group, ctx.params.ranges) then ctx.deny(at, "the supplemental group %s is not allowed", group) end
    end
  end,
}

policy {
  id = "fixed-user-and-groups",
  title = "pods run as a given user and groups",
  match = {pods = true},
  params = {runAsUser = "integer", runAsGroup = "integer", fsGroup = "integer"},
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    if not spec then return end
    for _, field in ipairs {"runAsUser", "runAsGroup", "fsGroup"} do
      local wanted = ctx.params[field]
      if wanted and ctx.get(spec, "securityContext." .. field) ~= wanted then
        ctx.deny(ctx.at(spec, "securityContext." .. field), "securityContext.%s must be %s", field, wanted)
      end
    end
  end,
}

policy {
  id = "non-root-groups",
  title = "groups of pods and containers are not 0",
  help = "Set runAsGroup to another group than 0, and leave 0 out of supplementalGroups and fsGroup.",
  match = {pods = true},
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    if not spec then return end
    local of_pod = ctx.get(spec, "securityContext.runAsGroup")
    if of_pod == 0 then ctx.deny(ctx.at(spec, "securityContext.runAsGroup"), "the pod must not run as group 0") end
    for c in ctx.containers(res) do
      local own = ctx.get(c, "securityContext.runAsGroup")
      if own == 0 or (own == nil and of_pod == nil) then
        ctx.deny(ctx.at(c, "securityContext.runAsGroup"), "container %s must run as a group other than 0", c.name)
      end
    end
    for group, at in ctx.each(spec, "securityContext.supplementalGroups[]") do
      if group == 0 then ctx.deny(at, "the pod must not have the supplemental group 0") end
    end
    if ctx.get(spec, "securityContext.fsGroup") == 0 then
      ctx.deny(ctx.at(spec, "securityContext.fsGroup"), "fsGroup must not be 0")
    end
  end,
}

policy {
  id = "allowed-host-paths",
  title = "paths of the host lie below allowed ones",
  match = {pods = true},
  params = {
    allowedHostPaths = {type = "object[]", default = {}, help = "{pathPrefix, readOnly}"},
    prefixes = {type = "string[]", default = {}},
    exemptImages = "string[]",
  },
  check = function(res, ctx)
    local function below(path, prefix)
      prefix = prefix:gsub("/+$", "")
      return path == prefix or path:sub(1, #prefix + 1) == prefix .. "/"
    end
    local function written(name)
      for c in ctx.containers(res) do
        for mount in ctx.each(c, "volumeMounts[]") do
          if mount.name == name and mount.readOnly ~= true then return true end
        end
      end
      return false
    end
    for volume, at in ctx.each(ctx.pod(res), "spec.volumes[]") do
      if volume.hostPath then
        local path = volume.hostPath.path or ""
        local allowed = false
        for _, prefix in ipairs(ctx.params.prefixes) do allowed = allowed or below(path, prefix) end
        for _, one in ipairs(ctx.params.allowedHostPaths) do
          if below(path, one.pathPrefix) and not (one.readOnly and written(volume.name)) then allowed = true end
        end
        if not allowed then ctx.deny(ctx.at(at, "hostPath"), "volume %s: the path %s of the host is not allowed", volume.name, path) end
      end
    end
  end,
}

policy {
  id = "read-only-host-paths",
  title = "paths of the host are mounted read-only",
  match = {pods = true},
  check = function(res, ctx)
    local from_host = {}
    for volume in ctx.each(ctx.pod(res), "spec.volumes[]") do
      if volume.hostPath then from_host[volume.name] = true end
    end
    for c in ctx.containers(res) do
      for mount, at in ctx.each(c, "volumeMounts[]") do
        if from_host[mount.name] and mount.readOnly ~= true then
          ctx.deny(at, "container %s mounts the host's path %s for writing", c.name, mount.name)
        end
      end
    end
  end,
}

policy {
  id = "host-sharing",
  title = "pods share neither PID nor IPC namespace of the host",
  match = {pods = true},
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    for _, field in ipairs {"hostPID", "hostIPC"} do
      if spec and spec[field] == true then ctx.deny(ctx.at(spec, field), "the pod must not set %s", field) end
    end
  end,
}

policy {
  id = "host-port-range",
  title = "host networking and ports of the host are limited",
  match = {pods = true},
  params = {
    hostNetwork = {type = "boolean", default = true, help = "whether pods may use the host's network"},
    min = {type = "integer", default = 0}, max = {type = "integer", default = 0},
    exemptImages = "string[]",
  },
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    if not spec then return end
    for c in ctx.containers(res) do
      if not exempt(c, ctx) then
        for port, at in ctx.each(c, "ports[].hostPort") do
          if port ~= 0 and (port < ctx.params.min or port > ctx.params.max) then
            ctx.deny(at, "container %s uses the host's port %s", c.name, port)
          end
        end
      end
    end
    if spec.hostNetwork == true and not ctx.params.hostNetwork then
      ctx.deny(ctx.at(spec, "hostNetwork"), "the pod must not use the host's network")
    end
  end,
}

policy {
  id = "proc-mount-type",
  title = "/proc is mounted in the allowed way",
  match = {pods = true},
  params = {procMount = {type = "string", default = "Default"}, exemptImages = "string[]"},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      local mount = ctx.get(c, "securityContext.procMount")
      local wanted = ctx.params.procMount
      if mount and mount ~= wanted and wanted:lower() ~= "unmasked" and not exempt(c, ctx) then
        ctx.deny(ctx.at(c, "securityContext.procMount"), "container %s sets procMount to %s", c.name, mount)
      end
    end
  end,
}

policy {
  id = "required-probes",
  title = "containers have probes",
  match = {pods = true},
  params = {
    probes = {type = "string[]", default = {"readinessProbe", "livenessProbe"}},
    probeTypes = {type = "string[]", default = {"tcpSocket", "httpGet", "exec", "grpc"}},
  },
  check = function(res, ctx)
    for c in ctx.containers(res, "container") do
      for _, probe in ipairs(ctx.params.probes) do
        local known = false
        for _, type in ipairs(ctx.params.probeTypes) do known = known or ctx.has(c[probe], type) end
        if not known then ctx.deny(ctx.at(c, probe), "container %s has no %s", c.name, probe) end
      end
    end
  end,
}

policy {
  id = "seccomp-profiles",
  title = "pods and containers have a seccomp profile that is listed",
  match = {pods = true},
  params = {
    allowedProfiles = {type = "string[]", default = {"RuntimeDefault"}, help = "also Localhost and `not configured`"},
    allowedLocalhostFiles = {type = "string[]", default = {"*"}},
    exemptImages = "string[]",
  },
  check = function(res, ctx)
    local pod = ctx.pod(res)
    local function from_annotation(key)
      local value = ctx.get(pod, "metadata.annotations", key)
      if not value then return nil end
      if value == "runtime/default" or value == "docker/default" then return {type = "RuntimeDefault"} end
      local file = value:match("^localhost/(.*)")
      return file and {type = "Localhost", localhostProfile = file} or {type = "Unconfined"}
    end
    local of_pod = ctx.get(pod, "spec.securityContext.seccompProfile") or from_annotation("seccomp.security.alpha.kubernetes.io/pod")
    for c in ctx.containers(res) do
      local profile = ctx.get(c, "securityContext.seccompProfile")
        or from_annotation("container.seccomp.security.alpha.kubernetes.io/" .. c.name) or of_pod
      local type = profile and profile.type or "not configured"
      local allowed = ctx.has(ctx.params.allowedProfiles, type)
      if type == "Localhost" then
        allowed = allowed and ctx.glob(ctx.params.allowedLocalhostFiles, profile.localhostProfile or "")
      end
      if not allowed and not exempt(c, ctx) then
        ctx.deny(ctx.at(c, "securityContext.seccompProfile"), "container %s: the seccomp profile is %s", c.name, type)
      end
    end
  end,
}

policy {
  id = "allowed-volume-types",
  title = "volumes are of allowed types",
  match = {pods = true},
  params = {volumes = {type = "string[]", default = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}}},
  check = function(res, ctx)
    if ctx.has(ctx.params.volumes, "*") then return end
    for volume, at in ctx.each(ctx.pod(res), "spec.volumes[]") do
      for key in pairs(volume) do
        if key ~= "name" and not ctx.has(ctx.params.volumes, key) then
          ctx.deny(ctx.at(at, key), "volume %s is of type %s", volume.name, key)
        end
      end
    end
  end,
}

policy {
  id = "no-ephemeral-containers",
  title = "pods define no ephemeral containers",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res, "ephemeral") do ctx.deny(c, "ephemeral container %s is not allowed", c.name) end
  end,
}

policy {
  id = "pod-lifetime",
  title = "pods do not live longer than a time",
  match = {pods = true},
  params = {annotation = {type = "string", default = "pod.kubernetes.io/lifetime"}, max = {type = "string", default = "8h"}},
  check = function(res, ctx)
    local annotations = ctx.get(ctx.pod(res), "metadata.annotations")
    local value = ctx.get(annotations, "", ctx.params.annotation)
    local seconds = value and ctx.duration(value)
    if value and (not seconds or seconds > ctx.duration(ctx.params.max)) then
      ctx.deny(ctx.at(annotations, "", ctx.params.annotation), "the lifetime %s is more than %s", value, ctx.params.max)
    end
  end,
}

policy {
  id = "limit-ratio",
  title = "limits do not exceed requests by more than a factor",
  match = {pods = true},
  params = {resource = {type = "string", default = "memory"}, maxRatio = {type = "number", default = 2.5}},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      local path = "resources.limits." .. ctx.params.resource
      local limit = ctx.quantity(ctx.get(c, path))
      local request = ctx.quantity(ctx.get(c, "resources.requests." .. ctx.params.resource)) or limit
      if limit and limit > request * ctx.params.maxRatio then
        ctx.deny(ctx.at(c, path), "container %s: the %s limit is more than %s times the request", c.name,
                 ctx.params.resource, ctx.params.maxRatio)
      end
    end
  end,
}

policy {
  id = "no-cpu-limits",
  title = "containers have no CPU limit",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      if ctx.get(c, "resources.limits.cpu") ~= nil then
        ctx.deny(ctx.at(c, "resources.limits.cpu"), "container %s has a CPU limit", c.name)
      end
    end
  end,
}

policy {
  id = "memory-request-equals-limit",
  title = "memory requests equal limits",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      local request, limit = ctx.get(c, "resources.requests.memory"), ctx.get(c, "resources.limits.memory")
      if (request ~= nil or limit ~= nil) and ctx.quantity(request) ~= ctx.quantity(limit) then
        ctx.deny(ctx.at(c, "resources"), "container %s: memory request and limit differ", c.name)
      end
    end
  end,
}

policy {
  id = "always-pull",
  title = "images with a moving tag are pulled always",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      local image = ctx.image(c.image or "")
      local moving = not image.digest and (not image.tag or image.tag == "latest")
      if moving and c.imagePullPolicy ~= "Always" then
        ctx.deny(c, {message = string.format("container %s: imagePullPolicy must be Always", c.name),
                     field = "imagePullPolicy", fix = {set = {imagePullPolicy = "Always"}}})
      end
    end
  end,
}

policy {
  id = "container-count",
  title = "pods have a limited number of containers",
  match = {pods = true},
  params = {max = {type = "integer", default = 4}},
  check = function(res, ctx)
    local count, pod = 0, ctx.pod(res)
    for _ in ctx.containers(res, "container") do count = count + 1 end
    if count > ctx.params.max then
      ctx.deny(ctx.at(pod, "spec.containers"), "the pod has %d containers, the most is %d", count, ctx.params.max)
    end
  end,
}

policy {
  id = "label-pattern",
  title = "a label of pods matches an expression",
  match = {pods = true},
  params = {
    label = {type = "string", default = "corp.org/version"},
    pattern = {type = "string", default = "^v[0-9]\\.[0-9]\\.[0-9]$", help = "RE2"},
  },
  check = function(res, ctx)
    local pod = ctx.pod(res)
    local value = ctx.get(pod, "metadata.labels", ctx.params.label)
    if value == nil or not ctx.regex(ctx.params.pattern, tostring(value)) then
      ctx.deny(ctx.at(pod, "metadata.labels", ctx.params.label), "the label %s must match %s", ctx.params.label, ctx.params.pattern)
    end
  end,
}

-- Values of labels or annotations that must be there.
local function require_keys(pod, ctx, field, keys)
  for _, key in ipairs(keys) do
    local value = ctx.get(pod, "metadata." .. field, key)
    if value == nil or tostring(value) == "" then
      ctx.deny(ctx.at(pod, "metadata." .. field, key), "the pod has no %s %s", field:gsub("s$", ""), key)
    end
  end
end

policy {
  id = "required-labels",
  title = "pods carry labels",
  match = {pods = true},
  params = {labels = {type = "string[]", default = {"app.kubernetes.io/name"}}},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    if pod then require_keys(pod, ctx, "labels", ctx.params.labels) end
  end,
}

policy {
  id = "required-annotations",
  title = "pods carry annotations",
  match = {pods = true},
  params = {annotations = {type = "string[]", default = {}}},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    if pod then require_keys(pod, ctx, "annotations", ctx.params.annotations) end
  end,
}

policy {
  id = "allowed-annotations",
  title = "under a prefix only the listed annotations are used",
  match = {pods = true},
  params = {prefix = {type = "string", default = ""}, allowed = {type = "string[]", default = {}}},
  check = function(res, ctx)
    local prefix = ctx.params.prefix
    local annotations = ctx.get(ctx.pod(res), "metadata.annotations")
    for key in pairs(annotations or {}) do
      if prefix ~= "" and key:sub(1, #prefix) == prefix and not ctx.has(ctx.params.allowed, key) then
        ctx.deny(ctx.at(annotations, "", key), "the annotation %s is not allowed", key)
      end
    end
  end,
}

policy {
  id = "port-names",
  title = "ports of containers have names",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      for port, at in ctx.each(c, "ports[]") do
        if not port.name then ctx.deny(at, "container %s: port %s has no name", c.name, port.containerPort) end
      end
    end
  end,
}

policy {
  id = "dropped-capabilities",
  title = "containers drop capabilities",
  match = {pods = true},
  params = {drop = {type = "string[]", default = {"ALL"}}},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      local dropped = {}
      for name in ctx.each(c, "securityContext.capabilities.drop[]") do dropped[name:upper()] = true end
      for _, name in ipairs(ctx.params.drop) do
        if not dropped[name:upper()] then
          ctx.deny(ctx.at(c, "securityContext.capabilities.drop"), "container %s does not drop %s", c.name, name)
        end
      end
    end
  end,
}

policy {
  id = "added-capabilities",
  title = "containers add only the capabilities that are listed",
  match = {pods = true},
  params = {add = {type = "string[]", default = {"NET_BIND_SERVICE"}}},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      for name, at in ctx.each(c, "securityContext.capabilities.add[]") do
        if not ctx.has(ctx.params.add, name) then ctx.deny(at, "container %s adds the capability %s", c.name, name) end
      end
    end
  end,
}

policy {
  id = "ephemeral-storage",
  title = "pods with emptyDir volumes ask for ephemeral storage",
  match = {pods = true},
  check = function(res, ctx)
    local empty = {}
    for volume in ctx.each(ctx.pod(res), "spec.volumes[]") do
      if ctx.has(volume, "emptyDir") and ctx.get(volume, "emptyDir.sizeLimit") == nil then empty[volume.name] = true end
    end
    for c in ctx.containers(res, "container") do
      local mounts = false
      for name in ctx.each(c, "volumeMounts[].name") do mounts = mounts or empty[name] end
      for _, list in ipairs {"requests", "limits"} do
        if mounts and ctx.get(c, "resources." .. list, "ephemeral-storage") == nil then
          ctx.deny(ctx.at(c, "resources." .. list), "container %s has no ephemeral-storage in %s", c.name, list)
        end
      end
    end
  end,
}

policy {
  id = "priority-class",
  title = "pods name a priority class",
  match = {pods = true},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    if pod and (ctx.get(pod, "spec.priorityClassName") or "") == "" then
      ctx.deny(ctx.at(pod, "spec.priorityClassName"), "%s has no priorityClassName", res.metadata.name)
    end
  end,
}

policy {
  id = "read-only-root",
  title = "root filesystems are read-only",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res, "container") do
      if ctx.get(c, "securityContext.readOnlyRootFilesystem") ~= true then
        ctx.deny(ctx.at(c, "securityContext.readOnlyRootFilesystem"), "container %s can write to its root filesystem", c.name)
      end
    end
  end,
}

policy {
  id = "no-node-selection",
  title = "pods do not pick nodes",
  match = {pods = true},
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    for _, field in ipairs {"nodeSelector", "nodeName"} do
      if spec and spec[field] ~= nil then ctx.deny(ctx.at(spec, field), "the pod picks nodes by %s", field) end
    end
  end,
}

policy {
  id = "runtime-classes",
  title = "pods use the listed runtime classes",
  match = {pods = true},
  params = {classes = {type = "string[]", default = {}}},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    local class = ctx.get(pod, "spec.runtimeClassName")
    if class and not ctx.has(ctx.params.classes, class) then
      ctx.deny(ctx.at(pod, "spec.runtimeClassName"), "the runtime class %s is not allowed", class)
    end
  end,
}

policy {
  id = "secret-names",
  title = "pods use only Secrets whose name fits a pattern",
  match = {pods = true},
  params = {pattern = {type = "string", default = "*"}},
  check = function(res, ctx)
    local spec = ctx.get(ctx.pod(res), "spec")
    local function look(from, path)
      for name, at in ctx.each(from, path) do
        if not ctx.glob(ctx.params.pattern, name) then ctx.deny(at, "the Secret %s is not allowed", name) end
      end
    end
    for c in ctx.containers(res) do
      look(c, "env[].valueFrom.secretKeyRef.name")
      look(c, "envFrom[].secretRef.name")
    end
    look(spec, "volumes[].secret.secretName")
    look(spec, "volumes[].projected.sources[].secret.name")
  end,
}

policy {
  id = "jobs-of-cronjobs",
  title = "Jobs are owned by CronJobs",
  match = {kinds = {"batch/Job"}},
  check = function(res, ctx)
    for kind in ctx.each(res, "metadata.ownerReferences[].kind") do
      if kind == "CronJob" then return end
    end
    ctx.deny(res, "Job %s is owned by no CronJob", res.metadata.name)
  end,
}

policy {
  id = "topology-spread",
  title = "workloads with enough replicas spread over zones and hosts",
  match = {kinds = {"Deployment", "StatefulSet"}},
  params = {
    replicas = {type = "integer", default = 3, help = "from how many replicas on"},
    keys = {type = "string[]", default = {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}},
  },
  check = function(res, ctx)
    if (ctx.get(res, "spec.replicas") or 1) < ctx.params.replicas then return end
    local spread = {}
    for key in ctx.each(res, "spec.template.spec.topologySpreadConstraints[].topologyKey") do spread[key] = true end
    for _, key in ipairs(ctx.params.keys) do
      if not spread[key] then
        ctx.deny(ctx.at(res, "spec.template.spec.topologySpreadConstraints"), "%s does not spread over %s", res.metadata.name, key)
      end
    end
  end,
}

policy {
  id = "service-account-changes",
  title = "the service account of a workload does not change",
  match = {kinds = {"ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "CronJob"}},
  params = {allowedGroups = {type = "string[]", default = {}}, allowedUsers = {type = "string[]", default = {}}},
  check = function(res, ctx)
    local old = ctx.old(res)
    local pod = ctx.pod(res)
    local before = old and ctx.get(ctx.pod(old), "spec.serviceAccountName")
    local after = ctx.get(pod, "spec.serviceAccountName")
    if old and before ~= after then
      ctx.deny(ctx.at(pod, "spec.serviceAccountName"), "the service account changes from %s to %s", before or "default", after or "default")
    end
  end,
}
