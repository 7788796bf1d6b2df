-- Roles and their bindings.

-- Calls check(rule, at, holds) for each rule of a role; holds(field, ...) says whether a list of it has
-- one of the values, or the wildcard.
local function each_rule(res, ctx, check)
  for rule, at in ctx.each(res, "rules[]") do
    check(rule, at, function(field, ...)
      for _, value in ipairs {"*", ...} do
        if ctx.has(rule[field], value) then return true end
      end
      return false
    end)
  end
end

policy {
  id = "no-anonymous-bindings",
  title = "roles are not bound to anonymous users",
  match = {kinds = {"rbac.authorization.k8s.io/ClusterRoleBinding", "rbac.authorization.k8s.io/RoleBinding"}},
  params = {
    allowedRoles = {type = "string[]", default = {}},
    disallowAuthenticated = {type = "boolean", default = false, help = "refuse system:authenticated as well"},
  },
  check = function(res, ctx)
    local role = ctx.get(res, "roleRef.name")
    if ctx.has(ctx.params.allowedRoles, role) then return end
    for name, at in ctx.each(res, "subjects[].name") do
      if name == "system:unauthenticated" or name == "system:anonymous"
        or (ctx.params.disallowAuthenticated and name == "system:authenticated") then
        ctx.deny(at, "%s gives the role %s to %s", res.metadata.name, role, name)
      end
    end
  end,
}

policy {
  id = "no-wildcard-resources",
  title = "roles do not grant all resources",
  match = {kinds = {"ClusterRole", "Role"}},
  check = function(res, ctx)
    for value, at in ctx.each(res, "rules[].resources[]") do
      if type(value) == "string" and value:find("*", 1, true) then ctx.deny(at, "the role grants the resources %s", value) end
    end
  end,
}

policy {
  id = "no-wildcard-verbs",
  title = "roles do not grant all verbs",
  match = {kinds = {"ClusterRole", "Role"}},
  check = function(res, ctx)
    for value, at in ctx.each(res, "rules[].verbs[]") do
      if value == "*" then ctx.deny(at, "the role grants all verbs") end
    end
  end,
}

policy {
  id = "no-secret-reading",
  title = "roles do not grant reading of Secrets in bulk",
  match = {kinds = {"ClusterRole", "Role"}},
  params = {verbs = {type = "string[]", default = {"get", "list", "watch"}}},
  check = function(res, ctx)
    each_rule(res, ctx, function(rule, at, holds)
      local core = false
      for group in ctx.each(rule, "apiGroups[]") do core = core or group == "" or group == "*" end
      local verbs = ctx.params.verbs
      if core and holds("resources", "secrets") and holds("verbs", table.unpack(verbs)) then
        ctx.deny(at, "the role grants reading of Secrets")
      end
    end)
  end,
}

policy {
  id = "no-csr-approval",
  title = "cluster roles do not grant the approval of certificates",
  match = {kinds = {"ClusterRole"}},
  check = function(res, ctx)
    each_rule(res, ctx, function(_, at, holds)
      local requests = holds("resources", "certificatesigningrequests", "certificatesigningrequests/approval")
      local approves = requests and holds("verbs", "create", "update", "patch", "approve")
      local signs = holds("resources", "signers") and holds("verbs", "approve", "sign")
      if approves or signs then
        ctx.deny(at, "the role grants the approval of certificate signing requests")
      end
    end)
  end,
}

policy {
  id = "no-webhook-writing",
  title = "cluster roles do not grant writing of admission webhooks",
  match = {kinds = {"ClusterRole"}},
  check = function(res, ctx)
    each_rule(res, ctx, function(_, at, holds)
      if holds("apiGroups", "admissionregistration.k8s.io")
        and holds("resources", "mutatingwebhookconfigurations", "validatingwebhookconfigurations")
        and holds("verbs", "create", "update", "patch", "delete", "deletecollection") then
        ctx.deny(at, "the role grants writing of admission webhook configurations")
      end
    end)
  end,
}
