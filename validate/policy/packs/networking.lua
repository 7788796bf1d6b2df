-- Services, Ingresses, Routes and meshes.

policy {
  id = "no-load-balancers",
  title = "Services are not of type LoadBalancer",
  match = {kinds = {"v1/Service"}},
  check = function(res, ctx)
    if ctx.get(res, "spec.type") == "LoadBalancer" then
      ctx.deny(ctx.at(res, "spec.type"), "Service %s is of type LoadBalancer", res.metadata.name)
    end
  end,
}

policy {
  id = "external-ips",
  title = "Services use only allowed external addresses",
  match = {kinds = {"v1/Service"}},
  params = {allowedIPs = {type = "string[]", default = {}, help = "addresses and ranges"}},
  check = function(res, ctx)
    for address, at in ctx.each(res, "spec.externalIPs[]") do
      local allowed = false
      for _, range in ipairs(ctx.params.allowedIPs) do
        allowed = allowed or range == address or ctx.cidr(range, tostring(address)) == true
      end
      if not allowed then ctx.deny(at, "the external address %s is not allowed", address) end
    end
  end,
}

policy {
  id = "load-balancer-certificate",
  title = "load balancers name a TLS certificate",
  match = {kinds = {"v1/Service"}},
  params = {annotation = {type = "string", default = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert"}},
  check = function(res, ctx)
    local value = ctx.get(res, "metadata.annotations", ctx.params.annotation)
    if ctx.get(res, "spec.type") == "LoadBalancer" and (value or "") == "" then
      ctx.deny(ctx.at(res, "metadata.annotations"), "Service %s has no annotation %s", res.metadata.name, ctx.params.annotation)
    end
  end,
}

policy {
  id = "ingress-https",
  title = "Ingresses use TLS and switch plain HTTP off",
  match = {kinds = {"Ingress"}},
  params = {tlsOptional = {type = "boolean", default = false}},
  check = function(res, ctx)
    local allow = ctx.get(res, "metadata.annotations", "kubernetes.io/ingress.allow-http")
    if tostring(allow) ~= "false" then
      ctx.deny(ctx.at(res, "metadata.annotations"), "Ingress %s does not switch plain HTTP off", res.metadata.name)
    end
    local tls = ctx.get(res, "spec.tls")
    if not ctx.params.tlsOptional and (tls == nil or #tls == 0) then
      ctx.deny(ctx.at(res, "spec.tls"), "Ingress %s has no TLS", res.metadata.name)
    end
  end,
}

policy {
  id = "unique-ingress-host",
  title = "no two Ingresses claim one host",
  match = {kinds = {"Ingress"}},
  check = function(res, ctx)
    local mine = {}
    for host, at in ctx.each(res, "spec.rules[].host") do mine[#mine + 1] = {host, at} end
    if #mine == 0 then return end
    local function takes(other, host)
      for theirs in ctx.each(other, "spec.rules[].host") do
        if theirs == host then return true end
      end
    end
    for _, other in ipairs(ctx.find {kind = "Ingress"}) do
      if other ~= res then
        for _, one in ipairs(mine) do
          if takes(other, one[1]) then ctx.deny(one[2], "the host %s is also claimed by %s", one[1], ctx.id(other)) end
        end
      end
    end
  end,
}

policy {
  id = "ingress-host-named",
  title = "rules of Ingresses name a host",
  match = {kinds = {"Ingress"}},
  check = function(res, ctx)
    for rule, at in ctx.each(res, "spec.rules[]") do
      if (rule.host or "") == "" then ctx.deny(at, "a rule of Ingress %s names no host", res.metadata.name) end
    end
  end,
}

policy {
  id = "no-ingress-wildcards",
  title = "hosts of Ingresses have no wildcard",
  match = {kinds = {"Ingress"}},
  check = function(res, ctx)
    for host, at in ctx.each(res, "spec.rules[].host") do
      if host:find("*", 1, true) then ctx.deny(at, "the host %s has a wildcard", host) end
    end
  end,
}

policy {
  id = "no-ingress-snippets",
  title = "raw configuration of the proxy stays switched off",
  match = {kinds = {"ConfigMap", "networking.k8s.io/Ingress"}},
  check = function(res, ctx)
    if res.kind == "ConfigMap" then
      if tostring(ctx.get(res, "data", "allow-snippet-annotations")) == "true" then
        ctx.deny(ctx.at(res, "data", "allow-snippet-annotations"), "annotations with snippets are allowed")
      end
      return
    end
    for key in pairs(ctx.get(res, "metadata.annotations") or {}) do
      if key:find("%-snippet$") then ctx.deny(ctx.at(res, "metadata.annotations", key), "the annotation %s is not allowed", key) end
    end
  end,
}

policy {
  id = "ingress-annotation-values",
  title = "annotations of Ingresses hold no dangerous configuration",
  match = {kinds = {"networking.k8s.io/Ingress"}},
  params = {
    patterns = {
      type = "string[]", help = "RE2",
      default = {"\\s*alias\\s*.*;", "\\s*root\\s*.*;", "/etc/(passwd|shadow|group|nginx|ingress-controller)", "/var/run/secrets", "/root", "/var/log", "_by_lua", "load_module"},
    },
  },
  check = function(res, ctx)
    for key, value in pairs(ctx.get(res, "metadata.annotations") or {}) do
      for _, pattern in ipairs(ctx.params.patterns) do
        if ctx.regex(pattern, tostring(value)) then
          ctx.deny(ctx.at(res, "metadata.annotations", key), "the annotation %s matches %s", key, pattern)
          break
        end
      end
    end
  end,
}

policy {
  id = "route-tls",
  title = "OpenShift's Routes use TLS",
  match = {kinds = {"route.openshift.io/Route"}},
  check = function(res, ctx)
    if ctx.get(res, "spec.tls") == nil then ctx.deny(ctx.at(res, "spec.tls"), "Route %s has no TLS", res.metadata.name) end
  end,
}

policy {
  id = "strict-mtls",
  title = "Istio keeps mutual TLS strict",
  match = {kinds = {"PeerAuthentication"}},
  params = {modes = {type = "string[]", default = {"UNSET", "STRICT"}}},
  check = function(res, ctx)
    local mode = ctx.get(res, "spec.mtls.mode")
    if mode and not ctx.has(ctx.params.modes, mode) then
      ctx.deny(ctx.at(res, "spec.mtls.mode"), "mutual TLS is %s", mode)
    end
    for port, at in ctx.each(res, "spec.portLevelMtls[].mode") do
      if not ctx.has(ctx.params.modes, port) then ctx.deny(at, "mutual TLS of a port is %s", port) end
    end
  end,
}

policy {
  id = "destination-rule-tls",
  title = "DestinationRules do not switch TLS off",
  match = {kinds = {"DestinationRule"}},
  params = {forbidden = {type = "string[]", default = {"DISABLE"}}},
  check = function(res, ctx)
    for _, path in ipairs {
      "spec.trafficPolicy.tls.mode", "spec.trafficPolicy.portLevelSettings[].tls.mode",
      "spec.subsets[].trafficPolicy.tls.mode",
    } do
      for mode, at in ctx.each(res, path) do
        if ctx.has(ctx.params.forbidden, mode) then ctx.deny(at, "TLS is %s", mode) end
      end
    end
  end,
}

policy {
  id = "consul-tls-version",
  title = "the Consul mesh asks for a minimum TLS version",
  match = {kinds = {"Mesh"}},
  params = {tlsMinVersion = {type = "string", default = "TLSv1_2"}},
  check = function(res, ctx)
    local version = ctx.get(res, "spec.tls.incoming.tlsMinVersion")
    if version ~= ctx.params.tlsMinVersion then
      ctx.deny(ctx.at(res, "spec.tls.incoming.tlsMinVersion"), "tlsMinVersion must be %s", ctx.params.tlsMinVersion)
    end
  end,
}

policy {
  id = "linkerd-ports",
  title = "pods list no ports that bypass Linkerd",
  match = {pods = true},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    for _, way in ipairs {"inbound", "outbound"} do
      local key = "config.linkerd.io/skip-" .. way .. "-ports"
      if ctx.get(pod, "metadata.annotations", key) ~= nil then
        ctx.deny(ctx.at(pod, "metadata.annotations", key), "the pod bypasses the proxy with %s", key)
      end
    end
  end,
}

policy {
  id = "network-policy-selector",
  title = "NetworkPolicies select some pods, not all",
  match = {kinds = {"networking.k8s.io/NetworkPolicy"}},
  check = function(res, ctx)
    local selector = ctx.get(res, "spec.podSelector")
    if selector == nil or #selector == 0 then
      ctx.deny(ctx.at(res, "spec.podSelector"), "NetworkPolicy %s selects every pod", res.metadata.name)
    end
  end,
}

policy {
  id = "default-tls-options",
  title = "Traefik's default TLSOption stays as it is",
  match = {kinds = {"TLSOption"}, names = {"default"}},
  check = function(res, ctx) ctx.deny(res.metadata, "the default TLSOption must not be changed") end,
}
