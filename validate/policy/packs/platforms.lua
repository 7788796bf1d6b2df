-- Namespaces, storage, autoscaling, and the kinds of platforms on top of Kubernetes.

policy {
  id = "namespace-pod-security",
  title = "Namespaces carry a Pod Security label",
  match = {kinds = {"v1/Namespace"}},
  check = function(res, ctx)
    for key in pairs(ctx.get(res, "metadata.labels") or {}) do
      if key:find("pod-security.kubernetes.io/", 1, true) == 1 then return end
    end
    ctx.deny(res.metadata, "Namespace %s has no label of Pod Security", res.metadata.name)
  end,
}

policy {
  id = "namespace-not-privileged",
  title = "Namespaces do not ask for the privileged level",
  match = {kinds = {"v1/Namespace"}},
  check = function(res, ctx)
    if ctx.get(res, "metadata.labels", "pod-security.kubernetes.io/enforce") == "privileged" then
      ctx.deny(ctx.at(res, "metadata.labels", "pod-security.kubernetes.io/enforce"), "Namespace %s asks for the privileged level", res.metadata.name)
    end
  end,
}

-- Labels or annotations of Namespaces with their values.
local function require_values(res, ctx, field, wanted)
  for key, value in pairs(wanted) do
    if ctx.get(res, "metadata." .. field, key) ~= value then
      ctx.deny(ctx.at(res, "metadata." .. field, key), "%s must be %s", key, value)
    end
  end
end

policy {
  id = "namespace-labels",
  title = "Namespaces carry labels with given values",
  match = {kinds = {"v1/Namespace"}},
  params = {labels = {type = "object", default = {}}},
  check = function(res, ctx) require_values(res, ctx, "labels", ctx.params.labels) end,
}

policy {
  id = "namespace-annotations",
  title = "Namespaces carry annotations with given values",
  match = {kinds = {"v1/Namespace"}},
  params = {annotations = {type = "object", default = {}}},
  check = function(res, ctx) require_values(res, ctx, "annotations", ctx.params.annotations) end,
}

policy {
  id = "retired-apis",
  title = "objects do not use API versions that are retired",
  params = {
    kvs = {type = "object[]", default = {}, help = "{deprecatedAPI, kinds, targetAPI}"},
    k8sVersion = {type = "any", help = "shown in the message"},
    apis = {type = "string[]", default = {"authorization.openshift.io/v1"}, help = "whole API versions, for any kind"},
  },
  check = function(res, ctx)
    for _, one in ipairs(ctx.params.kvs) do
      if res.apiVersion == one.deprecatedAPI and ctx.has(one.kinds, res.kind) then
        ctx.deny(ctx.at(res, "apiVersion"), "%s of %s is not served any more in %s; use %s", res.apiVersion, res.kind,
                 ctx.params.k8sVersion or "the target release", one.targetAPI or "another")
      end
    end
    if ctx.has(ctx.params.apis, res.apiVersion) then
      ctx.deny(ctx.at(res, "apiVersion"), "%s is retired", res.apiVersion)
    end
  end,
}

policy {
  id = "autoscaler-bounds",
  title = "autoscalers keep replicas in a range and have a target",
  match = {kinds = {"autoscaling/HorizontalPodAutoscaler"}},
  params = {
    ranges = {type = "object[]", default = {}, help = "{min_replicas, max_replicas}"},
    minimumReplicaSpread = {type = "integer", default = 0},
    enforceScaleTargetRef = {type = "boolean", default = false},
  },
  check = function(res, ctx)
    local spec = res.spec or {}
    local min, max = spec.minReplicas or 1, spec.maxReplicas or 0
    local fits = #ctx.params.ranges == 0
    for _, range in ipairs(ctx.params.ranges) do
      fits = fits or (min >= range.min_replicas and max <= range.max_replicas)
    end
    if not fits then ctx.deny(ctx.at(res, "spec"), "%d to %d replicas are not allowed", min, max) end
    if max - min < ctx.params.minimumReplicaSpread then
      ctx.deny(ctx.at(res, "spec.maxReplicas"), "minReplicas and maxReplicas must be %d apart", ctx.params.minimumReplicaSpread)
    end
    local target = spec.scaleTargetRef
    if ctx.params.enforceScaleTargetRef and target then
      if #ctx.find {kind = target.kind, name = target.name, namespace = ctx.namespace(res)} == 0 then
        ctx.deny(target, "%s %s does not exist", target.kind, target.name)
      end
    end
  end,
}

