#!/usr/bin/env python3
"""Write kustomizations of any size, the same at every run.

  make_overlays.py [--resources N] OUT           one kustomization with N resources
  make_overlays.py --overlays N OUT              N overlays over ten shared bases

The first has strategic and JSON patches, images, labels, a prefix, a namespace and generators, and
references that the prefix and the hashes change.
"""
import argparse
import os

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i}
  labels: {{app.kubernetes.io/name: app-{i}}}
spec:
  replicas: 2
  selector:
    matchLabels: {{app.kubernetes.io/name: app-{i}}}
  template:
    metadata:
      labels: {{app.kubernetes.io/name: app-{i}}}
    spec:
      serviceAccountName: account-{i}
      containers:
        - name: main
          image: registry.example.com/team/app{image}:1.{i}.0
          ports:
            - containerPort: 8080
          envFrom:
            - configMapRef: {{name: settings-{generated}}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: app-{i}
spec:
  selector: {{app.kubernetes.io/name: app-{i}}}
  ports:
    - {{name: http, port: 80, targetPort: 8080}}
"""

ACCOUNT = """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: account-{i}
  annotations:
    example.com/role: arn:aws:iam::123456789012:role/app-{i}
automountServiceAccountToken: false
"""

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: config-{i}
data:
  LOG_LEVEL: info
  ENDPOINT: http://app-{i}.example.com/
  settings.yaml: |
    retries: 3
    timeout: 10s
    peers: [app-{i}, app-{i}]
"""

TEMPLATES = [DEPLOYMENT, SERVICE, ACCOUNT, CONFIG_MAP]
STRATEGIC_PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{i}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: main
          env:
            - {{name: SHARD, value: "{i}"}}
          resources:
            limits: {{memory: 512Mi}}
"""
JSON_PATCH = """\
  - target: {{kind: Service, name: app-{i}}}
    patch: |-
      - op: replace
        path: /spec/ports/0/port
        value: 8{port}
      - op: add
        path: /metadata/annotations
        value: {{example.com/tier: front}}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def write_large(folder, resources):
    apps = resources // len(TEMPLATES)
    generators = 50
    files = []
    for start in range(0, apps, 100):
        name = f"resources-{start // 100}.yaml"
        documents = [template.format(i=i, image=i % 40, generated=i % generators)
                     for i in range(start, min(start + 100, apps)) for template in TEMPLATES]
        write(os.path.join(folder, name), "---\n".join(documents))
        files.append(name)
    patched = range(0, apps, 4)
    write(os.path.join(folder, "patch.yaml"), "---\n".join(STRATEGIC_PATCH.format(i=i) for i in patched))
    lines = ["apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization", "namePrefix: prod-",
             "namespace: prod", "resources:"]
    lines += [f"  - {name}" for name in files]
    lines += ["labels:", "  - pairs: {team: shop, env: prod}", "    includeTemplates: true",
              "commonAnnotations: {example.com/owner: team-shop}", "images:"]
    lines += [f"  - {{name: registry.example.com/team/app{i}, newTag: 2.0.{i}}}" for i in range(40)]
    lines.append("configMapGenerator:")
    for i in range(generators):
        lines += [f"  - name: settings-{i}", f"    literals: [A={i}, B=two, C=three]"]
    lines += ["patches:", "  - path: patch.yaml"]
    text = "\n".join(lines) + "\n"
    text += "".join(JSON_PATCH.format(i=i, port=i % 90 + 10) for i in range(0, apps, 10))
    write(os.path.join(folder, "kustomization.yaml"), text)


def write_overlays(folder, overlays):
    bases = 10
    for b in range(bases):
        base = os.path.join(folder, "bases", f"base-{b}")
        documents = [template.format(i=i, image=b, generated=0)
                     for i in range(b * 10, b * 10 + 10) for template in TEMPLATES]
        write(os.path.join(base, "all.yaml"), "---\n".join(documents))
        write(os.path.join(base, "kustomization.yaml"),
              "resources: [all.yaml]\nconfigMapGenerator:\n  - {name: settings-0, literals: [A=1]}\n")
    for n in range(overlays):
        b = n % bases
        write(os.path.join(folder, "overlays", f"overlay-{n:04}", "kustomization.yaml"),
              f"resources: [../../bases/base-{b}]\nnamespace: team-{n}\nnamePrefix: t{n}-\n"
              f"images:\n  - {{name: registry.example.com/team/app{b}, newTag: 3.{n}.0}}\n"
              f"replicas:\n  - {{name: app-{b * 10}, count: 5}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=4000)
    parser.add_argument("--overlays", type=int, default=0)
    parser.add_argument("out")
    options = parser.parse_args()
    if options.overlays:
        write_overlays(options.out, options.overlays)
    else:
        write_large(options.out, options.resources)


if __name__ == "__main__":
    main()
