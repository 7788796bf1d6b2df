-- Credentials that stand in Git in the clear.

-- What is likely a credential: a name, or a form that only credentials have.
local names = "(?i)(passw(or)?d|passwd|secret|token|api_?key|access_?key|private_?key|credential|connection_?string)"
local harmless = "(?i)(file|path|name|ref|url|ttl|type|length|expiry|expiration|enabled|policy)$"
local forms = {
  "-----BEGIN [A-Z ]*PRIVATE KEY-----",
  "\\bAKIA[0-9A-Z]{16}\\b",
  "\\bgh[pousr]_[A-Za-z0-9]{36}\\b",
  "\\bglpat-[A-Za-z0-9_-]{20}\\b",
  "\\bxox[baprs]-[A-Za-z0-9-]{10,}",
  "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}",
  "[a-z][a-z0-9+.-]*://[^/\\s:@]+:[^/\\s:@${}]+@",
}

local function is_placeholder(value)
  return #value < 4 or value:find("^[%$<{%%]") or value == "true" or value == "false" or value:find("^%d+$")
end

local function has_form(value, ctx)
  for _, form in ipairs(forms) do
    if ctx.regex(form, value) then return true end
  end
  return false
end

local function is_credential(name, value, ctx)
  if type(value) ~= "string" or is_placeholder(value) then return false end
  if has_form(value, ctx) then return true end
  local last = name:match("[^/]*$")
  return ctx.regex(names, last) and not ctx.regex(harmless, last) and not value:find("%s") and #value >= 6
end

policy {
  id = "plain-secret",
  title = "Secrets do not stand in Git in the clear",
  help = "Use SealedSecrets, External Secrets or SOPS.",
  match = {kinds = {"v1/Secret"}},
  params = {
    types = {type = "string[]", default = {"kubernetes.io/service-account-token"}, help = "types that hold nothing yet"},
    allowed = {type = "string[]", default = {}, help = "globs of names"},
  },
  check = function(res, ctx)
    if ctx.has(ctx.params.types, res.type or "Opaque") or ctx.glob(ctx.params.allowed, res.metadata.name or "") then return end
    if res.sops ~= nil then return end
    for _, field in ipairs {"data", "stringData"} do
      local values = res[field]
      for key, value in pairs(values or {}) do
        if tostring(value) ~= "" and not tostring(value):find("^ENC%[") then
          ctx.deny(ctx.at(values, "", key), "Secret %s has the value of %s in Git", res.metadata.name, key)
        end
      end
    end
  end,
}

policy {
  id = "credential-in-config",
  title = "ConfigMaps hold no credentials",
  help = "Move the value to a Secret that is sealed or comes from elsewhere.",
  match = {kinds = {"v1/ConfigMap"}},
  check = function(res, ctx)
    for key, value in pairs(res.data or {}) do
      if is_credential(key, value, ctx) then
        ctx.deny(ctx.at(res, "data", key), "%s of ConfigMap %s looks like a credential", key, res.metadata.name)
      end
    end
  end,
}

policy {
  id = "credential-in-env",
  title = "environments hold no credentials in the clear",
  help = "Use valueFrom.secretKeyRef.",
  match = {pods = true},
  check = function(res, ctx)
    for c in ctx.containers(res) do
      for env, at in ctx.each(c, "env[]") do
        if env.name and is_credential(env.name, env.value, ctx) then
          ctx.deny(ctx.at(at, "value"), "%s of container %s looks like a credential", env.name, c.name)
        end
      end
    end
  end,
}
