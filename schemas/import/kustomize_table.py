#!/usr/bin/env python3
"""Writes schemas/data/kustomize.bin: what kustomize v5.8.2 knows of the Kubernetes API.

kustomize carries its own OpenAPI document (Kubernetes v1.21.2) and decides by it which kinds have a
namespace and how lists merge. This reads the public API facts of that document, without its
descriptions, from the Go module sigs.k8s.io/kustomize/kyaml v0.21.2 (Apache-2.0).

  kustomize_table.py [--module DIR] [--output FILE]
"""

import argparse
import gzip
import json
import os
import re

from api_table import FieldFacts, KindFacts, Model, TypeFacts, write_table
from openapi_model import (PRIMITIVES, is_object_type, kinds_of, shape_of, special_shape,
                           traits_of, type_name)

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = os.path.expanduser("~/go/pkg/mod/sigs.k8s.io/kustomize/kyaml@v0.21.2")
BUNDLE = "openapi/kubernetesapi/data/kubernetes-openapi-union-v1.21.2.bundle-v1.json.gz"
OWN_KINDS = "openapi/kustomizationapi/swagger.json"
RELEASE = 21


def field_of(schema):
    """kustomize follows a reference and forgets what stood beside it, patch strategies included."""
    return FieldFacts(shape_of(schema), traits_of({} if "$ref" in schema else schema))


def add_definitions(model, definitions):
    for name, definition in definitions.items():
        if special_shape(name) or type_name(definition) in PRIMITIVES:
            continue
        assert is_object_type(name, definition), name
        fields = {key: {RELEASE: field_of(schema)}
                  for key, schema in definition.get("properties", {}).items()}
        model.types[name] = TypeFacts(fields=fields)
        for gvk in kinds_of(definition):
            model.kinds[gvk] = KindFacts(type=name, releases={RELEASE})


def split_api_version(api_version):
    return tuple(api_version.split("/")) if "/" in api_version else ("", api_version)


def add_scopes(model, scopes):
    for api_version, kind, scope in scopes:
        gvk = (*split_api_version(api_version), kind)
        facts = model.kinds.setdefault(gvk, KindFacts(releases={RELEASE}))
        facts.scope = scope


def precomputed_scopes(module):
    """Rows of the table that kustomize consults before its document."""
    with open(os.path.join(module, "openapi/openapi.go"), encoding="utf-8") as source:
        rows = re.findall(r'\{APIVersion: "([^"]+)", Kind: "([^"]+)"\}:\s*(true|false)',
                          source.read())
    return [(api_version, kind, "namespaced" if is_namespaced == "true" else "cluster")
            for api_version, kind, is_namespaced in rows]


def build_model(module):
    with gzip.open(os.path.join(module, BUNDLE)) as data:
        bundle = json.load(data)
    with open(os.path.join(module, OWN_KINDS), encoding="utf-8") as data:
        own = json.load(data)
    model = Model(first=RELEASE, last=RELEASE)
    add_definitions(model, bundle["definitions"])
    add_scopes(model, [(row["apiVersion"], row["kind"], row["scope"].lower())
                       for row in bundle["resources"] if row.get("scope")])
    add_scopes(model, precomputed_scopes(module))
    add_definitions(model, own["definitions"])
    return model


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--module", default=MODULE)
    parser.add_argument("--output", default=os.path.join(HERE, "../data/kustomize.bin"))
    args = parser.parse_args()
    write_table(build_model(args.module), args.output)


if __name__ == "__main__":
    main()
