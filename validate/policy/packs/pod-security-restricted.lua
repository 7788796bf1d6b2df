-- Pod Security Standards, level restricted: what it asks for beyond baseline.
local controls = require "lib.pod-security"

policy {
  id = "volume-types",
  title = "volumes are of types that cannot reach the node",
  help = "Use configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected or secret.",
  match = {pods = true},
  check = controls.volume_types,
}

policy {
  id = "privilege-escalation",
  title = "containers cannot gain privileges",
  help = "Set securityContext.allowPrivilegeEscalation: false.",
  match = {pods = true},
  check = controls.privilege_escalation,
}

policy {
  id = "run-as-non-root",
  title = "containers must not run as root",
  help = "Set securityContext.runAsNonRoot: true for the pod.",
  match = {pods = true},
  check = controls.run_as_non_root,
}

policy {
  id = "run-as-non-root-user",
  title = "containers do not run as user 0",
  help = "Set runAsUser to another user, or remove it.",
  match = {pods = true},
  check = controls.run_as_user,
}

policy {
  id = "seccomp-required",
  title = "pods set a seccomp profile",
  help = "Set securityContext.seccompProfile.type: RuntimeDefault for the pod.",
  match = {pods = true},
  check = controls.seccomp_required,
}

policy {
  id = "drop-all-capabilities",
  title = "containers drop all capabilities",
  help = "Set securityContext.capabilities.drop: [ALL]; only NET_BIND_SERVICE may be added.",
  match = {pods = true},
  check = controls.drop_capabilities,
}

-- Both levels at once, with exceptions: for who would rather have one rule than eighteen.
policy {
  id = "pod-security-level",
  title = "pods meet a level of the Pod Security Standards",
  help = "The message names the control; `drydock policy list` has a policy for each of them.",
  match = {pods = true},
  params = {
    level = {type = "string", default = "baseline", enum = {"baseline", "restricted"}},
    exclude = {type = "string[]", default = {}, help = "ids of controls that are left out"},
    exemptImages = {type = "object", default = {}, help = "globs of images, by the control that is left out for them"},
  },
  check = function(res, ctx)
    -- ctx without the containers that a control is left out for.
    local function without(images)
      local function containers(r)
        local kept = {}
        for c in ctx.containers(r) do
          if not ctx.glob(images, c.image or "") then kept[#kept + 1] = c end
        end
        local i = 0
        return function()
          i = i + 1
          return kept[i]
        end
      end
      return setmetatable({containers = containers}, {__index = ctx})
    end
    local function run(level)
      for id, control in pairs(level) do
        local exempt = ctx.params.exemptImages[id]
        if not ctx.has(ctx.params.exclude, id) then control(res, exempt and without(exempt) or ctx) end
      end
    end
    run(controls.baseline)
    if ctx.params.level == "restricted" then run(controls.restricted) end
  end,
}
