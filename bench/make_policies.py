#!/usr/bin/env python3
"""Write a repository with manifests and policies over them, for measuring.

  make_policies.py [--manifests N] [--policies N] [--unmatched N] FOLDER

Manifests are Deployments of about 1.3 kB, Services and ConfigMaps in turn; every policy looks at all
Deployments and finds something in one of a hundred. The policies of --unmatched are for a kind that is not there.
The same rules for conftest are in FOLDER/rego.
"""
import argparse
import os

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i}
  namespace: team-{team}
  labels:
    app.kubernetes.io/name: app-{i}
    app.kubernetes.io/part-of: shop
    app.kubernetes.io/version: "1.{minor}.0"
spec:
  replicas: {replicas}
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: app-{i}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{i}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "8080"
    spec:
      serviceAccountName: app-{i}
      securityContext:
        runAsNonRoot: {non_root}
        seccompProfile: {{type: RuntimeDefault}}
      initContainers:
        - name: migrate
          image: registry.example.com/team-{team}/migrate:1.{minor}.0
          args: ["--database", "app-{i}"]
      containers:
        - name: web
          image: registry.example.com/team-{team}/app-{i}:1.{minor}.0
          ports:
            - {{name: http, containerPort: 8080}}
          env:
            - {{name: LOG_LEVEL, value: info}}
            - name: DATABASE_URL
              valueFrom: {{secretKeyRef: {{name: app-{i}, key: url}}}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
          readinessProbe: {{httpGet: {{path: /healthz, port: http}}}}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {{drop: [ALL]}}
      volumes:
        - name: settings
          configMap: {{name: app-{i}}}
"""

# Rules as people write them.
RULES = [
    """  for c in ctx.containers(res) do
    if ctx.get(c, "securityContext.privileged") then ctx.deny(c, "container %s is privileged", c.name) end
  end""",
    """  for image, at in ctx.images(res) do
    if image.registry ~= "registry.example.com" or not image.tag then ctx.deny(at, "image %s", image.text) end
  end""",
    """  if ctx.get(ctx.pod(res), "spec.securityContext.runAsNonRoot") ~= true then ctx.deny(res.spec, "may run as root") end""",
    """  for c in ctx.containers(res, "container") do
    local limit = ctx.quantity(ctx.get(c, "resources.limits.memory"))
    if not limit or limit > 4 * 1024 ^ 3 then ctx.deny(c, "container %s: memory limit", c.name) end
  end""",
    """  local labels = res.metadata.labels
  for _, label in ipairs {"app.kubernetes.io/name", "app.kubernetes.io/part-of"} do
    if not labels[label] then ctx.deny(res.metadata, "no label %s", label) end
  end""",
]

# The same for conftest.
REGO = [
    """  some c in input.spec.template.spec.containers
  c.securityContext.privileged
  msg := sprintf("container %s is privileged", [c.name])""",
    """  some list in ["containers", "initContainers"]
  some c in input.spec.template.spec[list]
  not regex.match(`^registry\\.example\\.com/.+:.+$`, c.image)
  msg := sprintf("image %s", [c.image])""",
    """  object.get(input, ["spec", "template", "spec", "securityContext", "runAsNonRoot"], false) != true
  msg := "may run as root\"""",
    """  some c in input.spec.template.spec.containers
  not small(c)
  msg := sprintf("container %s: memory limit", [c.name])""",
    """  some label in ["app.kubernetes.io/name", "app.kubernetes.io/part-of"]
  not input.metadata.labels[label]
  msg := sprintf("no label %s", [label])""",
]
REGO_HEAD = """package main
import rego.v1
small(c) if units.parse_bytes(c.resources.limits.memory) <= 4 * 1024 * 1024 * 1024
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--manifests", type=int, default=2000)
    parser.add_argument("--policies", type=int, default=20)
    parser.add_argument("--unmatched", type=int, default=0)
    options = parser.parse_args()
    for name in ("manifests", "policies", "rego"):
        os.makedirs(os.path.join(options.folder, name), exist_ok=True)
    for i in range(options.manifests):
        text = DEPLOYMENT.format(i=i, team=i % 40, minor=i % 17, replicas=1 + i % 5, non_root="false" if i % 100 == 0 else "true")
        with open(os.path.join(options.folder, "manifests", f"{i:05}.yaml"), "w", encoding="utf-8") as out:
            out.write(text)
    for i in range(options.policies + options.unmatched):
        match = "pods = true" if i < options.policies else 'kinds = {"example.com/Nothing"}'
        with open(os.path.join(options.folder, "policies", f"rule-{i:03}.lua"), "w", encoding="utf-8") as out:
            out.write(f'policy {{\n  id = "rule-{i}",\n  title = "rule {i}",\n  match = {{{match}}},\n'
                      f"  check = function(res, ctx)\n{RULES[i % len(RULES)]}\n  end,\n}}\n")
    with open(os.path.join(options.folder, "rego", "rules.rego"), "w", encoding="utf-8") as out:
        out.write(REGO_HEAD)
        for i in range(options.policies):
            out.write(f'deny contains msg if {{\n  input.kind == "Deployment"\n{REGO[i % len(REGO)]}\n}}\n')
    with open(os.path.join(options.folder, "drydock.yaml"), "w", encoding="utf-8") as out:
        out.write("apiVersion: drydock/v1\ndiscovery: {enabled: false}\n"
                  "projects: [{name: all, path: manifests, renderer: plain}]\npolicies: {paths: [policies]}\n")


main()