policy {
  id = "disruption-budgets",
  title = "disruption budgets leave room to evict pods",
  match = {kinds = {"Deployment", "StatefulSet", "policy/PodDisruptionBudget", "v1/ReplicationController"}},
  check = function(res, ctx)
    local function zero(value) return value == 0 or value == "0%" end
    if res.kind == "PodDisruptionBudget" then
      if zero(ctx.get(res, "spec.maxUnavailable")) then
        ctx.deny(ctx.at(res, "spec.maxUnavailable"), "maxUnavailable 0 lets no pod be evicted")
      end
      if ctx.get(res, "spec.minAvailable") == "100%" then
        ctx.deny(ctx.at(res, "spec.minAvailable"), "minAvailable 100%% lets no pod be evicted")
      end
      return
    end
    local labels = ctx.get(ctx.pod(res), "metadata.labels")
    for _, budget in ipairs(ctx.find {kind = "PodDisruptionBudget", namespace = ctx.namespace(res)}) do
      local least = ctx.get(budget, "spec.minAvailable")
      local replicas = ctx.get(res, "spec.replicas") or 1
      if ctx.selects(ctx.get(budget, "spec.selector"), labels) then
        if (math.type(least) and least >= replicas) or least == "100%" or zero(ctx.get(budget, "spec.maxUnavailable")) then
          ctx.deny(ctx.at(res, "spec.replicas"), "%s lets no pod of %s be evicted", budget.metadata.name, res.metadata.name)
        end
      end
    end
  end,
}

policy {
  id = "reasonable-disruption-budgets",
  title = "disruption budgets let a part of the pods go",
  match = {kinds = {"PodDisruptionBudget"}},
  params = {
    maxUnavailable = {type = "integer", default = 50, help = "least percentage"},
    minAvailable = {type = "integer", default = 50, help = "highest percentage"},
  },
  check = function(res, ctx)
    local function percent(path)
      local value = ctx.get(res, path)
      return type(value) == "string" and tonumber(value:match("^(%d+)%%$")) or nil
    end
    local gone, left = percent("spec.maxUnavailable"), percent("spec.minAvailable")
    if gone and gone < ctx.params.maxUnavailable then
      ctx.deny(ctx.at(res, "spec.maxUnavailable"), "maxUnavailable must be at least %d%%", ctx.params.maxUnavailable)
    end
    if left and left > ctx.params.minAvailable then
      ctx.deny(ctx.at(res, "spec.minAvailable"), "minAvailable must be at most %d%%", ctx.params.minAvailable)
    end
  end,
}

