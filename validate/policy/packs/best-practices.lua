-- What experience says about workloads that run well.

policy {
  id = "latest-tag",
  title = "images name a version",
  help = "Name a version: `latest`, and no tag at all, is another image tomorrow.",
  severity = "warning",
  match = {pods = true},
  check = function(res, ctx)
    for image, at in ctx.images(res) do
      if not image.digest and (not image.tag or image.tag == "latest") then
        ctx.deny(at, "container %s runs %s", image.container, image.tag and "the tag latest" or "an image without a tag")
      end
    end
  end,
}

policy {
  id = "probes",
  title = "containers of long-running workloads have readiness and liveness probes",
  severity = "warning",
  match = {kinds = {"Deployment", "StatefulSet", "DaemonSet"}},
  check = function(res, ctx)
    for c in ctx.containers(res, "container") do
      for _, probe in ipairs {"readinessProbe", "livenessProbe"} do
        if c[probe] == nil then ctx.deny(ctx.at(c, probe), "container %s has no %s", c.name, probe) end
      end
    end
  end,
}

policy {
  id = "requests-and-limits",
  title = "containers request CPU and memory, and limit memory",
  severity = "warning",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res, "container") do
      for _, path in ipairs {"requests.cpu", "requests.memory", "limits.memory"} do
        if ctx.get(c, "resources." .. path) == nil then
          ctx.deny(ctx.at(c, "resources." .. path), "container %s has no resources.%s", c.name, path)
        end
      end
    end
  end,
}

policy {
  id = "recommended-labels",
  title = "workloads carry the recommended labels",
  severity = "info",
  match = {kinds = {"Deployment", "StatefulSet", "DaemonSet", "CronJob"}},
  params = {labels = {type = "string[]", default = {"app.kubernetes.io/name"}}},
  check = function(res, ctx)
    for _, label in ipairs(ctx.params.labels) do
      if ctx.get(res, "metadata.labels", label) == nil then
        ctx.deny(ctx.at(res, "metadata.labels"), "%s %s has no label %s", res.kind, res.metadata.name, label)
      end
    end
  end,
}

policy {
  id = "default-namespace",
  title = "workloads do not live in the namespace default",
  severity = "warning",
  match = {kinds = {"DaemonSet", "Deployment", "Job", "Pod", "StatefulSet", "CronJob"}},
  params = {forbidden = {type = "string[]", default = {"default"}}},
  check = function(res, ctx)
    local namespace = ctx.namespace(res)
    if ctx.has(ctx.params.forbidden, namespace) then
      ctx.deny(ctx.at(res, "metadata.namespace"), "%s %s lives in the namespace %s", res.kind, res.metadata.name, namespace)
    end
  end,
}

policy {
  id = "writable-host-paths",
  title = "volumes are no paths of the host",
  severity = "warning",
  match = {pods = true},
  check = function(res, ctx)
    for volume, at in ctx.each(ctx.pod(res), "spec.volumes[]") do
      if volume.hostPath then ctx.deny(ctx.at(at, "hostPath"), "volume %s is a path of the host", volume.name) end
    end
  end,
}

policy {
  id = "wildcard-rbac",
  title = "roles grant no wildcards",
  severity = "warning",
  match = {kinds = {"ClusterRole", "Role"}},
  check = function(res, ctx)
    for _, field in ipairs {"apiGroups", "resources", "verbs"} do
      for value, at in ctx.each(res, "rules[]." .. field .. "[]") do
        if value == "*" then ctx.deny(at, "%s %s grants all %s", res.kind, res.metadata.name, field) end
      end
    end
  end,
}

policy {
  id = "service-types",
  title = "Services are of allowed types",
  severity = "warning",
  match = {kinds = {"v1/Service"}},
  params = {types = {type = "string[]", default = {"ClusterIP", "ExternalName"}}},
  check = function(res, ctx)
    local type = ctx.get(res, "spec.type") or "ClusterIP"
    if not ctx.has(ctx.params.types, type) then
      ctx.deny(ctx.at(res, "spec.type"), "Service %s is of type %s", res.metadata.name, type)
    end
  end,
}

policy {
  id = "disruption-budget-exists",
  title = "workloads with several replicas have a disruption budget",
  severity = "info",
  match = {kinds = {"apps/Deployment", "apps/StatefulSet"}},
  check = function(res, ctx)
    if (ctx.get(res, "spec.replicas") or 1) < 2 then return end
    local labels = ctx.get(ctx.pod(res), "metadata.labels")
    for _, budget in ipairs(ctx.find {kind = "PodDisruptionBudget", namespace = ctx.namespace(res)}) do
      if ctx.selects(ctx.get(budget, "spec.selector"), labels) then return end
    end
    ctx.deny(ctx.at(res, "spec.replicas"), "no PodDisruptionBudget selects %s", res.metadata.name)
  end,
}

policy {
  id = "disruption-budget-possible",
  title = "disruption budgets let pods be evicted",
  severity = "warning",
  match = {kinds = {"PodDisruptionBudget"}},
  check = function(res, ctx)
    local most, least = ctx.get(res, "spec.maxUnavailable"), ctx.get(res, "spec.minAvailable")
    if most == "0%" or (math.type(most) and most <= 0) then
      ctx.deny(ctx.at(res, "spec.maxUnavailable"), "maxUnavailable %s lets no pod be evicted", most)
    end
    if least == "100%" then ctx.deny(ctx.at(res, "spec.minAvailable"), "minAvailable 100%% lets no pod be evicted") end
  end,
}

policy {
  id = "network-policies",
  title = "namespaces with pods have a NetworkPolicy",
  severity = "info",
  scope = "project",
  check = function(project, ctx)
    local told = {}
    for _, kind in ipairs {"Deployment", "StatefulSet", "DaemonSet"} do
      for _, res in ipairs(ctx.find {kind = kind}) do
        local namespace = ctx.namespace(res)
        if not told[namespace] and #ctx.find {kind = "NetworkPolicy", namespace = namespace, project = "*"} == 0 then
          told[namespace] = true
          ctx.deny(res.metadata, "the namespace %s has pods and no NetworkPolicy", namespace)
        end
      end
    end
  end,
}

policy {
  id = "ingress-tls",
  title = "hosts of Ingresses have TLS",
  severity = "warning",
  match = {kinds = {"networking.k8s.io/Ingress"}},
  check = function(res, ctx)
    local covered = {}
    for host in ctx.each(res, "spec.tls[].hosts[]") do covered[#covered + 1] = host end
    for host, at in ctx.each(res, "spec.rules[].host") do
      local parent = "*" .. (host:match("%..*") or "")
      if not ctx.has(covered, host) and not ctx.has(covered, parent) then ctx.deny(at, "the host %s has no TLS", host) end
    end
  end,
}
