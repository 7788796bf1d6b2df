#!/usr/bin/env python3
"""Write a repository of kustomizations over shared bases, the same at every run.

  make_overlay_fleet.py [--projects N] [--bases N] OUT

OUT/bases/bN holds 12 Deployments with their Services and a generated ConfigMap; each project OUT/clusters/cN/kN
takes one base into a namespace of its own, with a patch, an image tag and a generated ConfigMap of 28 KB.
"""
import argparse
import os
import random

APPS_IN_BASE = 12

APP = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: main
        image: example.com/{base}:1.0.{number}
        ports:
        - containerPort: 8080
        env:
{env}        envFrom:
        - configMapRef:
            name: settings
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    app: {name}
  ports:
  - port: 80
    targetPort: 8080
"""

BASE = """\
resources:
{resources}
configMapGenerator:
- name: settings
  envs: [settings.env]
"""

PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {base}-0
spec:
  replicas: {replicas}
"""

PROJECT = """\
namespace: {base}
namePrefix: k-
resources:
- ../../../bases/{base}
patches:
- path: patch.yaml
images:
- name: example.com/{base}
  newTag: "2.{number}"
configMapGenerator:
- name: extra
  files: [extra.txt]
"""


def write(out, path, text):
    target = os.path.join(out, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


def write_base(out, base, draw):
    for number in range(APPS_IN_BASE):
        env = "".join(f"        - name: VAR_{i}\n          value: \"{draw.random()}\"\n" for i in range(60))
        name = f"{base}-{number}"
        write(out, f"bases/{base}/app{number}.yaml", APP.format(name=name, base=base, number=number, env=env))
    write(out, f"bases/{base}/settings.env", "".join(f"key{i}={draw.random()}\n" for i in range(400)))
    resources = "\n".join(f"- app{number}.yaml" for number in range(APPS_IN_BASE))
    write(out, f"bases/{base}/kustomization.yaml", BASE.format(resources=resources))


def write_project(out, number, bases, draw):
    base = f"b{number % bases}"
    folder = f"clusters/c{number // bases}/k{number % bases}"
    write(out, f"{folder}/patch.yaml", PATCH.format(base=base, replicas=number % 7 + 1))
    write(out, f"{folder}/extra.txt", "".join(f"line {i} {draw.random()} {draw.random()}\n" for i in range(700)))
    write(out, f"{folder}/kustomization.yaml", PROJECT.format(base=base, number=number))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=1100)
    parser.add_argument("--bases", type=int, default=150)
    parser.add_argument("out")
    options = parser.parse_args()
    draw = random.Random(1)
    write(options.out, "drydock.yaml", "apiVersion: drydock/v1\n")
    for number in range(options.bases):
        write_base(options.out, f"b{number}", draw)
    for number in range(options.projects):
        write_project(options.out, number, options.bases, draw)


if __name__ == "__main__":
    main()
