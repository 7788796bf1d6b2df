-- What a project may use, where several teams share a cluster.

policy {
  id = "allowed-namespaces",
  title = "projects use only their namespaces",
  params = {namespaces = {type = "string[]", default = {}, help = "globs; $PROJECT and $OWNER stand for the project's name and owner"}},
  check = function(res, ctx)
    local namespace = ctx.namespace(res)
    if namespace == "" or #ctx.params.namespaces == 0 then return end
    for _, pattern in ipairs(ctx.params.namespaces) do
      pattern = pattern:gsub("%$PROJECT", {["$PROJECT"] = ctx.project.name}):gsub("%$OWNER", {["$OWNER"] = ctx.project.owner})
      if ctx.glob(pattern, namespace) then return end
    end
    ctx.deny(ctx.at(res, "metadata.namespace"), "project %s may not use the namespace %s", ctx.project.name, namespace)
  end,
}

policy {
  id = "allowed-kinds",
  title = "projects use only the kinds that are meant for them",
  params = {
    allowed = {type = "string[]", default = {"*"}, help = "globs of Kind or Kind.group"},
    denied = {type = "string[]", default = {"ClusterRole*", "CustomResourceDefinition*", "*WebhookConfiguration*", "PriorityClass*"}},
  },
  check = function(res, ctx)
    local group = res.apiVersion:match("^(.*)/") or ""
    local kind = group == "" and res.kind or res.kind .. "." .. group
    local function fits(list) return ctx.glob(list, res.kind) or ctx.glob(list, kind) end
    if not fits(ctx.params.allowed) or fits(ctx.params.denied) then
      ctx.deny(ctx.at(res, "kind"), "project %s may not use %s", ctx.project.name, kind)
    end
  end,
}

policy {
  id = "no-cluster-objects",
  title = "projects make no cluster-wide objects",
  params = {allowed = {type = "string[]", default = {"Namespace"}, help = "globs of kinds"}},
  check = function(res, ctx)
    if ctx.namespace(res) == "" and not ctx.glob(ctx.params.allowed, res.kind) then
      ctx.deny(ctx.at(res, "kind"), "%s is cluster-wide", ctx.id(res))
    end
  end,
}

policy {
  id = "allowed-hostnames",
  title = "projects use only their hostnames",
  match = {kinds = {"Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Route"}},
  params = {hostnames = {type = "string[]", default = {}, help = "globs"}},
  check = function(res, ctx)
    if #ctx.params.hostnames == 0 then return end
    for _, path in ipairs {"spec.rules[].host", "spec.tls[].hosts[]", "spec.hostnames[]", "spec.host"} do
      for host, at in ctx.each(res, path) do
        if not ctx.glob(ctx.params.hostnames, host) then ctx.deny(at, "project %s may not use the host %s", ctx.project.name, host) end
      end
    end
  end,
}

policy {
  id = "one-owner-per-host",
  title = "a host belongs to one project",
  match = {kinds = {"networking.k8s.io/Ingress"}},
  claims = function(res, ctx)
    local keys = {}
    for host, at in ctx.each(res, "spec.rules[].host") do keys[#keys + 1] = {key = "host:" .. host, at = at} end
    return keys
  end,
}

policy {
  id = "namespace-quota",
  title = "Namespaces have a ResourceQuota and a LimitRange",
  match = {kinds = {"v1/Namespace"}, namespaces = {"!kube-*"}},
  params = {kinds = {type = "string[]", default = {"ResourceQuota"}}},
  check = function(res, ctx)
    for _, kind in ipairs(ctx.params.kinds) do
      if #ctx.find {kind = kind, namespace = res.metadata.name} == 0 then
        ctx.deny(res.metadata, "Namespace %s has no %s", res.metadata.name, kind)
      end
    end
  end,
}