policy {
  id = "storage-classes",
  title = "claims name a storage class that exists and is allowed",
  match = {kinds = {"v1/PersistentVolumeClaim", "apps/StatefulSet"}},
  params = {
    allowedStorageClasses = {type = "string[]", default = {}, help = "without it: those that the fleet defines"},
    includeStorageClassesInMessage = {type = "boolean", default = true},
  },
  check = function(res, ctx)
    local function look(claim, at)
      local class = ctx.get(claim, "spec.storageClassName")
      local list = ctx.params.allowedStorageClasses
      local known = {}
      for _, one in ipairs(ctx.find {kind = "StorageClass"}) do known[#known + 1] = one.metadata.name end
      local fine = class and (#list > 0 and ctx.has(list, class) or #list == 0 and ctx.has(known, class))
      if not fine then
        local hint = ctx.params.includeStorageClassesInMessage and "; known: " .. table.concat(#list > 0 and list or known, ", ") or ""
        ctx.deny(ctx.at(at, "spec.storageClassName"), "the storage class %s is not allowed%s", class or "(none)", hint)
      end
    end
    if res.kind == "PersistentVolumeClaim" then return look(res, res) end
    for claim, at in ctx.each(res, "spec.volumeClaimTemplates[]") do look(claim, at) end
  end,
}

policy {
  id = "storage-reclaim",
  title = "StorageClasses reclaim volumes in a given way",
  match = {kinds = {"storage.k8s.io/StorageClass"}},
  params = {reclaimPolicy = {type = "string", default = "Delete"}},
  check = function(res, ctx)
    local policy = res.reclaimPolicy or "Delete"
    if policy ~= ctx.params.reclaimPolicy then ctx.deny(ctx.at(res, "reclaimPolicy"), "reclaimPolicy is %s", policy) end
  end,
}

policy {
  id = "nfs-storage-path",
  title = "claims of a storage class carry its path",
  match = {kinds = {"v1/PersistentVolumeClaim"}},
  params = {storageClassName = {type = "string", default = "nfs-client"}, annotation = {type = "string", default = "nfs.io/storage-path"}},
  check = function(res, ctx)
    local class, path = ctx.get(res, "spec.storageClassName"), ctx.get(res, "metadata.annotations", ctx.params.annotation)
    if class == ctx.params.storageClassName and (path or "") == "" then
      ctx.deny(res.metadata, "claim %s has no annotation %s", res.metadata.name, ctx.params.annotation)
    end
  end,
}

policy {
  id = "argocd-application",
  title = "Applications give one source and one destination",
  match = {kinds = {"argoproj.io/Application"}},
  check = function(res, ctx)
    local source, destination = ctx.get(res, "spec.source"), ctx.get(res, "spec.destination")
    if source and (source.path ~= nil) == (source.chart ~= nil) then
      ctx.deny(source, "the source must give a path or a chart, and not both")
    end
    if destination and (destination.server ~= nil) == (destination.name ~= nil) then
      ctx.deny(destination, "the destination must give a server or a name, and not both")
    end
  end,
}

policy {
  id = "argocd-project-blacklist",
  title = "AppProjects block cluster-wide objects",
  match = {kinds = {"argoproj.io/AppProject"}},
  check = function(res, ctx)
    for entry in ctx.each(res, "spec.clusterResourceBlacklist[]") do
      if entry.group == "*" and entry.kind == "*" then return end
    end
    ctx.deny(ctx.at(res, "spec.clusterResourceBlacklist"), "AppProject %s does not block all cluster-wide objects", res.metadata.name)
  end,
}

policy {
  id = "tekton-namespace",
  title = "PipelineRuns name a namespace of their own",
  match = {kinds = {"PipelineRun"}},
  check = function(res, ctx)
    local namespace = ctx.get(res, "metadata.namespace")
    if (namespace or "") == "" or namespace == "default" then
      ctx.deny(ctx.at(res, "metadata.namespace"), "PipelineRun %s must name a namespace other than default", res.metadata.name)
    end
  end,
}

policy {
  id = "virtual-machine-types",
  title = "VirtualMachines name an instance type and a preference",
  match = {kinds = {"VirtualMachine"}},
  check = function(res, ctx)
    for _, field in ipairs {"instancetype", "preference"} do
      if ctx.get(res, "spec." .. field) == nil then ctx.deny(ctx.at(res, "spec." .. field), "%s has no %s", res.metadata.name, field) end
    end
  end,
}

policy {
  id = "certificate-duration",
  title = "Certificates do not last too long",
  match = {kinds = {"cert-manager.io/Certificate"}},
  params = {maxHours = {type = "number", default = 2400}},
  check = function(res, ctx)
    local duration = ctx.duration(ctx.get(res, "spec.duration"))
    if duration and duration > ctx.params.maxHours * 3600 then
      ctx.deny(ctx.at(res, "spec.duration"), "the certificate lasts longer than %s hours", ctx.params.maxHours)
    end
  end,
}

policy {
  id = "certificate-issuer",
  title = "Certificates use a given issuer",
  match = {kinds = {"cert-manager.io/Certificate"}},
  params = {name = {type = "string", default = ""}, kind = {type = "string", default = ""}, group = {type = "string", default = ""}},
  check = function(res, ctx)
    for _, field in ipairs {"name", "kind", "group"} do
      local wanted, found = ctx.params[field], ctx.get(res, "spec.issuerRef." .. field)
      if wanted ~= "" and found ~= wanted then
        ctx.deny(ctx.at(res, "spec.issuerRef." .. field), "%s of the issuer must be %s", field, wanted)
      end
    end
  end,
}
