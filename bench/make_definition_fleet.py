#!/usr/bin/env python3
"""Write a repository that Argo CD or Flux deploys, the same at every run.

  make_definition_fleet.py [--definitions N] [--charts N] [--overlays N] argocd|flux OUT

OUT/charts/cN are charts of three templates, OUT/overlays/oN kustomizations over one of ten bases of twelve objects.
Definitions are in OUT/definitions (Argo CD) or OUT/clusters/main (Flux): one for each overlay, and for the rest charts in
turn, each with values of its own.
"""
import argparse
import os

URL = "https://git.example.com/fleet.git"

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}}}
    spec:
      containers:
      - name: main
        image: {image}
        ports:
        - {{name: http, containerPort: 8080}}
        readinessProbe: {{httpGet: {{path: /healthz, port: http}}}}
        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
          limits: {{memory: 256Mi}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector: {{app: {name}}}
  ports:
  - {{name: http, port: 80, targetPort: http}}
"""
HELPERS = """\
{{- define "chart.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
"""
CONFIG = """\
{{- range $name, $data := .Values.settings }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $.Release.Name }}-{{ $name }}
  labels: {{- include "chart.labels" $ | nindent 4 }}
data: {{- toYaml $data | nindent 2 }}
{{- end }}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {name}
  namespace: argocd
spec:
  project: default
  destination: {{server: https://kubernetes.default.svc, namespace: {name}}}
  source:
    repoURL: {url}
    targetRevision: v1.0.0
    path: {path}
"""
KUSTOMIZATION = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  interval: 10m
  prune: true
  targetNamespace: {name}
  sourceRef: {{kind: GitRepository, name: flux-system}}
  path: ./{path}
  postBuild: {{substitute: {{region: eu}}}}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}, namespace: flux-system}}
spec:
  interval: 10m
  targetNamespace: {name}
  chart:
    spec: {{chart: ./{path}, sourceRef: {{kind: GitRepository, name: flux-system}}}}
  values:
"""
SOURCE = f"""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {{name: flux-system, namespace: flux-system}}
spec: {{interval: 1m, url: {URL}, ref: {{tag: v1.0.0}}}}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def write_charts(out, count):
    for i in range(count):
        chart = os.path.join(out, "charts", f"c{i}")
        write(os.path.join(chart, "Chart.yaml"), f"apiVersion: v2\nname: c{i}\nversion: 1.0.{i}\n")
        write(os.path.join(chart, "values.yaml"),
              f"replicas: 2\nimage: example.com/c{i}:1.0\nsettings:\n"
              + "".join(f"  s{j}: {{level: info, size: '{j}', mode: fast}}\n" for j in range(5)))
        write(os.path.join(chart, "templates", "_helpers.tpl"), HELPERS)
        write(os.path.join(chart, "templates", "deployment.yaml"),
              DEPLOYMENT.format(name="{{ .Release.Name }}", replicas="{{ .Values.replicas }}", image="{{ .Values.image }}")
              .replace("{{app", "{app").replace("}}}}", "}}"))
        write(os.path.join(chart, "templates", "service.yaml"), SERVICE.format(name="{{ .Release.Name }}"))
        write(os.path.join(chart, "templates", "settings.yaml"), CONFIG)


def write_overlays(out, count):
    for base in range(min(10, count)):
        folder = os.path.join(out, "bases", f"b{base}")
        names = [f"app-{base}-{j}" for j in range(6)]
        for name in names:
            write(os.path.join(folder, name + ".yaml"),
                  DEPLOYMENT.format(name=name, replicas=1, image=f"example.com/{name}:1") + "---\n" + SERVICE.format(name=name))
        write(os.path.join(folder, "kustomization.yaml"), "resources: [" + ", ".join(n + ".yaml" for n in names) + "]\n")
    for i in range(count):
        write(os.path.join(out, "overlays", f"o{i}", "kustomization.yaml"),
              f"resources: [../../bases/b{i % 10}]\nnameSuffix: -o{i}\n"
              f"images: [{{name: example.com/app-{i % 10}-0, newTag: '2.{i}'}}]\n"
              f"configMapGenerator: [{{name: settings, literals: [number={i}]}}]\n")


def indented(text, spaces):
    return "".join(" " * spaces + line + "\n" for line in text.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("controller", choices=["argocd", "flux"])
    parser.add_argument("out")
    parser.add_argument("--definitions", type=int, default=500)
    parser.add_argument("--charts", type=int, default=50)
    parser.add_argument("--overlays", type=int, default=200)
    options = parser.parse_args()
    write_charts(options.out, options.charts)
    write_overlays(options.out, options.overlays)
    flux = options.controller == "flux"
    folder = os.path.join(options.out, *(["clusters", "main"] if flux else ["definitions"]))
    if flux:
        write(os.path.join(folder, "source.yaml"), SOURCE)
    for i in range(options.definitions):
        overlay = i < options.overlays
        path = f"overlays/o{i}" if overlay else f"charts/c{i % options.charts}"
        values = f"replicas: {i % 7}\nsettings: {{s0: {{level: debug}}, own: {{number: '{i}'}}}}\n"
        if flux:
            text = (KUSTOMIZATION if overlay else RELEASE).format(name=f"d{i}", path=path)
            text += "" if overlay else indented(values, 4)
        else:
            text = APPLICATION.format(name=f"d{i}", url=URL, path=path)
            text += "" if overlay else "    helm:\n      values: |\n" + indented(values, 8)
        write(os.path.join(folder, f"d{i:04}.yaml"), text)


main()
