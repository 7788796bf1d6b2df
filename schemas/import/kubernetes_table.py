#!/usr/bin/env python3
"""Writes schemas/data/kubernetes.bin: the built-in Kubernetes APIs, release by release.

Reads the Python package kubernetes-validate 1.37.0 (Apache-2.0; schemas made from Kubernetes'
published OpenAPI documents), without its descriptions, and adds what api_facts.py and enums.json say.

  pip install kubernetes-validate==1.37.0
  kubernetes_table.py [--schemas DIR] [--output FILE]
"""

import argparse
import importlib.util
import json
import os
import re

from api_facts import CLUSTER_SCOPED, LIFECYCLES, NO_SCOPE, SUCCESSORS, closed_strings
from api_table import KindFacts, Model, TypeFacts, write_table
from openapi_model import field_facts, is_object_type, kinds_of

HERE = os.path.dirname(os.path.abspath(__file__))


def package_schemas():
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None:
        raise SystemExit("the package kubernetes-validate is not installed")
    return os.path.join(os.path.dirname(spec.origin), "kubernetes-json-schema")


def releases_in(folder):
    found = {int(m[1]) for m in map(re.compile(r"v1\.(\d+)\.0-local$").match, os.listdir(folder))
             if m}
    assert found == set(range(min(found), max(found) + 1))
    return sorted(found)


def definitions_of(folder, release):
    path = os.path.join(folder, f"v1.{release}.0-local", "_definitions.json")
    with open(path, encoding="utf-8") as data:
        return json.load(data)["$defs"]


def add_release(model, release, definitions, closed):
    for name, definition in definitions.items():
        if not is_object_type(name, definition):
            continue
        facts = model.types.setdefault(name, TypeFacts())
        facts.atomic = definition.get("x-kubernetes-map-type") == "atomic"
        for field_name in definition.get("properties", {}):
            enum = closed.get(name, {}).get(field_name, ())
            by_release = facts.fields.setdefault(field_name, {})
            by_release[release] = field_facts(definition, field_name, enum)
        for gvk in kinds_of(definition):
            kind = model.kinds.setdefault(gvk, KindFacts(type=name))
            kind.releases.add(release)


def add_scopes(model):
    for (group, _, kind), facts in model.kinds.items():
        if kind in NO_SCOPE or "metadata" not in model.types[facts.type].fields:
            continue
        if kind.endswith("List") and "items" in model.types[facts.type].fields:
            continue
        is_cluster = kind in CLUSTER_SCOPED.get(group, "").split()
        facts.scope = "cluster" if is_cluster else "namespaced"


def version_rank(version):
    """Orders v1alpha1 < v1beta1 < v1 < v2."""
    major, stage, minor = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", version).groups()
    return {"alpha": 0, "beta": 1, None: 2}[stage], int(major), int(minor or 0)


def add_lifecycles(model):
    """An alpha or beta is deprecated once its kind is served in a better version; what the later
    releases lack is removed."""
    for (group, version, kind), facts in model.kinds.items():
        if facts.scope == "unknown":
            continue
        better = [gvk for gvk in model.kinds if gvk[0] == group and gvk[2] == kind and
                  version_rank(gvk[1]) > version_rank(version)]
        if max(facts.releases) < model.last:
            facts.removed = max(facts.releases) + 1
        if better and version_rank(version)[0] < 2:
            facts.replacement = max(better, key=lambda gvk: version_rank(gvk[1]))
            facts.deprecated = min(min(model.kinds[gvk].releases) for gvk in better)


def split_api_version(api_version):
    return tuple(api_version.rpartition("/")[::2])


def add_known_lifecycles(model):
    for api_version, kinds, deprecated, removed, replacement in LIFECYCLES:
        for kind in kinds.split():
            gvk = (*split_api_version(api_version), kind)
            is_cluster = kind in CLUSTER_SCOPED.get(gvk[0], "").split()
            facts = model.kinds.setdefault(
                gvk, KindFacts(scope="cluster" if is_cluster else "namespaced"))
            facts.deprecated, facts.removed = deprecated, removed
            if replacement:
                facts.replacement = (*split_api_version(replacement), kind)
    for gvk, (deprecated, replacement) in SUCCESSORS.items():
        model.kinds[gvk].deprecated, model.kinds[gvk].replacement = deprecated, replacement


def build_model(folder):
    with open(os.path.join(HERE, "enums.json"), encoding="utf-8") as data:
        closed = closed_strings(json.load(data))
    releases = releases_in(folder)
    model = Model(first=releases[0], last=releases[-1])
    for release in releases:
        add_release(model, release, definitions_of(folder, release), closed)
    add_scopes(model)
    add_lifecycles(model)
    add_known_lifecycles(model)
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--schemas", help="folder kubernetes-json-schema of the package")
    parser.add_argument("--output", default=os.path.join(HERE, "../data/kubernetes.bin"))
    args = parser.parse_args()
    write_table(build_model(args.schemas or package_schemas()), args.output)


if __name__ == "__main__":
    main()
