#!/usr/bin/env python3
"""Write charts to measure with.

  bench/make_umbrella.py [--sub-charts N] FOLDER     an umbrella chart with N sub-charts, heavy on tpl and include
  bench/make_umbrella.py --releases N FOLDER         a repository with N charts that share a library chart
"""
import argparse
import os

LIBRARY = """{{- define "lib.labels" -}}
app: {{ .Chart.Name }}
release: {{ .Release.Name }}
{{- end -}}
{{- define "lib.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) -}}
{{- if contains "{{" (toJson .value) -}}{{ tpl $value .context }}{{- else -}}{{ $value }}{{- end -}}
{{- end -}}
"""
HELPERS = "".join('{{- define "lib.unused%d" -}}\n{{- range $i, $x := .Values.list }}{{ $i }}: {{ $x | quote }}\n{{- end -}}\n'
                  "{{- end -}}\n" % i for i in range(60))
VALUES = """replicas: 2
image: "{{ .Values.global.registry }}/{{ .Chart.Name }}:{{ .Chart.AppVersion }}"
env:
""" + "".join('  KEY_%d: "{{ .Release.Name }}-{{ .Values.replicas }}-%d"\n' % (i, i) for i in range(20))
TEMPLATE = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Chart.Name }}-%d
  labels: {{- include "lib.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    metadata:
      labels: {{- include "lib.labels" . | nindent 8 }}
    spec:
      containers:
      - name: main
        image: {{ include "lib.render" (dict "value" .Values.image "context" .) }}
        env:
        {{- range $name, $value := .Values.env }}
        - name: {{ $name }}
          value: {{ include "lib.render" (dict "value" $value "context" $) | quote }}
        {{- end }}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def chart_yaml(name, kind="application", dependencies=()):
    text = "apiVersion: v2\nname: %s\nversion: 1.0.0\nappVersion: \"1\"\ntype: %s\n" % (name, kind)
    if dependencies:
        text += "dependencies:\n" + "".join("- {name: %s, version: 1.x, condition: %s.enabled}\n" % (d, d) for d in dependencies)
    return text


def write_library(folder):
    write(folder + "/Chart.yaml", chart_yaml("lib", "library"))
    write(folder + "/templates/_lib.tpl", LIBRARY + HELPERS)


def write_chart(folder, name, dependencies=(), values=VALUES):
    write(folder + "/Chart.yaml", chart_yaml(name, dependencies=dependencies))
    write(folder + "/values.yaml", values)
    for i in range(3):
        write(folder + "/templates/deployment%d.yaml" % i, TEMPLATE % i)


def write_umbrella(folder, count):
    names = ["part%03d" % i for i in range(count)]
    write_chart(folder, "umbrella", names, VALUES + "global:\n  registry: example.com\n")
    write_library(folder + "/charts/lib")
    for name in names:
        write_chart(folder + "/charts/" + name, name)


def write_releases(folder, count):
    projects = ""
    for i in range(count):
        name = "app%03d" % i
        write_chart("%s/%s" % (folder, name), name, values=VALUES + "global:\n  registry: example.com\n")
        write_library("%s/%s/charts/lib" % (folder, name))
        projects += "- {name: %s, path: %s, renderer: helm, namespace: %s}\n" % (name, name, name)
    write(folder + "/drydock.yaml", "apiVersion: drydock/v1\nprojects:\n" + projects)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sub-charts", type=int, default=120)
    parser.add_argument("--releases", type=int, default=0)
    parser.add_argument("folder")
    options = parser.parse_args()
    if options.releases:
        write_releases(options.folder, options.releases)
    else:
        write_umbrella(options.folder, options.sub_charts)


if __name__ == "__main__":
    main()
